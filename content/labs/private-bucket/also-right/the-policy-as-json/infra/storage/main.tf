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

  validation {
    condition     = contains(["staging", "production"], var.environment)
    error_message = "The environment is staging or production."
  }
}

variable "readers" {
  description = "Who may read receipts, as ARNs."
  type        = set(string)
  default     = []

  validation {
    condition     = !contains(var.readers, "*")
    error_message = "Every reader is an ARN. A star would let everybody in."
  }
}

# The receipts of all orders, as PDF.
resource "aws_s3_bucket" "receipts" {
  bucket = "larder-receipts-${var.environment}"
}

resource "aws_s3_bucket_public_access_block" "receipts" {
  bucket = aws_s3_bucket.receipts.bucket

  block_public_acls       = true
  ignore_public_acls      = true
  block_public_policy     = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "receipts" {
  bucket = aws_s3_bucket.receipts.bucket

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_kms_key" "receipts" {
  description         = "Receipts of ${var.environment}"
  enable_key_rotation = true
}

resource "aws_s3_bucket_server_side_encryption_configuration" "receipts" {
  bucket = aws_s3_bucket.receipts.bucket

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.receipts.key_id
    }

    bucket_key_enabled = true
  }
}

resource "aws_s3_bucket_versioning" "receipts" {
  bucket = aws_s3_bucket.receipts.bucket

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "receipts" {
  bucket = aws_s3_bucket.receipts.bucket

  rule {
    id     = "unfinished-uploads"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 7
    }
  }

  rule {
    id     = "old-versions"
    status = "Enabled"

    filter {}

    noncurrent_version_expiration {
      noncurrent_days = @{days}
    }
  }
}

locals {
  objects = "arn:aws:s3:::larder-receipts-${var.environment}/*"

  only_with_tls = {
    Effect    = "Deny"
    Principal = "*"
    Action    = "*"
    Resource  = [local.objects, aws_s3_bucket.receipts.arn]
    Condition = { Bool = { "aws:SecureTransport" = false } }
  }

  reading = {
    Effect    = "Allow"
    Principal = { AWS = var.readers }
    Action    = ["s3:GetObject"]
    Resource  = [local.objects]
  }
}

resource "aws_s3_bucket_policy" "receipts" {
  bucket = aws_s3_bucket.receipts.bucket

  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [for statement in [local.only_with_tls, local.reading] : statement if statement.Effect == "Deny" || length(var.readers) > 0]
  })
}

output "bucket" {
  value = aws_s3_bucket.receipts.bucket
}
