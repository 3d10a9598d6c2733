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

  default_tags {
    tags = { application = "larder" }
  }
}

variable "prefix" {
  description = "What the names of the queues begin with."
  type        = string
}

# Orders that were placed and wait to be packed.
resource "aws_sqs_queue" "orders" {
  name                       = "${var.prefix}-orders"
  visibility_timeout_seconds = 300
  message_retention_seconds  = 1209600

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.orders_failed.arn
    maxReceiveCount     = 5
  })
}

resource "aws_sqs_queue" "orders_failed" {
  name                      = "${var.prefix}-orders-failed"
  message_retention_seconds = 1209600
}

resource "aws_cloudwatch_metric_alarm" "orders_failed" {
  alarm_name          = "${var.prefix}-orders-failed"
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = aws_sqs_queue.orders_failed.name }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
}

# Money to be paid back.
resource "aws_sqs_queue" "refunds" {
  name                       = "${var.prefix}-refunds"
  visibility_timeout_seconds = 60
  message_retention_seconds  = 1209600

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.refunds_failed.arn
    maxReceiveCount     = 3
  })
}

resource "aws_sqs_queue" "refunds_failed" {
  name                      = "${var.prefix}-refunds-failed"
  message_retention_seconds = 1209600
}

resource "aws_cloudwatch_metric_alarm" "refunds_failed" {
  alarm_name          = "${var.prefix}-refunds-failed"
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = aws_sqs_queue.refunds_failed.name }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
}

# Mail and messages to customers.
resource "aws_sqs_queue" "notifications" {
  name                       = "${var.prefix}-notifications"
  visibility_timeout_seconds = 30
  message_retention_seconds  = 345600

  redrive_policy = jsonencode({
    deadLetterTargetArn = aws_sqs_queue.notifications_failed.arn
    maxReceiveCount     = 3
  })
}

resource "aws_sqs_queue" "notifications_failed" {
  name                      = "${var.prefix}-notifications-failed"
  message_retention_seconds = 1209600
}

resource "aws_cloudwatch_metric_alarm" "notifications_failed" {
  alarm_name          = "${var.prefix}-notifications-failed"
  namespace           = "AWS/SQS"
  metric_name         = "ApproximateNumberOfMessagesVisible"
  dimensions          = { QueueName = aws_sqs_queue.notifications_failed.name }
  statistic           = "Maximum"
  period              = 60
  evaluation_periods  = 1
  comparison_operator = "GreaterThanThreshold"
  threshold           = 0
}

output "orders_url" {
  value = aws_sqs_queue.orders.url
}

output "refunds_url" {
  value = aws_sqs_queue.refunds.url
}

output "notifications_url" {
  value = aws_sqs_queue.notifications.url
}
