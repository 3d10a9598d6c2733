import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planTerraform } from "#engines/terraform";
import { ms, row, summarise, time } from "./measure.ts";

/** Twenty resources as somebody would write them: variables, references, templates, one `for_each`. */
function twenty(): string {
  const chain = Array.from(
    { length: 16 },
    (_, index) => `
resource "terraform_data" "step_${index}" {
  input = {
    name  = "\${var.environment}-\${local.service}-${index}"
    ports = [for port in var.ports : port + ${index}]
    after = ${index === 0 ? "null" : `terraform_data.step_${index - 1}.id`}
    tags  = merge(local.tags, { index = "${index}" })
  }
}
`,
  );
  return `
variable "environment" {
  type    = string
  default = "staging"
}
variable "ports" {
  type    = list(number)
  default = [80, 443]
}
locals {
  service = "checkout"
  tags    = { team = "shop", environment = var.environment }
}
${chain.join("")}
resource "terraform_data" "service" {
  for_each = toset(["cart", "catalog", "checkout", "payments"])
  input    = "\${each.key}-\${terraform_data.step_15.id}"
}
output "services" {
  value = { for name, service in terraform_data.service : name => service.id }
}
`;
}

const thousand = `
variable "environment" {
  default = "staging"
}
resource "terraform_data" "shard" {
  count = 500
  input = { name = "\${var.environment}-\${count.index}", ports = [80 + count.index] }
}
resource "terraform_data" "reader" {
  count = 500
  input = terraform_data.shard[count.index].id
}
`;

const network = `
provider "aws" {
  region = "eu-central-1"
}
resource "aws_vpc" "main" {
  cidr_block = "10.20.0.0/16"
}
${Array.from(
  { length: 19 },
  (_, index) => `
resource "aws_subnet" "s${index}" {
  vpc_id     = aws_vpc.main.id
  cidr_block = cidrsubnet(aws_vpc.main.cidr_block, 8, ${index})
  tags       = { Name = "subnet-${index}" }
}
`,
).join("")}
`;

/** From text to plan, warm; beside the binary where it is installed. */
export async function benchTerraform(): Promise<void> {
  console.log("A Terraform plan, from text (targets: 20 resources 4 ms and 15 times faster than terraform, 1,000 instances 400 ms)");
  const text = twenty();
  const small = await time(() => planned(text), { warm: 200, count: 200 });
  row("20 resources", `median ${ms(small.median)}, 95th ${ms(small.p95)}`);
  const aws = await time(() => planned(network), { warm: 200, count: 200 });
  row("20 resources of aws", `median ${ms(aws.median)}, 95th ${ms(aws.p95)}`);
  const large = await time(() => planned(thousand), { warm: 5, count: 20 });
  row("1,000 instances", `median ${ms(large.median)}, 95th ${ms(large.p95)}`);
  globalThis.gc?.();
  const before = process.memoryUsage().heapUsed;
  const kept = planned(thousand);
  globalThis.gc?.();
  row(
    "memory of a plan of 1,000 instances",
    `${((process.memoryUsage().heapUsed - before) / 1024 / 1024).toFixed(1)} MiB (${kept} changes)`,
  );
  const real = terraformTimes(text);
  if (real === undefined) row("terraform plan", "not installed, not compared");
  else row("terraform plan of the 20 resources", `median ${ms(real)}, ${(real / small.median).toFixed(0)} times ours`);
}

function planned(text: string): number {
  const { changes, diagnostics } = planTerraform({ files: [{ path: "main.tf", text }] });
  const [first] = diagnostics;
  if (first) throw new Error(`the benchmark's configuration is refused: ${first.summary}`);
  return changes.length;
}

function terraformTimes(text: string): number | undefined {
  if (spawnSync("terraform", ["version"]).status !== 0) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "fivenines-terraform-"));
  try {
    writeFileSync(join(folder, "main.tf"), text);
    const run = (...args: string[]) => execFileSync("terraform", [`-chdir=${folder}`, ...args], { stdio: ["ignore", "ignore", "ignore"] });
    run("init", "-input=false");
    const times = Array.from({ length: 7 }, () => {
      const began = performance.now();
      run("plan", "-input=false");
      return performance.now() - began;
    });
    return summarise(times).median;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
