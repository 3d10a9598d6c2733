import { describe, expect, test } from "vitest";
import { isError } from "#engines/source";
import { applyPlan } from "../apply/apply.ts";
import { type PlanRequest, planConfiguration } from "../plan/plan.ts";
import { emptyState, type State } from "../state/model.ts";
import { cloudFaults } from "./cloud-faults.ts";
import { dataLosses } from "./data-loss.ts";
import { encryptionOf } from "./encryption.ts";
import { differences } from "./environments.ts";
import { plannedEstate, stateEstate } from "./estate.ts";
import { plainSecrets } from "./secrets.ts";
import { missingTags } from "./tags.ts";

function planned(text: string, more: Partial<PlanRequest> = {}) {
  const made = planConfiguration({ files: [{ path: "main.tf", text }], ...more });
  expect(made.plan.diagnostics.filter(isError)).toEqual([]);
  return made;
}

function applied(text: string, more: Partial<PlanRequest> = {}): State {
  return applyPlan(planned(text, more), emptyState).state;
}

function estateOf(text: string) {
  const made = planned(text);
  return plannedEstate(made.plan, applyPlan(made, emptyState).state);
}

describe("would the change destroy data", () => {
  const database = (more: string, name = "main") => `
resource "aws_db_instance" "${name}" {
  instance_class = "db.t3.micro"
  engine         = "postgres"
  ${more}
}`;

  const losses = (before: string, after: string) => dataLosses(planned(after, { state: applied(before) }).plan);

  test("a database that goes without a last snapshot is lost", () =>
    expect(losses(database("skip_final_snapshot = true"), "")).toEqual([
      {
        address: "aws_db_instance.main",
        type: "aws_db_instance",
        how: "destroyed",
        reason: "delete_because_no_resource_config",
        because: [],
        keptBy: [],
      },
    ]));

  test("what forces a replacement is named", () =>
    expect(
      losses(
        database("skip_final_snapshot = true\n storage_encrypted = false"),
        database("skip_final_snapshot = true\n storage_encrypted = true"),
      ),
    ).toMatchObject([{ how: "replaced", because: [["storage_encrypted"]], keptBy: [] }]));

  test("a snapshot and protection keep it", () =>
    expect(losses(database('final_snapshot_identifier = "last"\n deletion_protection = true'), "")).toMatchObject([
      { keptBy: [{ kind: "snapshot" }, { kind: "protection" }] },
    ]));

  test("an update, a move and forgetting lose nothing", () => {
    const before = database("skip_final_snapshot = true");
    expect(losses(before, database("skip_final_snapshot = true\n allocated_storage = 20"))).toEqual([]);
    expect(
      losses(
        before,
        `${database("skip_final_snapshot = true", "new")}\nmoved {\n from = aws_db_instance.main\n to = aws_db_instance.new\n}`,
      ),
    ).toEqual([]);
    expect(losses(before, "removed {\n from = aws_db_instance.main\n lifecycle {\n destroy = false\n }\n}")).toEqual([]);
  });
});

describe("what is encrypted", () => {
  const key = 'resource "aws_kms_key" "own" {}\n';
  test.each([
    { why: "a disk without the switch", text: 'resource "aws_ebs_volume" "a" {\n availability_zone = "a"\n size = 1\n}', key: "none" },
    {
      why: "a disk with it",
      text: 'resource "aws_ebs_volume" "a" {\n availability_zone = "a"\n size = 1\n encrypted = true\n}',
      key: "service",
    },
    {
      why: "a disk with a key of its own",
      text: `${key}resource "aws_ebs_volume" "a" {\n availability_zone = "a"\n size = 1\n encrypted = true\n kms_key_id = aws_kms_key.own.arn\n}`,
      key: "own",
    },
    {
      why: "an instance's root disk by default",
      text: 'resource "aws_instance" "a" {\n ami = "a"\n instance_type = "t3.micro"\n}',
      key: "none",
    },
    { why: "a queue by default", text: 'resource "aws_sqs_queue" "a" {}', key: "service" },
    { why: "a queue with it turned off", text: 'resource "aws_sqs_queue" "a" {\n sqs_managed_sse_enabled = false\n}', key: "none" },
    { why: "a topic by default", text: 'resource "aws_sns_topic" "a" {}', key: "none" },
    { why: "a bucket by default", text: 'resource "aws_s3_bucket" "a" {}', key: "service" },
  ])("$why", ({ text, key: expected }) => expect(encryptionOf(estateOf(text)).map((each) => each.key)).toEqual([expected]));
});

