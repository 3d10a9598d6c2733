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

variable "queues" {
  description = "The queues, by what waits in them."
  type = map(object({
    visibility = number
    retention  = optional(number, 1209600)
    attempts   = optional(number, 3)
  }))
  default = {
    orders        = { visibility = 300, attempts = 5 }
    refunds       = { visibility = 60 }
    notifications = { visibility = 30, retention = 345600 }
  }
}

module "queue" {
  source   = "./queue"
  for_each = var.queues

  name       = "${var.prefix}-${each.key}"
  visibility = each.value.visibility
  retention  = each.value.retention
  attempts   = each.value.attempts
}

moved {
  from = aws_sqs_queue.orders
  to   = module.queue["orders"].aws_sqs_queue.this
}

moved {
  from = aws_sqs_queue.orders_failed
  to   = module.queue["orders"].aws_sqs_queue.failed
}

moved {
  from = aws_cloudwatch_metric_alarm.orders_failed
  to   = module.queue["orders"].aws_cloudwatch_metric_alarm.failed
}

moved {
  from = aws_sqs_queue.refunds
  to   = module.queue["refunds"].aws_sqs_queue.this
}

moved {
  from = aws_sqs_queue.refunds_failed
  to   = module.queue["refunds"].aws_sqs_queue.failed
}

moved {
  from = aws_cloudwatch_metric_alarm.refunds_failed
  to   = module.queue["refunds"].aws_cloudwatch_metric_alarm.failed
}

moved {
  from = aws_sqs_queue.notifications
  to   = module.queue["notifications"].aws_sqs_queue.this
}

moved {
  from = aws_sqs_queue.notifications_failed
  to   = module.queue["notifications"].aws_sqs_queue.failed
}

moved {
  from = aws_cloudwatch_metric_alarm.notifications_failed
  to   = module.queue["notifications"].aws_cloudwatch_metric_alarm.failed
}

output "orders_url" {
  value = module.queue["orders"].url
}

output "refunds_url" {
  value = module.queue["refunds"].url
}

output "notifications_url" {
  value = module.queue["notifications"].url
}
