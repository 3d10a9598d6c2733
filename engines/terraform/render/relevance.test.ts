import { expect, test } from "vitest";
import { applyPlan } from "../apply/apply.ts";
import { planConfiguration } from "../plan/plan.ts";
import type { Path } from "../providers/index.ts";
import { emptyState } from "../state/model.ts";
import { withRelevance } from "./relevance.ts";

const child = { path: "m/main.tf", text: 'variable "days" {}\noutput "twice" {\n value = var.days * 2\n}\n' };
const base = (days: number, more = "") => `
resource "aws_sqs_queue" "source" {
  name          = "source"
  delay_seconds = 5
}
locals {
  delay = aws_sqs_queue.source.delay_seconds
}
module "m" {
  source = "./m"
  days   = local.delay
}
resource "aws_sqs_queue" "target" {
  name                       = "target"
  visibility_timeout_seconds = ${days}
  ${more}
}
`;

/** The relevant attributes of the queue that somebody changed, once the other is changed as well. */
function relevant(before: string, after: string): readonly Path[] {
  const files = (text: string) => [{ path: "main.tf", text }, child];
  const first = planConfiguration({ files: files(before) });
  const { state } = applyPlan(first, emptyState);
  const source = state.resources.get("aws_sqs_queue.source")?.current?.attributes;
  const id = source?.kind === "mapping" ? source.entries.get("id") : undefined;
  const cloud = JSON.stringify({
    aws_sqs_queue: { [id?.kind === "string" ? id.value : ""]: { delay_seconds: 9, max_message_size: 2048 } },
  });
  const { plan, made } = planConfiguration({ files: files(after), state, cloud });
  if (!made) throw new Error("no plan");
  const [drift] = withRelevance(plan, made.configuration).drift;
  expect(drift?.address).toBe("aws_sqs_queue.source");
  return drift?.relevantAttributes ?? [];
}

test("what a changed resource is made from is relevant, over locals, arguments and outputs", () =>
  expect(relevant(base(10), base(20, "delay_seconds = module.m.twice"))).toEqual([["delay_seconds"]]));

test("a part of an attribute is read alone", () =>
  expect(relevant(base(10), base(20, 'policy = try(aws_sqs_queue.source.tags["a"], null)'))).toEqual([["tags", "a"]]));

test("a reference to the whole resource is one to all of it", () =>
  expect(relevant(base(10), base(20, "policy = jsonencode(aws_sqs_queue.source)"))).toContainEqual([]));

test("what stays as it is makes nothing relevant", () => expect(relevant(base(10), base(10))).toEqual([]));

test("outputs that change count too", () =>
  expect(
    relevant(`${base(10)}output "size" {\n value = 1\n}`, `${base(10)}output "size" {\n value = aws_sqs_queue.source.max_message_size\n}`),
  ).toEqual([["max_message_size"]]));
