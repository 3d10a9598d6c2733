variable "s" {
 default = "udp"
 sensitive = true
}
variable "t" {
 default = "3"
 sensitive = true
}
resource "aws_db_instance" "d" {
  instance_class = "db.${var.s}"
  password = "hunter2"
  engine = "postgres"
  username = "u"
  tags = { a = var.s, b = "3", c = var.t, d = var.s }
}
resource "aws_launch_template" "lt" {
  name = var.s
  block_device_mappings {
    device_name = var.s
  }
  dynamic "tag_specifications" {
    for_each = nonsensitive(toset([var.s]))
    content { resource_type = var.s }
  }
  network_interfaces {
    security_groups = ["b", "c", var.s]
  }
}
resource "aws_security_group" "s" {
  name = "x"
  ingress {
    from_port = 1
    to_port = 1
    protocol = "tcp"
  }
  egress {
    from_port = 1
    to_port = 1
    protocol = var.s
  }
}
resource "aws_security_group" "new" {
  name = var.s
  ingress {
    from_port = 1
    to_port = 1
    protocol = var.s
  }
  tags = { a = var.s }
}
resource "aws_lambda_function" "a" {
  function_name = "f"
  role = "r"
  filename = "f.zip"
  layers = ["a", var.s]
  environment { variables = { A = "", B = var.s } }
}
resource "terraform_data" "z" {
  input = { a = var.s, b = [var.t, 1], c = jsonencode({ a = var.s}) }
}
output "s1" { 
value = "y" 
sensitive = true 
}
output "s2" { 
value = "y"
sensitive = true
}
output "s3" { value = "x"  }
output "s4" { 
value = { a = 1, b = aws_security_group.new.id }  
sensitive = true
}
output "s5" { 
value = { a = var.s, b = aws_security_group.new.id }  
sensitive = true
}
