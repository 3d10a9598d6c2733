resource "aws_security_group" "a" {
  name = "a"
  description = "d"
  vpc_id = "vpc-1"
  ingress {
    from_port = 80
    to_port = 80
    protocol = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
  ingress {
    from_port = 8443
    to_port = 8443
    protocol = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
    description = "x"
  }
  tags = { Name = "a", empty = "" , new = "" }
}
resource "aws_route_table" "r" {
  vpc_id = "vpc-1"
  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = "igw-2"
  }
}
resource "aws_iam_policy" "p" {
  name = "p"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:GetObject", Resource = "*" }] })
}
resource "aws_instance" "i" {
  ami = "ami-1"
  instance_type = "t3.micro"
  user_data = "#!/bin/sh\necho a\necho c\n"
  root_block_device {
    volume_size = 10
  }
  ebs_block_device {
    device_name = "/dev/sdf"
    volume_size = 7
  }
  ebs_block_device {
    device_name = "/dev/sdg"
    volume_size = 6
  }
}
resource "aws_s3_bucket" "b" {
  bucket = "b"
}
resource "aws_db_instance" "d" {
  instance_class = "db.t3.micro"
  password = "hunter3"
  engine = "postgres"
  username = "u"
}
resource "aws_launch_template" "lt" {
  name = "lt"
  network_interfaces {
    security_groups = ["sg-1","sg-2"]
    associate_public_ip_address = true
  }
  block_device_mappings {
    device_name = "/dev/sda1"
    ebs { volume_size = 9 }
  }
}
