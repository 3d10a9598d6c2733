import { describe, expect, test } from "vitest";
import { decodeJson, objectValue, string, unknownValue } from "#engines/hcl";
import { conform, emptyObject, providerOf, validateResource } from "./index.ts";

function schemaOf(type: string) {
  const schema = providerOf(type.startsWith("tls_") ? "hashicorp/tls" : "hashicorp/aws")?.resources.get(type);
  if (!schema) throw new Error(`no ${type}`);
  return schema;
}

function summaries(type: string, config: Record<string, unknown>): string[] {
  const schema = schemaOf(type);
  const value = conform(schema.block, decodeJson(JSON.stringify(config)));
  return validateResource({ schema, config: value }).map(({ summary }) => summary);
}

const rule = (members: Record<string, unknown>) => ({
  from_port: 443,
  to_port: 443,
  protocol: "tcp",
  cidr_blocks: ["10.0.0.0/8"],
  ...members,
});
const key = { hash_key: "id", billing_mode: "PAY_PER_REQUEST" };

describe("what is written wrongly", () => {
  test.each<[string, string, Record<string, unknown>, string]>([
    ["a range is no range", "aws_subnet", { cidr_block: "10.0.0.0" }, '"10.0.0.0" is not a valid IPv4 CIDR block'],
    [
      "a network has no host bits",
      "aws_subnet",
      { cidr_block: "10.0.1.5/24" },
      'is not a valid IPv4 CIDR block; did you mean "10.0.1.0/24"?',
    ],
    ["a VPC is not larger than /16", "aws_vpc", { cidr_block: "10.0.0.0/8" }, "between 16 and 28 significant bits, got: 8"],
    [
      "every range of a rule is read",
      "aws_security_group",
      { ingress: [rule({ cidr_blocks: ["10.0.0.0/8", "0.0.0.0"] })] },
      '"0.0.0.0" is not',
    ],
    [
      "a framework resource words it its own way",
      "aws_vpc_security_group_ingress_rule",
      { cidr_ipv4: "x", ip_protocol: "tcp" },
      "Invalid Attribute Value",
    ],
    [
      "a value is none of those",
      "aws_vpc",
      { instance_tenancy: "shared" },
      'expected instance_tenancy to be one of ["default" "dedicated"], got shared',
    ],
    [
      "in a block of a block",
      "aws_launch_template",
      { block_device_mappings: [{ ebs: [{ volume_type: "gp9" }] }] },
      "expected volume_type to be one of",
    ],
    [
      "logs are kept for certain spans",
      "aws_cloudwatch_log_group",
      { retention_in_days: 10 },
      "expected retention_in_days to be one of [0 1 3",
    ],
    ["a number is out of bounds", "aws_sqs_queue", { delay_seconds: 901 }, "expected delay_seconds to be in the range (0 - 900), got 901"],
    [
      "a port is out of bounds",
      "aws_security_group",
      { ingress: [rule({ from_port: 0, to_port: 70000 })] },
      "expected to_port to be in the range (-1 - 65535)",
    ],
    [
      "a rule has its ports, also for all protocols",
      "aws_security_group",
      { egress: [{ protocol: "-1", cidr_blocks: ["0.0.0.0/0"] }] },
      "Missing required argument",
    ],
    ["ports go upward", "aws_security_group", { ingress: [rule({ from_port: 443, to_port: 80 })] }, "Invalid tcp port range (443:80)"],
    [
      "all protocols have no ports",
      "aws_security_group",
      { egress: [rule({ protocol: "-1" })] },
      "must both be 0 to use the 'ALL' \"-1\" protocol!",
    ],
    ["a protocol is none", "aws_security_group", { ingress: [rule({ protocol: "https" })] }, "Unknown protocol."],
    ["an identifier has capitals", "aws_db_instance", { identifier: "Larder" }, "only lowercase alphanumeric characters and hyphens"],
    ["a name is too long", "aws_lb", { name: "l".repeat(33), subnets: ["a"] }, "expected length of name to be in the range (1 - 32)"],
    [
      "two arguments exclude each other",
      "aws_iam_role",
      { assume_role_policy: "{}", name: "a", name_prefix: "b" },
      "Conflicting configuration arguments",
    ],
    ["a route leads nowhere", "aws_route", { destination_cidr_block: "0.0.0.0/0" }, "Invalid combination of arguments"],
    [
      "a route leads to two places",
      "aws_route",
      { destination_cidr_block: "0.0.0.0/0", gateway_id: "a", nat_gateway_id: "b" },
      "Invalid combination",
    ],
    ["an instance has no image", "aws_instance", { instance_type: "t3.micro" }, "Missing required argument"],
    ["a policy is no JSON", "aws_iam_policy", { policy: "{" }, '"policy" contains an invalid JSON policy'],
    ["an action lacks its block", "aws_lb_listener", { default_action: [{ type: "forward" }] }, "Invalid Attribute Combination"],
    ["an index names nothing", "aws_dynamodb_table", { ...key, attribute: [{ name: "other", type: "S" }] }, 'Unmatched indexes: ["id"]'],
    [
      "an attribute is not indexed",
      "aws_dynamodb_table",
      {
        ...key,
        attribute: [
          { name: "id", type: "S" },
          { name: "x", type: "S" },
        ],
      },
      'Unused attributes: ["x"]',
    ],
    ["an algorithm is not known", "tls_private_key", { algorithm: "DSA" }, "Invalid Attribute Value Match"],
  ])("%s", (_why, type, config, summary) => expect(summaries(type, config)).toContainEqual(expect.stringContaining(summary)));
});

