import { expect, test } from "vitest";
import { planTerraform } from "../index.ts";
import { briefPlan } from "./brief-plan.ts";
import { planText } from "./plan-text.ts";
import { plainText } from "./runs.ts";

test("what is known after apply is left out, what contains it is not, and nothing is pushed to the right", () => {
  const text = `
resource "terraform_data" "web" {
  input            = { name = "web" }
  triggers_replace = "x"
}
resource "terraform_data" "next" {
  input = { id = terraform_data.web.id }
}
`;
  const plan = planText(planTerraform({ files: [{ path: "main.tf", text }] }));
  const lines = plainText(briefPlan(plan)).split("\n");
  expect(lines).toContain('      + triggers_replace = "x"');
  expect(lines).toContain("      + input = {");
  expect(lines.filter((line) => /^ {6}\+ (id|output)/.test(line))).toEqual([]);
  expect(lines.at(-2)).toBe("Plan: 2 to add, 0 to change, 0 to destroy.");
  expect(plainText(plan)).toContain("      + id               = (known after apply)");
});
