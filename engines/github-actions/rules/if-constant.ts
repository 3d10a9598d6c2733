import { ContextAccess } from "@actions/expressions/ast";
import { wellKnownFunctions } from "@actions/expressions/funcs";
import type { Diagnostic } from "#engines/source";
import { evaluateTree, truthy } from "../expressions/evaluate.ts";
import { splitTemplate } from "../expressions/template.ts";
import { functionsIn, parseLeniently, walk } from "../expressions/walk.ts";
import type { Text } from "../model.ts";
import { type Rule, warning } from "./rule.ts";

/** Conditions that are the same each time: constants, and texts with something around the braces, which are always true. */
export const ifConstant: Rule = ({ workflow }) =>
  [...workflow.jobs.values()].flatMap((job) => [
    ...check(job.if),
    ...check(job.snapshot?.if),
    ...job.steps.flatMap((step) => check(step.if)),
  ]);

function check(condition: Text | undefined): readonly Diagnostic[] {
  if (!condition) return [];
  const { value, span } = condition;
  const pieces = splitTemplate(value);
  if (value.includes("${{") && pieces.length > 1) {
    const detail = "What stands around the braces makes it a text, and a text is true. Write the whole condition without braces.";
    return [warning("if-always-true", span, "This condition is always true", detail)];
  }
  const parsed = parseLeniently(pieces[0]?.kind === "expression" ? pieces[0].source : value);
  if (!parsed.ok || !parsed.tree) return [];
  if ([...walk(parsed.tree)].some((node) => node instanceof ContextAccess)) return [];
  if ([...functionsIn(parsed.tree)].some((name) => !Object.hasOwn(wellKnownFunctions, name))) return [];
  const result = evaluateTree(parsed.tree, new Map());
  if (!result.ok) return [];
  const detail = truthy(result.value) ? "Remove the `if:`." : "What it stands on never runs. Remove it, or the `if:`.";
  return [warning("if-constant", span, `This condition is always ${truthy(result.value)}`, detail)];
}
