import { didYouMean, type Span } from "#engines/source";
import { callFunction, misfits, parameterAt } from "../functions/call.ts";
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
  const expanded = expand(evaluator, call, scope);
  if (expanded === undefined) return unknownDynamic;
  const { items, marks } = expanded;
  const own = call.expand ? call.args.slice(0, -1) : call.args;
  const count = own.length + items.length;
  const missing = fn.parameters[count];
  if (missing) {
    const detail = `The function "${call.name}" takes ${fn.variadic ? "at least " : ""}${fn.parameters.length} argument(s). The one named "${missing.name}" is missing.`;
    evaluator.fail("hcl/arguments", "Not enough function arguments", detail, closeOf(call));
    return unknownDynamic;
  }
  if (!fn.variadic && count > fn.parameters.length) {
    const detail = `The function "${call.name}" takes ${fn.parameters.length} argument(s) and is given ${count}.`;
    evaluator.fail("hcl/arguments", "Too many function arguments", detail, argumentPlace(call, fn.parameters.length));
    return unknownDynamic;
  }
  const args = [...own.map((arg) => evaluator.evaluate(arg, scope)), ...items];
  if (evaluator.diagnostics.length > before) {
    for (const misfit of misfits(fn, args)) failArgument(evaluator, call, fn, misfit);
    return unknownDynamic;
  }
  return withMarks(
    guarded(
      evaluator,
      call,
      fn,
      () => callFunction(fn, args, evaluator.evaluation.host),
      () => misfits(fn, args),
    ),
    marks,
  );
}

/** The arguments that stand behind "..."; undefined if the list that is expanded is wrong or unknown. */
function expand(evaluator: Evaluator, call: Call, scope: Scope): { items: readonly Value[]; marks: Marks } | undefined {
  const last = call.args.at(-1);
  if (!call.expand || !last) return { items: [], marks: unmarked };
  const list = evaluator.evaluate(last, scope);
  const wrong = (detail: string): undefined => {
    evaluator.fail("hcl/expansion", "Invalid expanding argument value", detail, last.span);
    return undefined;
  };
  if (list.kind === "null") return wrong('What stands before "..." must not be null.');
  if (list.type.kind === "dynamic") return undefined;
  if (!["list", "set", "tuple"].includes(list.type.kind)) return wrong('What stands before "..." must be a list, a set or a tuple.');
  if (list.kind !== "sequence") return undefined;
  return { items: list.items, marks: list.marks };
}

function guarded(
  evaluator: Evaluator,
  call: Call,
  fn: HclFunction | undefined,
  work: () => Value,
  /** All arguments that do not fit, of which the call tells the first. */
  all: () => readonly ArgumentFailure[] = () => [],
): Value {
  try {
    return work();
  } catch (error) {
    if (error instanceof ArgumentFailure) {
      const found = all();
      for (const failure of found.length > 0 ? found : [error]) failArgument(evaluator, call, fn, failure);
      return unknownDynamic;
    }
    if (!(error instanceof CallFailure)) throw error;
    evaluator.fail("hcl/function-call", "Error in function call", `The call of "${call.name}" failed: ${error.message}.`, openOf(call));
    return unknownDynamic;
  }
}

function failArgument(evaluator: Evaluator, call: Call, fn: HclFunction | undefined, { index, path, message }: ArgumentFailure): void {
  const name = fn ? parameterAt(fn, index)?.name : undefined;
  const where = path.length > 0 ? ` (at ${path.map((step) => JSON.stringify(step)).join(", ")})` : "";
  const detail = `The value for ${name === undefined ? "an argument" : `"${name}"`} is invalid${where}: ${message}.`;
  evaluator.fail("hcl/function-argument", "Invalid function argument", detail, argumentPlace(call, index));
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
