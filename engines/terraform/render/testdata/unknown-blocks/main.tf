resource "aws_instance" "i" {
  ami = "ami-2"
  instance_type = "t3.micro"
  tags = {a=aws_vpc.v.id, b = aws_vpc.v.arn}
}
resource "aws_vpc" "v" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_security_group" "s" {
  dynamic "ingress" {
    for_each = [1,2]
    content {
    from_port = 1
    to_port = 2
    protocol = "tcp"
    cidr_blocks = [aws_vpc.v.cidr_block, aws_vpc.v.id]
   }
  }
}
resource "aws_launch_template" "lt" {
  dynamic "block_device_mappings" {
    for_each = [aws_vpc.v.id]
    content { device_name = block_device_mappings.value }
  }
  dynamic "tag_specifications" {
    for_each = toset([aws_vpc.v.id])
    content { resource_type = tag_specifications.value }
  }
}
data "aws_vpc" "d" {
  id = aws_vpc.v.id
  filter { 
  name = "x" 
  values = ["a", aws_vpc.v.arn]
   }
}
output "o" { value = [aws_vpc.v.id, "x", { a = aws_vpc.v.arn }] }
output "v" { value = aws_vpc.v }
