import type { YamlNode } from "#engines/yaml";
import type { Combinations, Strategy } from "../model.ts";
import type { ContextTypes } from "./context-types.ts";
import type { TemplateChecker } from "./template-checker.ts";

/** The expressions of a matrix: whole lists, items, and values however deep. */
export function matrixTemplates(strategy: Strategy, contexts: ContextTypes, checker: TemplateChecker): void {
  const { matrix } = strategy;
  if (matrix?.expression) checker.whole(matrix.expression, contexts, "job.strategy", ["object"]);
  for (const row of matrix?.rows.values() ?? []) {
    if (row.expression) checker.whole(row.expression, contexts, "job.strategy", ["array"]);
    for (const value of row.values) checkNode(value, contexts, checker);
  }
  for (const list of [matrix?.include, matrix?.exclude]) if (list) checkCombinations(list, contexts, checker);
  checker.bool(strategy.failFast, contexts, "job.strategy");
  checker.number(strategy.maxParallel, contexts, "job.strategy");
}

function checkCombinations(list: Combinations, contexts: ContextTypes, checker: TemplateChecker): void {
  if (list.expression) checker.whole(list.expression, contexts, "job.strategy", ["array"]);
  for (const item of list.items) {
    if (item.expression) checker.whole(item.expression, contexts, "job.strategy", ["object"]);
    for (const { value } of item.entries) checkNode(value, contexts, checker);
  }
}

function checkNode(node: YamlNode, contexts: ContextTypes, checker: TemplateChecker): void {
  if (node.kind === "seq") for (const item of node.items) checkNode(item, contexts, checker);
  else if (node.kind === "map") for (const { value } of node.entries) checkNode(value, contexts, checker);
  else if (typeof node.value === "string" && node.value.includes("${{"))
    checker.whole({ value: node.value, span: node.span, node }, contexts, "job.strategy", [
      "string",
      "number",
      "bool",
      "null",
      "array",
      "object",
    ]);
}
