import { didYouMean, type Span } from "#engines/source";
import { callFunction, parameterAt } from "../functions/call.ts";
import { ArgumentFailure, CallFailure, type HclFunction } from "../functions/model.ts";
import type { Expression } from "../syntax/ast.ts";
import { forward, openOf, startOf } from "../syntax/start.ts";
import { withMarks } from "../values/marks.ts";
import { type Marks, unknownDynamic, unmarked, type Value } from "../values/value.ts";
import type { Evaluator } from "./evaluator.ts";
import type { Scope } from "./model.ts";
import { canCall, type SpecialCall, tryCall } from "./special-calls.ts";
import { templateFile, templateString } from "./template-calls.ts";

type Call = Expression & { kind: "call" };

/** The functions that take expressions, and those that evaluate templates. */
const specialCalls: ReadonlyMap<string, SpecialCall> = new Map([
  ["try", tryCall],
  ["can", canCall],
  ["templatestring", templateString],
  ["templatefile", templateFile],
]);

/** `name(args)`. Functions of Terraform may be written `core::name` too; those of providers are refused by name. */
export function evaluateCall(evaluator: Evaluator, call: Call, scope: Scope): Value {
  const name = call.name.startsWith("core::") ? call.name.slice("core::".length) : call.name;
  const special = specialCalls.get(name);
  if (special && !call.expand && !(name === "templatefile" && evaluator.evaluation.inTemplate))
    return guarded(evaluator, call, undefined, () => special(evaluator, call, scope));
  const fn = evaluator.evaluation.functions.get(name);
  if (!fn) return unknownFunction(evaluator, call, name);

  const before = evaluator.diagnostics.length;
  const given = gather(evaluator, call, scope);
  if (given === undefined) return unknownDynamic;
  const { args, marks } = given;
  const missing = fn.parameters[args.length];
  if (missing) {
    const detail = `The function "${call.name}" takes ${fn.variadic ? "at least " : ""}${fn.parameters.length} argument(s). The one named "${missing.name}" is missing.`;
    evaluator.fail("hcl/arguments", "Not enough function arguments", detail, closeOf(call));
    return unknownDynamic;
  }
  if (!fn.variadic && args.length > fn.parameters.length) {
    const detail = `The function "${call.name}" takes ${fn.parameters.length} argument(s) and is given ${args.length}.`;
    evaluator.fail("hcl/arguments", "Too many function arguments", detail, argumentPlace(call, fn.parameters.length));
    return unknownDynamic;
  }
  if (evaluator.diagnostics.length > before) return unknownDynamic;
  return withMarks(
    guarded(evaluator, call, fn, () => callFunction(fn, args, evaluator.evaluation.host)),
    marks,
  );
}

/** The arguments' values; undefined if the list to be expanded is wrong or unknown. */
function gather(evaluator: Evaluator, call: Call, scope: Scope): { args: readonly Value[]; marks: Marks } | undefined {
  const args = call.args.map((arg) => evaluator.evaluate(arg, scope));
  const last = call.args.at(-1);
  if (!call.expand || !last) return { args, marks: unmarked };
  const list = args.pop();
  const wrong = (detail: string): undefined => {
    evaluator.fail("hcl/expansion", "Invalid expanding argument value", detail, last.span);
    return undefined;
  };
  if (!list || list.kind === "null") return wrong('What stands before "..." must not be null.');
  if (list.type.kind === "dynamic") return undefined;
  if (!["list", "set", "tuple"].includes(list.type.kind)) return wrong('What stands before "..." must be a list, a set or a tuple.');
  if (list.kind !== "sequence") return undefined;
  return { args: [...args, ...list.items], marks: list.marks };
}

function guarded(evaluator: Evaluator, call: Call, fn: HclFunction | undefined, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    if (error instanceof ArgumentFailure) {
      const name = fn ? parameterAt(fn, error.index)?.name : undefined;
      const where = error.path.length > 0 ? ` (at ${error.path.map((step) => JSON.stringify(step)).join(", ")})` : "";
      const detail = `The value for ${name === undefined ? "an argument" : `"${name}"`} is invalid${where}: ${error.message}.`;
      evaluator.fail("hcl/function-argument", "Invalid function argument", detail, argumentPlace(call, error.index));
      return unknownDynamic;
    }
    if (!(error instanceof CallFailure)) throw error;
    evaluator.fail("hcl/function-call", "Error in function call", `The call of "${call.name}" failed: ${error.message}.`, openOf(call));
    return unknownDynamic;
  }
}

/** Where an argument begins; those that "..." expands are one place together. */
function argumentPlace(call: Call, index: number): Span {
  const last = call.args.length - 1;
  const arg = call.args[Math.min(index, last)];
  if (!arg) return call.span;
  return call.expand && index >= last ? arg.span : startOf(arg);
}

/** The closing parenthesis. */
export const closeOf = ({ argsSpan }: Call): Span => ({ ...argsSpan, start: forward(argsSpan.end, -1) });

function unknownFunction(evaluator: Evaluator, call: Call, name: string): Value {
  if (call.name.includes("::")) {
    const detail = call.name.startsWith("provider::")
      ? "The functions of providers are not simulated here."
      : `"${call.name.split("::")[0]}" is no namespace of functions. Functions of providers begin with "provider::".`;
    evaluator.fail("hcl/provider-function", "Unknown provider function", detail, call.nameSpan);
    return unknownDynamic;
  }
  const hint = didYouMean(name, [...evaluator.evaluation.functions.keys(), ...specialCalls.keys()]);
  evaluator.fail("hcl/unknown-function", "Call to unknown function", `There is no function named "${name}".${hint}`, call.nameSpan);
  return unknownDynamic;
}
