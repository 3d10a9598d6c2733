import { expect, test } from "vitest";
import { planTerraform } from "../index.ts";

const scope = `
resource "terraform_data" "numbered" {
  count = 1
}
resource "terraform_data" "named" {
  for_each = toset(["a"])
}
`;

test.each([
  { text: "terraform_data.numbered[0].id", says: [] },
  { text: 'terraform_data.named["a"].id', says: [] },
  { text: "terraform_data.numbered[1.5].id", says: ["Invalid index key"] },
  { text: "terraform_data.named[true].id", says: ["Invalid index key"] },
  { text: "terraform_data.named[null].id", says: ["Invalid index key"] },
  { text: "terraform_data", says: ["Invalid reference"] },
])("$text", ({ text, says }) => {
  const files = [{ path: "main.tf", text: `${scope}output "x" {\n  value = ${text}\n}\n` }];
  expect(planTerraform({ files }).diagnostics.map(({ summary }) => summary)).toEqual(says);
});
