import { expect, test } from "vitest";
import { planConfiguration } from "../plan/plan.ts";
import { knownJson } from "../render/values.ts";
import { emptyState } from "../state/model.ts";
import { applyPlan } from "./apply.ts";

/** What an apply of the text writes to the state, as JSON has it. */
const attributes = (text: string, address: string) => {
  const made = planConfiguration({ files: [{ path: "main.tf", text }] });
  expect(made.plan.diagnostics).toEqual([]);
  const object = applyPlan(made, emptyState).state.resources.get(address)?.current;
  return object && knownJson(object.attributes);
};

const bucket = `
provider "aws" {
  region = "eu-central-1"
}
resource "aws_s3_bucket" "a" {
  bucket = "larder"
}
`;

test("what AWS decides by a name is in the state as AWS writes it", () =>
  expect(attributes(bucket, "aws_s3_bucket.a")).toMatchObject({
    arn: "arn:aws:s3:::larder",
    id: "larder",
    bucket_regional_domain_name: "larder.s3.eu-central-1.amazonaws.com",
  }));

test("a name that the cloud makes is the one that the others repeat", () => {
  const made = attributes('resource "aws_kms_key" "a" {}\n', "aws_kms_key.a") as { arn: string; id: string; key_id: string };
  expect(made.key_id).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  expect(made).toMatchObject({ id: made.key_id, arn: `arn:aws:kms:us-east-1:123456789012:key/${made.key_id}` });
});

test("naming a bucket by its name instead of its id changes nothing", () => {
  const policy = (of: string) => `${bucket}
resource "aws_s3_bucket_versioning" "a" {
  bucket = aws_s3_bucket.a.${of}
  versioning_configuration {
    status = "Enabled"
  }
}`;
  const before = planConfiguration({ files: [{ path: "main.tf", text: policy("id") }] });
  const { state } = applyPlan(before, emptyState);
  const { plan } = planConfiguration({ files: [{ path: "main.tf", text: policy("bucket") }], state });
  expect(plan.changes.flatMap(({ actions }) => actions)).toEqual(["no-op", "no-op"]);
});
