import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { isError } from "#engines/source";
import { type PlanOptions, planTerraform } from "../plan-terraform.ts";
import { planText } from "./plan-text.ts";
import { ansiText, plainText } from "./runs.ts";

const folder = join(import.meta.dirname, "testdata");
const cases = readdirSync(folder).filter((name) => existsSync(join(folder, name, "plan.txt")));

function planOf(name: string) {
  const read = (file: string) => {
    const path = join(folder, name, file);
    return existsSync(path) ? readFileSync(path, "utf8") : undefined;
  };
  const [state, cloud, options] = [read("terraform.tfstate"), read("cloud.json"), read("options.json")];
  return planTerraform({
    files: [{ path: "main.tf", text: read("main.tf") ?? "" }],
    ...(state === undefined ? {} : { state }),
    ...(cloud === undefined ? {} : { cloud }),
    ...(options === undefined ? {} : { options: JSON.parse(options) as PlanOptions }),
  });
}

test("there are cases", () => expect(cases.length).toBeGreaterThan(10));

test.each(cases)("the text of a plan is Terraform's: %s", (name) => {
  const plan = planOf(name);
  expect(plan.diagnostics.filter(isError)).toEqual([]);
  expect(plainText(planText(plan)).trim()).toBe(readFileSync(join(folder, name, "plan.txt"), "utf8").trim());
});

test("a plan that failed does not say that there is nothing to do", () => {
  const guarded =
    'variable "wanted" {\n  default = false\n}\n\ncheck "x" {\n  assert {\n    condition     = var.wanted\n    error_message = "no"\n  }\n}\n';
  const refused = guarded.replace('check "x" {\n  assert', 'output "x" {\n  value = 1\n\n  precondition');
  const textOf = (configuration: string) =>
    plainText(planText(planTerraform({ files: [{ path: "main.tf", text: configuration }] }))).trim();
  expect(textOf(refused)).toBe("Planning failed. Terraform encountered an error while generating this plan.");
  expect(textOf(guarded)).toMatch(/^No changes\./);
});

describe("colours", () => {
  const coloured = ansiText(planText(planOf("forgotten")));
  test.each([
    { why: "an address is bold", escaped: "\u001b[1m  # aws_sqs_queue.n\u001b[0m will be created" },
    { why: "what is created is green", escaped: '\u001b[32m+\u001b[0m resource "aws_sqs_queue" "n"' },
    { why: "what goes is red", escaped: '\u001b[31m-\u001b[0m resource "aws_sqs_queue" "q"' },
    { why: "what a value becomes is gray where it is nothing", escaped: "\u001b[90m -> null\u001b[0m" },
  ])("$why", ({ escaped }) => expect(coloured).toContain(escaped));
});
