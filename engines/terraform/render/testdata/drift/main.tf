resource "aws_sqs_queue" "q" {
  name = "q"
  delay_seconds = 9
}
output "d" { value = aws_sqs_queue.q.delay_seconds }
