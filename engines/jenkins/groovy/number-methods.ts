import type { Span } from "#engines/source";
import type { Apply } from "./closure-methods.ts";
import { binary } from "./operators.ts";
import { isClosure, isEqual, type Value } from "./values.ts";

/** Methods of a number, as far as they are known; undefined for others. */
export async function numberMethod(target: number, name: string, args: readonly Value[], span: Span, apply: Apply) {
  const [first] = args;
  if (name === "toString") return String(target);
  if (name === "toInteger" || name === "intValue" || name === "toLong" || name === "longValue") return Math.trunc(target);
  if (name === "toDouble" || name === "doubleValue" || name === "toBigDecimal" || name === "toFloat") return target;
  if (name === "abs") return Math.abs(target);
  if (name === "round") return typeof first === "number" ? Number(target.toFixed(Math.min(Math.max(first, 0), 20))) : Math.round(target);
  if (name === "setScale" && typeof first === "number") return Number(target.toFixed(Math.min(Math.max(first, 0), 20)));
  if (name === "compareTo" && typeof first === "number") return Math.sign(target - first);
  const operator = { plus: "+", minus: "-", multiply: "*", div: "/", mod: "%", power: "**" }[name];
  if (operator !== undefined && first !== undefined) return binary(operator, target, first, span);
  const last = args.at(-1);
  if ((name === "upto" || name === "downto") && typeof first === "number" && isClosure(last)) {
    const sign = name === "upto" ? 1 : -1;
    for (let index = target; (first - index) * sign >= 0; index += sign) await apply(last, [index]);
    return null;
  }
  if (name === "step" && typeof first === "number" && typeof args[1] === "number" && args[1] !== 0 && isClosure(last)) {
    for (let index = target; args[1] > 0 ? index < first : index > first; index += args[1]) await apply(last, [index]);
    return null;
  }
  if (name === "intdiv" && typeof first === "number" && first !== 0) return Math.trunc(target / first);
  if (name === "equals") return isEqual(target, first ?? null);
  if (name !== "times" || !isClosure(first)) return undefined;
  for (let index = 0; index < target; index++) await apply(first, [index]);
  return null;
}
