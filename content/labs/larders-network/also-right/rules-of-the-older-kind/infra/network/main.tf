terraform {
  required_version = ">= 1.9"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

provider "aws" {
  region = "@{region}"
}

locals {
  zones = { a = 0, b = 1, c = 2 }
}

resource "aws_vpc" "larder" {
  cidr_block           = "@{cidr}"
  enable_dns_hostnames = true

  tags = { Name = "larder" }
}

resource "aws_internet_gateway" "larder" {
  vpc_id = aws_vpc.larder.id
}

# For the load balancer and the way out.
resource "aws_subnet" "public" {
  for_each = local.zones

  vpc_id                  = aws_vpc.larder.id
  availability_zone       = "@{region}${each.key}"
  cidr_block              = cidrsubnet(aws_vpc.larder.cidr_block, 4, each.value)
  map_public_ip_on_launch = true
}

# For everything else.
resource "aws_subnet" "private" {
  for_each = local.zones

  vpc_id            = aws_vpc.larder.id
  availability_zone = "@{region}${each.key}"
  cidr_block        = cidrsubnet(aws_vpc.larder.cidr_block, 4, 8 + each.value)
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.larder.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.larder.id
  }
}

resource "aws_route_table_association" "public" {
  for_each = aws_subnet.public

  subnet_id      = each.value.id
  route_table_id = aws_route_table.public.id
}

resource "aws_eip" "nat" {
  domain = "vpc"
}

resource "aws_nat_gateway" "larder" {
  allocation_id = aws_eip.nat.id
  subnet_id     = aws_subnet.public["a"].id

  depends_on = [aws_internet_gateway.larder]
}

resource "aws_route_table" "private" {
  vpc_id = aws_vpc.larder.id

  route {
    cidr_block     = "0.0.0.0/0"
    nat_gateway_id = aws_nat_gateway.larder.id
  }
}

resource "aws_route_table_association" "private" {
  for_each = aws_subnet.private

  subnet_id      = each.value.id
  route_table_id = aws_route_table.private.id
}

resource "aws_security_group" "balancer" {
  name        = "larder-balancer"
  description = "Customers reach the load balancer"
  vpc_id      = aws_vpc.larder.id

  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }

  egress {
    from_port   = 0
    to_port     = 0
    protocol    = "-1"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_security_group" "storefront" {
  name        = "larder-storefront"
  description = "The load balancer reaches the storefront"
  vpc_id      = aws_vpc.larder.id
}

resource "aws_security_group" "database" {
  name        = "larder-database"
  description = "The storefront reaches the database"
  vpc_id      = aws_vpc.larder.id

  ingress {
    from_port       = 5432
    to_port         = 5432
    protocol        = "tcp"
    security_groups = [aws_security_group.storefront.id]
  }
}

resource "aws_lb" "storefront" {
  name               = "larder-storefront"
  load_balancer_type = "application"
  subnets            = values(aws_subnet.public)[*].id
  security_groups    = [aws_security_group.balancer.id]
}

resource "aws_instance" "storefront" {
  ami                    = "ami-0c2ab3b8efb09f272"
  instance_type          = "t3.small"
  subnet_id              = aws_subnet.private["a"].id
  vpc_security_group_ids = [aws_security_group.storefront.id]

  tags = { Name = "storefront" }
}

resource "aws_db_subnet_group" "larder" {
  name       = "larder"
  subnet_ids = values(aws_subnet.private)[*].id
}

resource "aws_db_instance" "orders" {
  identifier                  = "larder-orders"
  engine                      = "postgres"
  engine_version              = "16.4"
  instance_class              = "db.t4g.medium"
  allocated_storage           = 100
  storage_encrypted           = true
  username                    = "orders"
  manage_master_user_password = true
  publicly_accessible         = false
  skip_final_snapshot         = true
  db_subnet_group_name        = aws_db_subnet_group.larder.name
  vpc_security_group_ids      = [aws_security_group.database.id]
}

resource "aws_security_group_rule" "storefront" {
  type                     = "ingress"
  security_group_id        = aws_security_group.storefront.id
  source_security_group_id = aws_security_group.balancer.id
  protocol                 = "tcp"
  from_port                = 8080
  to_port                  = 8080
}

resource "aws_security_group_rule" "storefront_out" {
  type              = "egress"
  security_group_id = aws_security_group.storefront.id
  protocol          = "-1"
  from_port         = 0
  to_port           = 0
  cidr_blocks       = ["0.0.0.0/0"]
}

output "storefront" {
  value = aws_lb.storefront.dns_name
}