describe("what may stand", () => {
  test.each<[string, string, Record<string, unknown>]>([
    ["a VPC", "aws_vpc", { cidr_block: "10.0.0.0/16", instance_tenancy: "default" }],
    ["all traffic out", "aws_security_group", { egress: [rule({ protocol: "-1", from_port: 0, to_port: 0, cidr_blocks: ["0.0.0.0/0"] })] }],
    [
      "a rule of its own for all protocols, whose ports the cloud ignores",
      "aws_security_group_rule",
      { type: "egress", security_group_id: "sg-1", ...rule({ protocol: "-1" }) },
    ],
    ["ICMP of any type", "aws_security_group", { ingress: [rule({ protocol: "icmp", from_port: 8, to_port: -1 })] }],
    [
      "a protocol by its number",
      "aws_network_acl",
      { ingress: [{ protocol: "6", action: "ALLOW", rule_no: 1, from_port: 80, to_port: 80, cidr_block: "0.0.0.0/0" }] },
    ],
    ["false beside what it excludes", "aws_vpc", { assign_generated_ipv6_cidr_block: false, ipv6_ipam_pool_id: "pool" }],
    ["a table with an index", "aws_dynamodb_table", { ...key, attribute: [{ name: "id", type: "S" }] }],
    [
      "a listener that redirects",
      "aws_lb_listener",
      { protocol: "http", port: 80, default_action: [{ type: "redirect", redirect: [{ status_code: "HTTP_301" }] }] },
    ],
  ])("%s", (_why, type, config) => expect(summaries(type, config)).toEqual([]));
});

test("what is not known yet is never at fault", () => {
  for (const type of ["aws_vpc", "aws_route", "aws_db_instance", "aws_security_group_rule", "aws_dynamodb_table", "aws_lambda_function"]) {
    const schema = schemaOf(type);
    const empty = emptyObject(schema.block);
    if (empty.kind !== "mapping") throw new Error("bug: an object is a mapping");
    const unknown = objectValue([...empty.entries].map(([name, value]) => [name, unknownValue(value.type)] as const));
    expect(validateResource({ schema, config: unknown }), type).toEqual([]);
  }
});

test("the path leads to the value, through the elements of sets", () => {
  const schema = schemaOf("aws_vpc");
  const config = conform(
    schema.block,
    objectValue([
      ["instance_tenancy", unknownValue(string)],
      ["cidr_block", decodeJson('"x"')],
    ]),
  );
  expect(validateResource({ schema, config })).toMatchObject([
    { path: ["cidr_block"], severity: "error", code: "terraform/address-range" },
  ]);
});
