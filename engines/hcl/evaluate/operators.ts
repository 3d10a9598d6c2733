import { add, compare, divide, type HclNumber, modulo, multiply, NotANumber, negate, subtract } from "../numbers/number.ts";
import type { BinaryOperator } from "../syntax/ast.ts";
import { equals } from "../values/equal.ts";
import { joined, shallowUnmarked, withMarks } from "../values/marks.ts";
import { bool, number, type Type } from "../values/type.ts";
import { boolValue, numberValue, type Refinement, unknownValue, type Value } from "../values/value.ts";

/** The type both operands are converted to; undefined for `==` and `!=`, which take any. */
export function operandType(operator: BinaryOperator | "!"): Type | undefined {
  switch (operator) {
    case "==":
    case "!=":
      return undefined;
    case "&&":
    case "||":
    case "!":
      return bool;
    default:
      return number;
  }
}

export const resultType = (operator: BinaryOperator): Type => ("+-*/%".includes(operator) ? number : bool);

/** The operation has no result: "Operation failed". */
export class OperationFailure extends Error {}

/** Both operands are of the operator's type already. Throws an {@link OperationFailure}. */
export function applyBinary(operator: BinaryOperator, left: Value, right: Value): Value {
  if (operator === "==") return equals(left, right);
  if (operator === "!=") return applyNot(equals(left, right));
  const marks = joined(left.marks, right.marks);
  return withMarks(applyBare(operator, shallowUnmarked(left), shallowUnmarked(right)), marks);
}

function applyBare(operator: Exclude<BinaryOperator, "==" | "!=">, left: Value, right: Value): Value {
  if (left.kind === "null" || right.kind === "null") throw new OperationFailure("an operand must not be null");
  if (left.kind === "unknown" || right.kind === "unknown") return undecided(operator, left, right);
  if (left.kind === "bool" && right.kind === "bool")
    return boolValue(operator === "&&" ? left.value && right.value : left.value || right.value);
  if (left.kind !== "number" || right.kind !== "number") throw new Error("bug: operands were not converted");
  const [a, b] = [left.value, right.value];
  switch (operator) {
    case "<":
      return boolValue(compare(a, b) < 0);
    case ">":
      return boolValue(compare(a, b) > 0);
    case "<=":
      return boolValue(compare(a, b) <= 0);
    case ">=":
      return boolValue(compare(a, b) >= 0);
    case "+":
      return arithmetic(() => add(a, b));
    case "-":
      return arithmetic(() => subtract(a, b));
    case "*":
      return arithmetic(() => multiply(a, b));
    case "/":
      return arithmetic(() => divide(a, b));
    case "%":
      return arithmetic(() => modulo(a, b));
    default:
      throw new Error(`bug: "${operator}" over numbers`);
  }
}

function arithmetic(work: () => HclNumber): Value {
  try {
    return numberValue(work());
  } catch (error) {
    if (error instanceof NotANumber) throw new OperationFailure("zero cannot be divided by zero, nor infinity by infinity");
    throw error;
  }
}

/** Comparisons can be certain although a number is unknown, because it is known to lie within bounds. */
function undecided(operator: BinaryOperator, left: Value, right: Value): Value {
  const [low, high] = [bounds(left), bounds(right)];
  switch (operator) {
    case "<":
      if (below(low, high, true)) return boolValue(true);
      if (below(high, low, false)) return boolValue(false);
      break;
    case ">":
      if (below(high, low, true)) return boolValue(true);
      if (below(low, high, false)) return boolValue(false);
      break;
    case "<=":
    case ">=": {
      // In 1.11 these ask for equality as well, and are unknown where that is.
      const same = equals(left, right);
      if (same.kind === "bool") return same.value ? same : undecided(operator === "<=" ? "<" : ">", left, right);
      break;
    }
  }
  return unknownValue(resultType(operator), { notNull: true });
}

type Bounds = Pick<Refinement, "min" | "max">;

function bounds(value: Value): Bounds {
  if (value.kind === "number") return { min: { number: value.value, inclusive: true }, max: { number: value.value, inclusive: true } };
  return value.kind === "unknown" ? value.refinement : {};
}

/** Whether everything the first may be lies below everything the second may be. */
function below(first: Bounds, second: Bounds, strictly: boolean): boolean {
  if (!first.max || !second.min) return false;
  const order = compare(first.max.number, second.min.number);
  return order < 0 || (order === 0 && (!strictly || !first.max.inclusive || !second.min.inclusive));
}

export function applyNot(value: Value): Value {
  if (value.kind === "null") throw new OperationFailure("an operand must not be null");
  if (value.kind === "bool") return { ...value, value: !value.value };
  return withMarks(unknownValue(bool, { notNull: true }), value.marks);
}

export function applyNegate(value: Value): Value {
  if (value.kind === "null") throw new OperationFailure("an operand must not be null");
  if (value.kind === "number") return { ...value, value: negate(value.value) };
  return withMarks(unknownValue(number, { notNull: true }), value.marks);
}
