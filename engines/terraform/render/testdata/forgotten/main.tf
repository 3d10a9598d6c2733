removed {
  from = aws_launch_template.lt
  lifecycle { destroy = false }
}
removed {
  from = aws_sqs_queue.q
  lifecycle { destroy = true }
}
resource "aws_sqs_queue" "n" {
  name = "q"
}
