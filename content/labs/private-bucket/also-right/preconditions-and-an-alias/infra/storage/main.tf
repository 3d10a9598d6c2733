terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

provider "aws" {
  region = "eu-central-1"
}

variable "environment" {
  description = "Which of Larder's environments this is: staging or production."
  type        = string
}

variable "readers" {
  description = "Who may read receipts, as ARNs."
  type        = list(string)
  default     = []
}

# The receipts of all orders, as PDF.
resource "aws_s3_bucket" "receipts" {
  bucket = "larder-receipts-${var.environment}"

  lifecycle {
    precondition {
      condition     = var.environment == "staging" || var.environment == "production"
      error_message = "The environment is staging or production."
    }
  }
}

resource "aws_s3_bucket_public_access_block" "receipts" {
  bucket = aws_s3_bucket.receipts.id

  block_public_acls       = true
  ignore_public_acls      = true
  block_public_policy     = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "receipts" {
  bucket = aws_s3_bucket.receipts.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_kms_alias" "receipts" {
  name          = "alias/larder-receipts-${var.environment}"
  target_key_id = aws_kms_key.receipts.key_id
}

resource "aws_kms_key" "receipts" {
  description         = "Receipts of ${var.environment}"
  enable_key_rotation = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "receipts" {
  bucket = aws_s3_bucket.receipts.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_alias.receipts.arn
    }
  }
}

resource "aws_s3_bucket_versioning" "receipts" {
  bucket = aws_s3_bucket.receipts.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "receipts" {
  bucket = aws_s3_bucket.receipts.id

  rule {
    id     = "old-versions"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = @{days}
    }
  }
}

data "aws_iam_policy_document" "receipts" {
  dynamic "statement" {
    for_each = length(var.readers) > 0 ? [var.readers] : []

    content {
      sid       = "Readers"
      actions   = ["s3:GetObject"]
      resources = ["${aws_s3_bucket.receipts.arn}/*"]

      principals {
        type        = "AWS"
        identifiers = statement.value
      }
    }
  }

  statement {
    sid       = "OnlyWithTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.receipts.arn, "${aws_s3_bucket.receipts.arn}/*"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }

    condition {
      test     = "BoolIfExists"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

resource "aws_s3_bucket_policy" "receipts" {
  bucket = aws_s3_bucket.receipts.id
  policy = data.aws_iam_policy_document.receipts.json

  lifecycle {
    precondition {
      condition     = !contains(var.readers, "*")
      error_message = "A star would let everybody in."
    }
  }
}

output "bucket" {
  value = aws_s3_bucket.receipts.bucket
}
