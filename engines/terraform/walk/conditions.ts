import { deepMarks, shallowUnmarked, tryConvert } from "#engines/hcl";
import type { Diagnostic, Span } from "#engines/source";
import type { Validation } from "../configuration/index.ts";
import type { CheckStatus } from "../model.ts";
import type { Place, Walk } from "./walk.ts";

export type ConditionKind =
  | "Resource precondition"
  | "Resource postcondition"
  | "Module output value precondition"
  | "Check block assertion"
  | "Input variable validation";

export type ConditionResult = {
  readonly status: CheckStatus;
  /** Of a condition that fails. */
  readonly problem?: string;
  /** Faults of the condition itself; a condition that fails is told by whoever asked. */
  readonly diagnostics: readonly Diagnostic[];
};

/** https://developer.hashicorp.com/terraform/language/expressions/custom-conditions */
export function checkCondition(walk: Walk, rule: Validation, place: Place): ConditionResult {
  const condition = walk.evaluate(rule.condition, place);
  const message = messageOf(walk, rule, place);
  const diagnostics = [...condition.diagnostics, ...message.diagnostics];
  if (diagnostics.some(({ severity }) => severity === "error")) return { status: "error", diagnostics };
  const value = shallowUnmarked(condition.value);
  const invalid = (detail: string): ConditionResult => ({
    status: "error",
    diagnostics: [...diagnostics, fault("Invalid condition result", detail, rule.condition.span)],
  });
  if (value.kind === "unknown") return { status: "unknown", diagnostics };
  if (value.kind === "null") return invalid("A condition is true or false, and this one is null.");
  const converted = tryConvert(value, { kind: "bool" });
  if (!converted.ok) return invalid(`A condition is true or false: ${converted.message}.`);
  if (converted.value.kind !== "bool") return { status: "unknown", diagnostics };
  return converted.value.value ? { status: "pass", diagnostics } : { status: "fail", problem: message.text ?? "", diagnostics };
}

function messageOf(walk: Walk, rule: Validation, place: Place): { readonly text?: string; readonly diagnostics: readonly Diagnostic[] } {
  const { value: marked, diagnostics } = walk.evaluate(rule.message, place);
  if (diagnostics.some(({ severity }) => severity === "error")) return { diagnostics };
  const { span } = rule.message;
  const invalid = (detail: string) => ({ diagnostics: [...diagnostics, fault("Invalid error message", detail, span)] });
  const marks = deepMarks(marked);
  if (marks.has("ephemeral"))
    return invalid("The message speaks of an ephemeral value, which must not be shown. Leave it out of the message.");
  const converted = tryConvert(shallowUnmarked(marked), { kind: "string" });
  if (!converted.ok) return invalid(`The message is not a text: ${converted.message}.`);
  const { value } = converted;
  if (value.kind === "unknown") {
    if (walk.operation === "validate") return { diagnostics };
    return invalid("The message speaks of values that are known only after apply.");
  }
  if (value.kind !== "string") return invalid("The message is null.");
  if (!marks.has("sensitive")) return { text: value.value.trim(), diagnostics };
  const detail = "The message speaks of a sensitive value, so it is not shown. Leave the value out of the message.";
  const warning: Diagnostic = {
    severity: "warning",
    code: "terraform/condition",
    summary: "Error message refers to sensitive values",
    detail,
    span,
  };
  return { text: "The message speaks of a sensitive value, so it is not shown.", diagnostics: [...diagnostics, warning] };
}

export const fault = (summary: string, detail: string, span: Span): Diagnostic => ({
  severity: "error",
  code: "terraform/condition",
  summary,
  detail,
  span,
});

/** Conditions as validation sees them: their names lead somewhere and their results are of the right type. */
export function validateConditions(walk: Walk, rules: readonly Validation[], place: Place): Diagnostic[] {
  return rules.flatMap((rule) => {
    const condition = walk.evaluate(rule.condition, place);
    const message = walk.evaluate(rule.message, place);
    const diagnostics = [...condition.diagnostics, ...message.diagnostics];
    const bool = tryConvert(condition.value, { kind: "bool" });
    if (!bool.ok) diagnostics.push(fault("Incorrect value type", `A condition is true or false: ${bool.message}.`, rule.condition.span));
    const text = tryConvert(message.value, { kind: "string" });
    if (!text.ok) diagnostics.push(fault("Incorrect value type", `The message is not a text: ${text.message}.`, rule.message.span));
    return diagnostics;
  });
}
