resource "aws_sqs_queue" "a" {
  count = 2
  name = "a${count.index}"
  delay_seconds = 5
  tags = { k = "v", l = "w" }
}
resource "aws_sqs_queue" "b" {
  for_each = toset(["x", "y"])
  name = each.key
  delay_seconds = 5
  tags = { k = "v", l = "w" }
}
resource "aws_sqs_queue" "c" {
  name = "c"
  delay_seconds = 5
  policy = jsonencode({ q = aws_sqs_queue.a[0].delay_seconds })
}
resource "aws_security_group" "sg" {
  name = "sg"
  ingress {
    from_port = 1
    to_port = 2
    protocol = "tcp"
  }
  tags = { a = "b" }
}
resource "aws_instance" "i" {
  ami = "ami-1"
  instance_type = "t3.micro"
  root_block_device {
    volume_size = 10
  }
}

locals {
  delay = aws_sqs_queue.a[0].delay_seconds
  tag = aws_sqs_queue.b["x"].tags["k"]
}
resource "aws_sqs_queue" "t1" {
  name = "t1"
  delay_seconds = local.delay
  tags = { n = local.tag }
}
resource "aws_sqs_queue" "t2" {
  name = "t2"
  message_retention_seconds = 100 + length(aws_sqs_queue.a[*].delay_seconds)
  policy = jsonencode(aws_sqs_queue.c.policy)
}
resource "aws_sqs_queue" "t3" {
  name = "t3"
  tags = { a = one(aws_security_group.sg.ingress[*].from_port), b = aws_instance.i.root_block_device[0].volume_size }
}
