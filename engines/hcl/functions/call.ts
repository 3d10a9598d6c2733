import { ConversionFailure, convert, tryConvert } from "../values/convert.ts";
import { deepMarks, deepUnmarked, joined, withMarks } from "../values/marks.ts";
import { dynamic, type Type } from "../values/type.ts";
import { type Marks, unknownDynamic, unknownValue, type Value } from "../values/value.ts";
import { ArgumentFailure, type FunctionHost, type HclFunction, type Parameter } from "./model.ts";

/** The parameter an argument is for; undefined where there are more arguments than parameters. */
export function parameterAt(fn: HclFunction, index: number): Parameter | undefined {
  return fn.parameters[index] ?? fn.variadic;
}

/**
 * Calls a function as the original's framework does: converts the arguments, keeps nulls, unknowns and marks from functions that do
 * not ask for them, and marks the result. Throws an {@link ArgumentFailure} or a `CallFailure`.
 */
export function callFunction(fn: HclFunction, given: readonly Value[], host: FunctionHost): Value {
  const marks: Marks[] = [];
  let untyped = false;
  let unknown = false;
  const args = given.map((value, index) => {
    const parameter = parameterAt(fn, index);
    if (!parameter) throw new Error("bug: the number of arguments was not checked");
    let arg = converted(value, parameter, index);
    if (!parameter.marked) {
      const found = deepMarks(arg);
      if (found.size > 0) {
        marks.push(found);
        arg = deepUnmarked(arg);
      }
    }
    if (arg.kind === "null" && !parameter.nullable) throw new ArgumentFailure(index, "argument must not be null");
    if (arg.type.kind === "dynamic" && !parameter.untyped) untyped = true;
    if (arg.kind === "unknown" && !parameter.unknowns) unknown = true;
    return arg;
  });
  const all = joined(...marks);
  if (untyped) return withMarks(unknownDynamic, all);
  const type: Type = typeof fn.returns === "function" ? fn.returns(args, host) : fn.returns;
  if (unknown) {
    const refinement = fn.refine?.(args) ?? (fn.mayBeNull || type.kind === "dynamic" ? {} : { notNull: true });
    return withMarks(unknownValue(type, refinement), all);
  }
  return withMarks(fn.run(args, type, host), all);
}

/** The arguments that cannot be what their parameters ask for, whatever the function would say of their values. */
export function misfits(fn: HclFunction, given: readonly Value[]): readonly ArgumentFailure[] {
  return given.flatMap((value, index) => {
    const parameter = parameterAt(fn, index);
    if (!parameter || parameter.type === dynamic) return [];
    const conversion = tryConvert(value, parameter.type);
    return conversion.ok ? [] : [new ArgumentFailure(index, conversion.message, conversion.path)];
  });
}

function converted(value: Value, parameter: Parameter, index: number): Value {
  if (parameter.type === dynamic) return value;
  try {
    return convert(value, parameter.type);
  } catch (error) {
    if (error instanceof ConversionFailure) throw new ArgumentFailure(index, error.message, error.path);
    throw error;
  }
}
