import {
  to = aws_launch_template.lt
  id = "lt-1"
}
resource "aws_launch_template" "lt" {
  name = "x"
  block_device_mappings {
    device_name = "/dev/sda1"
    ebs { 
      volume_size = 8 
      volume_type = "gp3"
     }
  }
  network_interfaces {
    security_groups = ["a", "b"]
  }
  tags = { a = "b", c = "d" }
}
import {
  to = aws_launch_template.lt2
  id = "lt-2"
}
resource "aws_launch_template" "lt2" {
  name = "x"
  block_device_mappings {
    device_name = "/dev/sda1"
    ebs { volume_size = 8 }
  }
  network_interfaces {
    security_groups = ["a", "b"]
  }
  tags = { a = "b", c = "d" }
}
import {
  to = aws_iam_policy.p
  id = "p"
}
resource "aws_iam_policy" "p" {
  name = "p"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["s3:*", "a", "b"], Resource = "*" }] })
}
