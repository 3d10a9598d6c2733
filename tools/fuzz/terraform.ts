import { applyTerraform, diagnosticsText, plainText, planText } from "#engines/terraform";
import type { FuzzTarget } from "./target.ts";

const network = `
terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = { source = "hashicorp/aws", version = "~> 6.0" }
  }
}
provider "aws" {
  region = var.region
  default_tags {
    tags = { app = "larder" }
  }
}
variable "region" {
  type    = string
  default = "eu-central-1"
  validation {
    condition     = startswith(var.region, "eu-")
    error_message = "Not in \${var.region}."
  }
}
variable "subnets" {
  type    = map(object({ bits = optional(number, 8), index = number }))
  default = { a = { index = 0 }, b = { index = 1 } }
}
locals {
  names = [for name, subnet in var.subnets : upper(name) if subnet.bits > 4]
}
resource "aws_vpc" "main" {
  cidr_block = "10.20.0.0/16"
  lifecycle {
    create_before_destroy = true
    ignore_changes        = [tags["x"]]
  }
}
resource "aws_subnet" "each" {
  for_each   = var.subnets
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet(aws_vpc.main.cidr_block, each.value.bits, each.value.index)
  tags       = { Name = "\${each.key}-\${join(",", local.names)}" }
}
resource "aws_security_group" "web" {
  count = 2
  name  = "web-\${count.index}"
  dynamic "ingress" {
    for_each = toset([80, 443])
    content {
      from_port   = ingress.value
      to_port     = ingress.value
      protocol    = "tcp"
      cidr_blocks = ["0.0.0.0/0"]
    }
  }
}
data "aws_iam_policy_document" "read" {
  statement {
    actions   = ["s3:GetObject"]
    resources = ["arn:aws:s3:::x/*"]
  }
}
moved {
  from = aws_vpc.old
  to   = aws_vpc.main
}
output "ids" {
  value     = { for name, subnet in aws_subnet.each : name => subnet.id }
  sensitive = true
  precondition {
    condition     = length(aws_security_group.web[*].id) == 2
    error_message = "Two."
  }
}
check "policy" {
  assert {
    condition     = strcontains(data.aws_iam_policy_document.read.json, "s3")
    error_message = "No bucket."
  }
}
`;

const shop = `
module "shop" {
  source   = "./shop"
  for_each = { staging = 1, production = 3 }
  name     = each.key
  size     = each.value
}
resource "terraform_data" "web" {
  count            = module.shop["staging"].size
  input            = { text = <<-EOT
    %{ for name, shop in module.shop ~}
    \${name}: \${shop.size}
    %{ endfor ~}
  EOT
  }
  triggers_replace = [module.shop]
  depends_on       = [module.shop]
  lifecycle {
    replace_triggered_by = [terraform_data.other[count.index]]
    precondition {
      condition     = count.index < 3
      error_message = "Too many."
    }
  }
}
resource "terraform_data" "other" {
  count = 1
  input = sensitive(setproduct(range(3), ["a", "b"]))
}
import {
  to = terraform_data.other[0]
  id = "x"
}
removed {
  from = terraform_data.gone
  lifecycle {
    destroy = false
  }
}
`;

const module = `
variable "name" {
  type = string
}
variable "size" {
  type = number
}
resource "terraform_data" "this" {
  input = "\${var.name}\${var.size}"
}
output "size" {
  value = terraform_data.this.output == null ? 1 : var.size
}
`;

export const target: FuzzTarget = { name: "terraform", seeds: [network, shop], run };

/** Plans, applies and plans again, and prints it all. */
function run(text: string): void {
  const files = [
    { path: "main.tf", text },
    { path: "shop/main.tf", text: module },
  ];
  const { plan, state } = applyTerraform({ files });
  const again = applyTerraform({ files, state, options: { mode: "destroy" } });
  for (const each of [plan, again.plan]) {
    plainText(planText(each));
    plainText(diagnosticsText(each.diagnostics, each.texts));
  }
}
