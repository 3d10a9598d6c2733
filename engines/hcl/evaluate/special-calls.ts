import { CallFailure } from "../functions/model.ts";
import type { Expression } from "../syntax/ast.ts";
import { deepMarks, withMarks } from "../values/marks.ts";
import { bool } from "../values/type.ts";
import { boolValue, unknownDynamic, unknownValue, type Value, whollyKnown } from "../values/value.ts";
import type { Evaluator } from "./evaluator.ts";
import type { Scope } from "./model.ts";

type Call = Expression & { kind: "call" };
/** A function that takes expressions, not values. Throws as ordinary functions do. */
export type SpecialCall = (evaluator: Evaluator, call: Call, scope: Scope) => Value;

/** The first that evaluates without an error. While one is unknown nobody can say whether it will. */
export const tryCall: SpecialCall = (evaluator, call, scope) => {
  if (call.args.length === 0) throw new CallFailure("at least one argument is required");
  for (const arg of call.args) {
    const { result, diagnostics } = evaluator.attempt(() => evaluator.evaluate(arg, scope));
    if (diagnostics.length > 0) continue;
    return whollyKnown(result) ? result : withMarks(unknownDynamic, deepMarks(result));
  }
  throw new CallFailure("none of its expressions could be evaluated");
};

export const canCall: SpecialCall = (evaluator, call, scope) => {
  const [arg] = call.args;
  if (!checkCount(evaluator, call, 1) || !arg) return unknownDynamic;
  const { result, diagnostics } = evaluator.attempt(() => evaluator.evaluate(arg, scope));
  if (diagnostics.length > 0) return boolValue(false);
  return withMarks(whollyKnown(result) ? boolValue(true) : unknownValue(bool, { notNull: true }), deepMarks(result));
};

export function checkCount(evaluator: Evaluator, call: Call, wanted: number): boolean {
  if (call.args.length === wanted) return true;
  const few = call.args.length < wanted;
  const detail = `The function "${call.name}" takes ${wanted} argument(s) and is given ${call.args.length}.`;
  evaluator.fail("hcl/arguments", few ? "Not enough function arguments" : "Too many function arguments", detail, call.argsSpan);
  return false;
}
