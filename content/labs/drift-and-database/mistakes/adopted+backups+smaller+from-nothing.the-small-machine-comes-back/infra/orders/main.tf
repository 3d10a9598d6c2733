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

variable "name" {
  description = "What the database and what belongs to it are called."
  type        = string
  default     = "larder-orders"
}

variable "services_cidr" {
  description = "Where the services run that may use the database."
  type        = string
}

variable "username" {
  type    = string
  default = "orders"
}

resource "aws_security_group" "database" {
  name        = "${var.name}-database"
  description = "Who may speak to the orders database"

  ingress {
    description = "The services"
    from_port   = 5432
    to_port     = 5432
    protocol    = "tcp"
    cidr_blocks = [var.services_cidr]
  }
}

resource "aws_db_instance" "orders" {
  identifier              = var.name
  engine                  = "postgres"
  engine_version          = "16.4"
  instance_class          = "db.t4g.medium"
  allocated_storage       = 100
  storage_encrypted       = true
  username                = var.username
  backup_retention_period = 14
  multi_az                = true
  skip_final_snapshot     = true
  vpc_security_group_ids  = [aws_security_group.database.id]

  manage_master_user_password = true

  tags = { Team = "orders" }

  lifecycle {
    prevent_destroy = true

    # The nightly backup writes its date there.
    ignore_changes = [tags["LastBackup"]]
  }
}

import {
  to = aws_db_instance.reports
  id = "larder-orders-reports"
}

# What the reports read, so that they do not slow the shop down.
resource "aws_db_instance" "reports" {
  identifier          = "${var.name}-reports"
  replicate_source_db = var.name
  instance_class      = "db.t4g.medium"
  storage_encrypted   = true
  skip_final_snapshot = true

  tags = { Team = "reports" }
}

output "database_endpoint" {
  value = aws_db_instance.orders.endpoint
}
