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
  region = "eu-central-1"
}

resource "aws_vpc" "larder" {
  cidr_block           = "10.20.0.0/16"
  enable_dns_hostnames = true

  tags = { Name = "larder" }
}

resource "aws_internet_gateway" "larder" {
  vpc_id = aws_vpc.larder.id
}

# For the load balancer.
resource "aws_subnet" "public_a" {
  vpc_id                  = aws_vpc.larder.id
  availability_zone       = "eu-central-1a"
  cidr_block              = cidrsubnet(aws_vpc.larder.cidr_block, 4, 0)
  map_public_ip_on_launch = true
}

# For everything else.
resource "aws_subnet" "private_a" {
  vpc_id            = aws_vpc.larder.id
  availability_zone = "eu-central-1a"
  cidr_block        = cidrsubnet(aws_vpc.larder.cidr_block, 4, 8)
}

# A database needs two zones.
resource "aws_subnet" "private_b" {
  vpc_id            = aws_vpc.larder.id
  availability_zone = "eu-central-1b"
  cidr_block        = cidrsubnet(aws_vpc.larder.cidr_block, 4, 9)
}

resource "aws_route_table" "public" {
  vpc_id = aws_vpc.larder.id

  route {
    cidr_block = "0.0.0.0/0"
    gateway_id = aws_internet_gateway.larder.id
  }
}

resource "aws_route_table_association" "public_a" {
  subnet_id      = aws_subnet.public_a.id
  route_table_id = aws_route_table.public.id
}

resource "aws_route_table_association" "private_a" {
  subnet_id      = aws_subnet.private_a.id
  route_table_id = aws_route_table.public.id
}

resource "aws_route_table_association" "private_b" {
  subnet_id      = aws_subnet.private_b.id
  route_table_id = aws_route_table.public.id
}

resource "aws_security_group" "larder" {
  name        = "larder"
  description = "Everything of Larder"
  vpc_id      = aws_vpc.larder.id

  ingress {
    from_port   = 0
    to_port     = 65535
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

resource "aws_lb" "storefront" {
  name               = "larder-storefront"
  load_balancer_type = "application"
  subnets            = [aws_subnet.public_a.id]
  security_groups    = [aws_security_group.larder.id]
}

resource "aws_instance" "storefront" {
  ami                    = "ami-0c2ab3b8efb09f272"
  instance_type          = "t3.small"
  subnet_id              = aws_subnet.public_a.id
  vpc_security_group_ids = [aws_security_group.larder.id]

  tags = { Name = "storefront" }
}

resource "aws_db_subnet_group" "larder" {
  name       = "larder"
  subnet_ids = [aws_subnet.private_a.id, aws_subnet.private_b.id]
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
  publicly_accessible         = true
  skip_final_snapshot         = true
  db_subnet_group_name        = aws_db_subnet_group.larder.name
  vpc_security_group_ids      = [aws_security_group.larder.id]
}

output "storefront" {
  value = aws_lb.storefront.dns_name
}
