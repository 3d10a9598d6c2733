import { describe, expect, test } from "vitest";
import { applyPlan } from "../apply/apply.ts";
import { planConfiguration } from "../plan/plan.ts";
import { emptyState } from "../state/model.ts";
import { bucketAccess, isBlocked } from "./bucket-access.ts";
import { plannedEstate } from "./estate.ts";

const bucket = 'resource "aws_s3_bucket" "menu" {\n  bucket = "larder-menu"\n}\n';

const switches = (on: boolean) => `
resource "aws_s3_bucket_public_access_block" "menu" {
  bucket                  = aws_s3_bucket.menu.id
  block_public_acls       = ${on}
  block_public_policy     = ${on}
  ignore_public_acls      = ${on}
  restrict_public_buckets = ${on}
}
`;

const policy = (statement: string, more = "") => `
resource "aws_s3_bucket_policy" "menu" {
  bucket = aws_s3_bucket.menu.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "\${aws_s3_bucket.menu.arn}/*"
      ${statement}
    }${more}]
  })
}
`;

const acl = (canned: string, ownership = "ObjectWriter") => `
resource "aws_s3_bucket_ownership_controls" "menu" {
  bucket = aws_s3_bucket.menu.id
  rule {
    object_ownership = "${ownership}"
  }
}
resource "aws_s3_bucket_acl" "menu" {
  bucket = aws_s3_bucket.menu.id
  acl    = "${canned}"
}
`;

function accessOf(text: string) {
  const planned = planConfiguration({ files: [{ path: "main.tf", text }] });
  expect(planned.plan.diagnostics).toEqual([]);
  const [access] = bucketAccess(plannedEstate(planned.plan, applyPlan(planned, emptyState).state));
  if (!access) throw new Error("no bucket");
  return access;
}

describe("a policy for everybody", () => {
  test("counts where the switches are off", () =>
    expect(accessOf(bucket + switches(false) + policy(""))).toMatchObject({
      readable: true,
      listable: false,
      writable: false,
      certain: true,
      grants: [{ by: "aws_s3_bucket_policy.menu", kind: "policy", statement: 0, allows: ["read"] }],
    }));

  test("does not where they are on, or where nobody has turned them off", () => {
    const blocked = accessOf(bucket + switches(true) + policy(""));
    expect(blocked).toMatchObject({ readable: false, grants: [{ preventedBy: "aws_s3_bucket_public_access_block.menu" }] });
    expect(isBlocked(blocked)).toBe(true);
    const untouched = accessOf(bucket + policy(""));
    expect(untouched.readable).toBe(false);
    expect(isBlocked(untouched)).toBe(false);
  });

  test.each([
    { why: "everything", statement: 'Action = "*"\n Resource = "*"', readable: true },
    { why: "another spelling of everybody", statement: 'Principal = { AWS = ["*"] }', readable: true },
    { why: "one account", statement: 'Principal = { AWS = "arn:aws:iam::123456789012:root" }', readable: false },
    { why: "another action", statement: 'Action = "s3:GetBucketLocation"', readable: false },
    { why: "all actions but others", statement: 'Action = []\n NotAction = "s3:Put*"', readable: true },
    { why: "another bucket", statement: 'Resource = "arn:aws:s3:::other/*"', readable: false },
    { why: "from one network", statement: 'Condition = { IpAddress = { "aws:SourceIp" = "198.51.100.0/24" } }', readable: false },
    { why: "from all networks", statement: 'Condition = { IpAddress = { "aws:SourceIp" = "0.0.0.0/0" } }', readable: true },
    { why: "over TLS is still everybody", statement: 'Condition = { Bool = { "aws:SecureTransport" = "true" } }', readable: true },
    { why: "within an organisation", statement: 'Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-1" } }', readable: false },
  ])("$why", ({ statement, readable }) => expect(accessOf(bucket + switches(false) + policy(statement)).readable).toBe(readable));

  test("is taken back by a refusal without conditions", () => {
    const denial = ', { Effect = "Deny", Principal = "*", Action = "s3:*", Resource = "*" }';
    expect(accessOf(bucket + switches(false) + policy("", denial)).readable).toBe(false);
  });
});

describe("an ACL for everybody", () => {
  test.each([
    { why: "counts where ACLs do and the switches are off", text: switches(false) + acl("public-read"), readable: true },
    { why: "not where the owner owns everything", text: switches(false) + acl("public-read", "BucketOwnerEnforced"), readable: false },
    { why: "not where the switches are on", text: switches(true) + acl("public-read"), readable: false },
    { why: "a private one never", text: switches(false) + acl("private"), readable: false },
  ])("$why", ({ text, readable }) => expect(accessOf(bucket + text).readable).toBe(readable));
});
