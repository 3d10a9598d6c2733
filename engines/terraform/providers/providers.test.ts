import { expect, test } from "vitest";
import { emptyObject, impliedType, providerOf } from "./index.ts";

test("a provider is found by its source, and its resources have types", () => {
  const aws = providerOf("registry.terraform.io/hashicorp/aws");
  const bucket = aws?.resources.get("aws_s3_bucket");
  if (!bucket) return expect.fail("no aws_s3_bucket");
  expect(bucket.block.attributes.get("bucket")).toMatchObject({ optional: true });
  expect(impliedType(bucket.block)).toMatchObject({ kind: "object" });
  expect(emptyObject(bucket.block)).toBeDefined();
  expect(providerOf("registry.terraform.io/hashicorp/none")).toBeUndefined();
});
