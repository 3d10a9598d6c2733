import {
  to = aws_vpc.x["a"]
  id = "v"
}
import {
  to = module.none.aws_vpc.x
  id = "v"
}
import {
  to = aws_vpc.y
  id = var.nope
}
resource "aws_vpc" "y" {
  cidr_block = "10.0.0.0/8"
}
