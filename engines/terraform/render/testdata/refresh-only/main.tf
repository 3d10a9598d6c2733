resource "aws_sqs_queue" "q" {
  name = "q"
  delay_seconds = 5
}
output "d" { value = aws_sqs_queue.q.delay_seconds }