test("which resources lack a tag: default tags count, texts without a value do not", () => {
  const text = `
provider "aws" {
  default_tags {
    tags = { Owner = "larder" }
  }
}
resource "aws_vpc" "a" {
  cidr_block = "10.0.0.0/16"
  tags       = { Name = "main" }
}
resource "aws_vpc" "b" {
  cidr_block = "10.0.0.0/16"
  tags       = { Name = "" }
}
resource "aws_route" "c" {
  route_table_id         = "rtb-1"
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = "igw-1"
}`;
  expect(missingTags(estateOf(text), ["Name", "Owner"])).toEqual([{ address: "aws_vpc.b", type: "aws_vpc", missing: ["Name"] }]);
});

describe("secrets in plain text", () => {
  const database = (password: string, more = "") =>
    `${more}\nresource "aws_db_instance" "main" {\n instance_class = "db.t3.micro"\n password = ${password}\n}`;
  const generated = 'resource "random_password" "db" {\n length = 20\n}';
  test.each([
    { why: "a text", text: database('"hunter22"'), kinds: ["sensitive-argument"] },
    {
      why: "a variable that is not sensitive",
      text: database("var.p", 'variable "p" {\n default = "hunter22"\n}'),
      kinds: ["sensitive-argument"],
    },
    { why: "a variable that is", text: database("var.p", 'variable "p" {\n default = "hunter22"\n sensitive = true\n}'), kinds: [] },
    { why: "a random password", text: database("random_password.db.result", generated), kinds: [] },
    {
      why: "a variable of a function's environment",
      text: 'resource "aws_lambda_function" "f" {\n function_name = "f"\n role = "r"\n filename = "f.zip"\n environment {\n variables = { DB_PASSWORD = "hunter22", TOKEN_ARN = "arn:aws:x" }\n }\n}',
      kinds: ["named-like-a-secret"],
    },
    {
      why: "a key in a script",
      text: 'resource "aws_instance" "a" {\n ami = "a"\n instance_type = "t3.micro"\n user_data = "export KEY=AKIAIOSFODNN7EXAMPLE"\n}',
      kinds: ["looks-like-a-secret"],
    },
  ])("$why", ({ text, kinds }) => expect(plainSecrets(planned(text).plan).map(({ kind }) => kind)).toEqual(kinds));

  test("a random password stays none once it is known", () => {
    const text = database("random_password.db.result", generated);
    expect(plainSecrets(planned(text, { state: applied(text) }).plan)).toEqual([]);
  });
});

describe("two environments", () => {
  const module = {
    path: "app/main.tf",
    text: `variable "env" {}
variable "size" {}
resource "aws_db_instance" "db" {
  instance_class          = var.size
  backup_retention_period = var.env == "production" ? 7 : 1
  tags                    = { Environment = var.env, Team = "larder" }
}
resource "aws_sqs_queue" "audit" {
  count = var.env == "production" ? 1 : 0
}`,
  };
  const root = `module "staging" {\n source = "./app"\n env = "staging"\n size = "db.t3.micro"\n}\nmodule "production" {\n source = "./app"\n env = "production"\n size = "db.t3.large"\n}`;
  const compare = (...allowed: string[]) =>
    differences(planned(root, { files: [{ path: "main.tf", text: root }, module] }).plan, "module.staging", "module.production", allowed);

  test("differ where they differ", () =>
    expect(compare()).toEqual([
      { resource: "aws_db_instance.db", argument: "backup_retention_period" },
      { resource: "aws_db_instance.db", argument: "instance_class" },
      { resource: "aws_db_instance.db", argument: "tags.Environment" },
      { resource: "aws_db_instance.db", argument: "tags_all.Environment" },
      { resource: "aws_sqs_queue.audit[0]", onlyIn: "module.production" },
    ]));

  test("may differ where that is said", () =>
    expect(compare("instance_class", "aws_db_instance.backup_retention_period", "tags.Environment")).toEqual([
      { resource: "aws_sqs_queue.audit[0]", onlyIn: "module.production" },
    ]));
});

