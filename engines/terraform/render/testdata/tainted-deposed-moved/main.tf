resource "aws_sqs_queue" "q" {
  name = "q"
  delay_seconds = 5
  lifecycle { create_before_destroy = true }
}
resource "aws_vpc" "v2" { cidr_block = "10.0.0.0/16" }
moved { 
from = aws_vpc.v 
to = aws_vpc.v2 
}
resource "aws_vpc" "w2" { 
cidr_block = "10.0.0.0/20" 
enable_dns_support = false
}
moved { 
from = aws_vpc.w
to = aws_vpc.w2
}
check "c" {
  assert {
    condition = aws_vpc.v2.cidr_block == "x"
    error_message = "Not x but ${aws_vpc.v2.cidr_block}."
  }
}
