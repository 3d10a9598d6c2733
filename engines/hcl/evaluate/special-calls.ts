import type { Expression } from "../syntax/ast.ts";
import { parseHclTemplate } from "../syntax/parse.ts";
import { ArgumentFailure, CallFailure } from "../functions/model.ts";
import { tryConvert } from "../values/convert.ts";
import { deepMarks, deepUnmarked, withMarks } from "../values/marks.ts";
import { bool, string } from "../values/type.ts";
import { boolValue, unknownDynamic, unknownValue, type Value, whollyKnown } from "../values/value.ts";
import type { Evaluator } from "./evaluator.ts";
import type { Scope } from "./model.ts";
import { evaluateTemplate } from "./templates.ts";
import { renderTemplate, templateVariables } from "./render-template.ts";

type Call = Expression & { kind: "call" };
type SpecialCall = (evaluator: Evaluator, call: Call, scope: Scope) => Value;

/** The functions that take expressions, not values. */
export const specialCalls: ReadonlyMap<string, SpecialCall> = new Map<string, SpecialCall>([
  ["try", tryCall],
  ["can", canCall],
  ["templatestring", templateString],
]);

/** The first that evaluates without an error. While one is unknown nobody can say whether it will. */
function tryCall(evaluator: Evaluator, call: Call, scope: Scope): Value {
  if (call.args.length === 0) throw new CallFailure("at least one argument is required");
  for (const arg of call.args) {
    const { result, diagnostics } = evaluator.attempt(() => evaluator.evaluate(arg, scope));
    if (diagnostics.length > 0) continue;
    return whollyKnown(result) ? result : withMarks(unknownDynamic, deepMarks(result));
  }
  throw new CallFailure("none of its expressions could be evaluated");
}

function canCall(evaluator: Evaluator, call: Call, scope: Scope): Value {
  const [arg] = call.args;
  if (!checkCount(evaluator, call, 1) || !arg) return unknownDynamic;
  const { result, diagnostics } = evaluator.attempt(() => evaluator.evaluate(arg, scope));
  if (diagnostics.length > 0) return boolValue(false);
  return withMarks(whollyKnown(result) ? boolValue(true) : unknownValue(bool, { notNull: true }), deepMarks(result));
}

/** Renders a template that came from elsewhere: its first argument must be a reference. */
function templateString(evaluator: Evaluator, call: Call, scope: Scope): Value {
  const [source, variables] = call.args;
  if (!checkCount(evaluator, call, 2) || !source || !variables) return unknownDynamic;
  if (source.kind !== "traversal")
    throw new ArgumentFailure(0, "the template must be a reference to a text that stands elsewhere; a text written here is a template already");
  const before = evaluator.diagnostics.length;
  const given = evaluator.evaluate(source, scope);
  const names = evaluator.evaluate(variables, scope);
  if (evaluator.diagnostics.length > before) return unknownDynamic;
  const text = tryConvert(deepUnmarked(given), string);
  if (!text.ok) throw new ArgumentFailure(0, text.message);
  if (text.value.kind === "null") throw new ArgumentFailure(0, "argument must not be null");
  const marks = new Set([...deepMarks(given), ...deepMarks(names)]);
  if (text.value.kind !== "string") return withMarks(unknownValue(string, { notNull: true }), marks);
  const inner = templateVariables(names, 1);
  if (!inner) return withMarks(unknownValue(string, { notNull: true }), marks);
  const { model, diagnostics } = parseHclTemplate({ path: "<templatestring argument>", text: text.value.value });
  const [wrong] = diagnostics;
  if (wrong || !model) throw new ArgumentFailure(0, `the template cannot be read: ${wrong?.detail ?? "it is empty"}`);
  const result = renderTemplate(evaluator.evaluation, model, inner, (template, within) => {
    const value = evaluator.attempt(() => evaluateTemplate(evaluator, template, within));
    return { value: value.result, diagnostics: value.diagnostics };
  });
  const asText = tryConvert(result, string);
  if (!asText.ok) throw new ArgumentFailure(0, `the template's result must be a text: ${asText.message}`);
  return withMarks(asText.value, marks);
}

function checkCount(evaluator: Evaluator, call: Call, wanted: number): boolean {
  if (call.args.length === wanted) return true;
  const few = call.args.length < wanted;
  const detail = `The function "${call.name}" takes ${wanted} argument(s) and is given ${call.args.length}.`;
  evaluator.fail("hcl/arguments", few ? "Not enough function arguments" : "Too many function arguments", detail, call.argsSpan);
  return false;
}