const policy = (principal: string, resource = "arn:aws:s3:::larder/*") => `
resource "aws_s3_bucket" "a" {
  bucket = "larder"
}
resource "aws_s3_bucket_policy" "a" {
  bucket = aws_s3_bucket.a.bucket
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", ${principal}, Action = "s3:GetObject", Resource = "${resource}" }]
  })
}`;

describe("what AWS would refuse", () => {
  const vpc = 'resource "aws_vpc" "main" {\n cidr_block = "10.0.0.0/16"\n}\n';
  const subnet = (name: string, cidr: string, more = "") =>
    `resource "aws_subnet" "${name}" {\n vpc_id = aws_vpc.main.id\n cidr_block = "${cidr}"\n ${more}\n}\n`;
  const group = 'resource "aws_db_subnet_group" "g" {\n subnet_ids = [aws_subnet.a.id, aws_subnet.b.id]\n}\n';
  test.each([
    { why: "a subnet outside its VPC", text: vpc + subnet("a", "10.1.0.0/24"), faults: ["InvalidSubnet.Range"] },
    {
      why: "subnets that overlap",
      text: vpc + subnet("a", "10.0.0.0/23") + subnet("b", "10.0.1.0/24"),
      faults: ["InvalidSubnet.Conflict"],
    },
    { why: "a subnet that is too small", text: vpc + subnet("a", "10.0.0.0/29"), faults: ["InvalidSubnet.Range"] },
    { why: "subnets side by side", text: vpc + subnet("a", "10.0.0.0/24") + subnet("b", "10.0.1.0/24"), faults: [] },
    {
      why: "a group in one zone",
      text: vpc + subnet("a", "10.0.0.0/24", 'availability_zone = "a"') + subnet("b", "10.0.1.0/24", 'availability_zone = "a"') + group,
      faults: ["DBSubnetGroupDoesNotCoverEnoughAZs"],
    },
    { why: "a bucket in capitals", text: 'resource "aws_s3_bucket" "a" {\n bucket = "Larder"\n}', faults: ["InvalidBucketName"] },
    {
      why: "two buckets of one name",
      text: 'resource "aws_s3_bucket" "a" {\n for_each = toset(["x", "y"])\n bucket = "larder"\n}',
      faults: ["BucketAlreadyOwnedByYou"],
    },
    { why: "a policy for everybody", text: policy('Principal = { AWS = "*" }'), faults: [] },
    {
      why: "a policy for an account and a role",
      text: policy('Principal = { AWS = ["123456789012", "arn:aws:iam::123456789012:role/x"] }'),
      faults: [],
    },
    { why: "a policy for a service", text: policy('Principal = { Service = "logging.s3.amazonaws.com" }'), faults: [] },
    { why: "a bucket named by what it begins with", text: policy('Principal = "*"', "arn:aws:s3:::lar*"), faults: [] },
    { why: "a policy for nobody", text: policy("Principal = { AWS = [] }"), faults: ["MalformedPolicy: Invalid principal in policy"] },
    {
      why: "a policy for a name",
      text: policy('Principal = { AWS = "support" }'),
      faults: ["MalformedPolicy: Invalid principal in policy"],
    },
    { why: "a policy that does not say", text: policy("Sid = null"), faults: ["MalformedPolicy: Missing required field Principal"] },
    {
      why: "another bucket",
      text: policy('Principal = "*"', "arn:aws:s3:::other/*"),
      faults: ["MalformedPolicy: Policy has invalid resource"],
    },
  ])("$why", ({ text, faults }) => expect(cloudFaults(estateOf(text)).map(({ summary }) => summary)).toEqual(faults));
});

test("a state is an estate too", () => {
  const estate = stateEstate(applied('resource "aws_vpc" "main" {\n cidr_block = "10.0.0.0/16"\n}'));
  expect(estate.objects.map(({ address, type }) => [address, type])).toEqual([["aws_vpc.main", "aws_vpc"]]);
});
