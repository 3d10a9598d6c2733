output "url" {
  description = "Where messages are sent to and taken from."
  value       = aws_sqs_queue.main.url
}

output "arn" {
  value = aws_sqs_queue.main.arn
}

output "failed_arn" {
  description = "The queue of messages that failed."
  value       = aws_sqs_queue.failed.arn
}
