import { deepMarks, type Evaluated, shallowUnmarked, tryConvert, type Value } from "#engines/hcl";
import { type Diagnostic, isError, type Span } from "#engines/source";
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
  const { condition, written } = evaluated(walk, rule, place);
  const message = messageOf(rule, written);
  const diagnostics = [...condition.diagnostics, ...message.diagnostics];
  if (diagnostics.some(isError)) return { status: "error", diagnostics };
  if (walk.operation === "validate") return { status: "unknown", diagnostics };
  const result = judged(rule, condition.value, "Invalid condition result");
  const told = { ...result, diagnostics: [...diagnostics, ...result.diagnostics] };
  return result.status === "fail" && message.text !== undefined ? { ...told, problem: message.text } : told;
}

/** The rule of a variable: what is wrong with its message is told only when the message is needed. */
export function checkVariable(walk: Walk, rule: Validation, place: Place): ConditionResult {
  const { condition, written } = evaluated(walk, rule, place);
  const diagnostics = [...condition.diagnostics, ...written.diagnostics];
  if (diagnostics.some(isError)) return { status: "error", diagnostics };
  const result = judged(rule, condition.value, "Invalid variable validation result");
  if (result.status !== "fail") return { ...result, diagnostics: [...diagnostics, ...result.diagnostics] };
  const message = messageOf(rule, written);
  return {
    status: "fail",
    ...(message.text === undefined ? {} : { problem: message.text }),
    diagnostics: [...diagnostics, ...message.diagnostics],
  };
}

function evaluated(walk: Walk, rule: Validation, place: Place): { readonly condition: Evaluated; readonly written: Evaluated } {
  const [condition, written] = walk.evaluateRule(rule, [rule.condition, rule.message], place);
  if (!condition || !written) throw new Error("bug: a rule has a condition and a message");
  return { condition, written };
}

/** Of a check block only the message is evaluated before anything is known. */
export function messageFaults(walk: Walk, rule: Validation, place: Place): readonly Diagnostic[] {
  return messageOf(rule, walk.evaluateMessage(rule, rule.condition, rule.message, place)).diagnostics;
}

function judged(rule: Validation, marked: Value, summary: string): ConditionResult {
  const value = shallowUnmarked(marked);
  const invalid = (detail: string): ConditionResult => ({ status: "error", diagnostics: [fault(summary, detail, rule.condition.span)] });
  if (value.kind === "unknown") return { status: "unknown", diagnostics: [] };
  if (value.kind === "null") return invalid("A condition is true or false, and this one is null.");
  const converted = tryConvert(value, { kind: "bool" });
  if (!converted.ok) return invalid(`A condition is true or false: ${converted.message}.`);
  if (converted.value.kind !== "bool") return { status: "unknown", diagnostics: [] };
  return { status: converted.value.value ? "pass" : "fail", diagnostics: [] };
}

/** What a failed condition says of itself. */
export const problemText = (problem: string | undefined): string => problem ?? "The condition does not hold. Its message cannot be shown.";

function messageOf(
  { message }: Validation,
  { value: marked, diagnostics }: Evaluated,
): { readonly text?: string; readonly diagnostics: readonly Diagnostic[] } {
  if (diagnostics.some(isError)) return { diagnostics };
  const { span } = message;
  const invalid = (detail: string) => ({ diagnostics: [...diagnostics, fault("Invalid error message", detail, span)] });
  const hidden = (mark: string) => {
    const detail = `The message speaks of ${mark === "sensitive" ? "a sensitive" : "an ephemeral"} value, so it is not shown. Leave the value out of it.`;
    const summary = `Error message refers to ${mark} values`;
    const warning: Diagnostic = { severity: "warning", code: "terraform/condition", summary, detail, span };
    return { diagnostics: [...diagnostics, warning] };
  };
  const marks = deepMarks(marked);
  const converted = tryConvert(shallowUnmarked(marked), { kind: "string" });
  if (!converted.ok) return invalid(`The message is not a text: ${converted.message}.`);
  const { value } = converted;
  if (value.kind === "unknown") return { diagnostics };
  if (value.kind !== "string") return invalid("The message is null.");
  if (marks.has("sensitive")) return hidden("sensitive");
  return marks.has("ephemeral") ? hidden("ephemeral") : { text: value.value.trim(), diagnostics };
}

export const fault = (summary: string, detail: string, span: Span): Diagnostic => ({
  severity: "error",
  code: "terraform/condition",
  summary,
  detail,
  span,
});

/** The conditions of a resource as validation sees them: whatever can be evaluated is. */
export function validateConditions(walk: Walk, rules: readonly Validation[], place: Place): Diagnostic[] {
  return rules.flatMap((rule) =>
    [rule.condition, rule.message].flatMap((expression) =>
      walk.evaluateRule(expression, [expression], place).flatMap(({ diagnostics }) => diagnostics),
    ),
  );
}
