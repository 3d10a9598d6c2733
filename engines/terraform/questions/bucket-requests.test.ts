import { expect, test } from "vitest";
import { applyPlan } from "../apply/apply.ts";
import { planConfiguration } from "../plan/plan.ts";
import { emptyState } from "../state/model.ts";
import { type BucketRequest, bucketAnswers } from "./bucket-requests.ts";
import { plannedEstate } from "./estate.ts";

const support = "arn:aws:iam::123456789012:role/support";
const packing = "arn:aws:iam::123456789012:role/packing";
const read: BucketRequest = { as: support, action: "s3:GetObject" };

function answersOf(statements: readonly string[], request: BucketRequest) {
  const text = `
resource "aws_s3_bucket" "receipts" {
  bucket = "receipts"
}
resource "aws_s3_bucket_policy" "receipts" {
  bucket = aws_s3_bucket.receipts.id
  policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [${statements.join(", ")}]
  })
}`;
  const planned = planConfiguration({ files: [{ path: "main.tf", text }] });
  expect(planned.plan.diagnostics).toEqual([]);
  return bucketAnswers(plannedEstate(planned.plan, applyPlan(planned, emptyState).state), request).map(({ verdict, certain }) => [
    verdict,
    certain,
  ]);
}

const objects = `"\${aws_s3_bucket.receipts.arn}/*"`;
const allow = (principal: string, more = "") =>
  `{ Effect = "Allow", Principal = ${principal}, Action = "s3:GetObject", Resource = ${objects} ${more} }`;
const deny = (condition: string, resource = objects) =>
  `{ Effect = "Deny", Principal = "*", Action = "s3:*", Resource = ${resource}, Condition = ${condition} }`;
const plain = '{ Bool = { "aws:SecureTransport" = "false" } }';

test.each([
  { why: "no statement speaks of it", statements: [], request: read, answer: ["not allowed", true] },
  { why: "the role is named", statements: [allow(`{ AWS = "${support}" }`)], request: read, answer: ["allowed", true] },
  { why: "it is one of a list", statements: [allow(`{ AWS = ["${packing}", "${support}"] }`)], request: read, answer: ["allowed", true] },
  { why: "another role is named", statements: [allow(`{ AWS = "${packing}" }`)], request: read, answer: ["not allowed", true] },
  {
    why: "its account is named, which has to give it leave",
    statements: [allow('{ AWS = "123456789012" }')],
    request: read,
    answer: ["allowed", false],
  },
  {
    why: "another action",
    statements: [allow(`{ AWS = "${support}" }`)],
    request: { ...read, action: "s3:PutObject" },
    answer: ["not allowed", true],
  },
  {
    why: "the bucket is not its objects",
    statements: [allow(`{ AWS = "${support}" }`)],
    request: { ...read, action: "s3:ListBucket" },
    answer: ["not allowed", true],
  },
  {
    why: "a name written out",
    statements: [allow(`{ AWS = "${support}" }`).replace(objects, '"arn:aws:s3:::receipts/*"')],
    request: read,
    answer: ["allowed", true],
  },
  {
    why: "a denial stands above",
    statements: [allow(`{ AWS = "${support}" }`), deny(plain)],
    request: { ...read, tls: false },
    answer: ["denied", true],
  },
  { why: "which is for others", statements: [allow(`{ AWS = "${support}" }`), deny(plain)], request: read, answer: ["allowed", true] },
  {
    why: "false without quotes",
    statements: [deny('{ Bool = { "aws:SecureTransport" = false } }')],
    request: { ...read, tls: false },
    answer: ["denied", true],
  },
  {
    why: "the other way round",
    statements: [deny('{ Bool = { "aws:SecureTransport" = "true" } }')],
    request: { ...read, tls: false },
    answer: ["not allowed", true],
  },
  {
    why: "only the objects are denied",
    statements: [deny(plain)],
    request: { as: support, action: "s3:ListBucket", tls: false },
    answer: ["not allowed", true],
  },
  {
    why: "all but one",
    statements: [deny(`{ StringNotEquals = { "aws:PrincipalArn" = "${packing}" } }`)],
    request: read,
    answer: ["denied", true],
  },
  {
    why: "a condition on what nobody said",
    statements: [allow(`{ AWS = "${support}" }`, ', Condition = { IpAddress = { "aws:SourceIp" = "8.8.4.0/24" } }')],
    request: read,
    answer: ["allowed", false],
  },
  {
    why: "everybody, behind the access block of a new bucket",
    statements: [allow('"*"')],
    request: { ...read, as: "anybody" },
    answer: ["not allowed", true],
  },
])("$why", ({ statements, request, answer }) => expect(answersOf(statements, request)).toEqual([answer]));
