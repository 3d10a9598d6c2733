import { RE2JS } from "re2js";
import type { Span } from "#engines/source";
import { BuildError, Refusal } from "./errors.ts";
import { compare, isEqual, isObject, textOf, typeOf, type Value } from "./values.ts";

/** Longer texts and lists are the work of a script that does not come to an end. */
export const maxLength = 1_000_000;

export function sized<Sized extends { readonly length: number }>(value: Sized, span: Span): Sized {
  if (value.length > maxLength) throw new Refusal("budget", `a value of more than ${maxLength} characters or items`, span);
  return value;
}

/** A regular expression in Java's syntax, as far as RE2 shares it. */
export function compilePattern(pattern: string, span: Span): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch {
    throw new Refusal("not-simulated", `the regular expression ${pattern}`, span);
  }
}

export function binary(operator: string, left: Value, right: Value, span: Span): Value {
  switch (operator) {
    case "==":
      return isEqual(left, right);
    case "!=":
      return !isEqual(left, right);
    case "===":
      return left === right;
    case "!==":
      return left !== right;
    case "<":
    case "<=":
    case ">":
    case ">=":
    case "<=>":
      return ordered(operator, left, right, span);
    case "=~":
      throw new Error("bug: a matcher is made by the evaluator");
    case "==~":
      return compilePattern(textOf(right), span).matches(textOf(left));
    case "in":
      if (Array.isArray(right)) return right.some((item) => isEqual(item, left));
      return right instanceof Map ? right.has(textOf(left)) : isEqual(left, right);
    case "..":
    case "..<":
      return range(operator, left, right, span);
    case "<<":
      if (Array.isArray(left)) {
        left.push(right);
        return sized(left, span);
      }
      if (left instanceof Map && right instanceof Map) {
        for (const [key, value] of right) left.set(key, value);
        return left;
      }
      if (typeof left === "string") return sized(left + textOf(right), span);
      return unknownOperator(operator, left, right, span);
    default:
      return arithmetic(operator, left, right, span);
  }
}

function ordered(operator: string, left: Value, right: Value, span: Span): Value {
  const sign = left === null || right === null ? (left === right ? 0 : left === null ? -1 : 1) : compare(left, right);
  if (sign === undefined)
    throw new BuildError(
      `Cannot compare ${typeOf(left)} with value '${textOf(left)}' and ${typeOf(right)} with value '${textOf(right)}'`,
      span,
      "java.lang.IllegalArgumentException",
    );
  if (operator === "<=>") return Math.sign(sign);
  return operator === "<" ? sign < 0 : operator === "<=" ? sign <= 0 : operator === ">" ? sign > 0 : sign >= 0;
}

function range(operator: string, left: Value, right: Value, span: Span): Value {
  if (typeof left !== "number" || typeof right !== "number") throw new Refusal("not-simulated", "a range of anything but numbers", span);
  const last = operator === "..<" ? right - Math.sign(right - left) : right;
  if (operator === "..<" && left === right) return [];
  const count = Math.abs(last - left) + 1;
  if (count > 10_000) throw new Refusal("budget", `a range of ${count} numbers`, span);
  return Array.from({ length: count }, (_, index) => left + index * (last < left ? -1 : 1));
}

function arithmetic(operator: string, left: Value, right: Value, span: Span): Value {
  if (operator === "+") {
    if (typeof left === "number" && typeof right === "number") return decimal(left + right);
    if (Array.isArray(left)) return sized([...left, ...(Array.isArray(right) ? right : [right])], span);
    if (left instanceof Map && right instanceof Map) return new Map([...left, ...right]);
    if (typeof left === "string" || typeof right === "string" || isObject(left)) return sized(textOf(left) + textOf(right), span);
  }
  if (operator === "-" && typeof left === "string") return left.replace(textOf(right), () => "");
  if (operator === "-" && left instanceof Map && right instanceof Map)
    return new Map([...left].filter(([key, value]) => !(right.has(key) && isEqual(right.get(key) ?? null, value))));
  if (operator === "*" && Array.isArray(left) && typeof right === "number") {
    if (left.length * right > maxLength) throw new Refusal("budget", "a very long list", span);
    return Array.from({ length: Math.max(0, Math.floor(right)) }, () => left).flat();
  }
  if (operator === "-" && Array.isArray(left)) {
    const unwanted = Array.isArray(right) ? right : [right];
    allWithAll(left, unwanted, span);
    return left.filter((item) => !unwanted.some((other) => isEqual(item, other)));
  }
  if (operator === "*" && typeof left === "string" && typeof right === "number") {
    if (left.length * right > maxLength) throw new Refusal("budget", "a very long text", span);
    return left.repeat(Math.max(0, Math.floor(right)));
  }
  if (typeof left !== "number" || typeof right !== "number") return unknownOperator(operator, left, right, span);
  switch (operator) {
    case "-":
      return decimal(left - right);
    case "*":
      return decimal(left * right);
    case "/":
    case "%":
      if (right === 0) throw new BuildError(operator === "/" ? "Division by zero" : "/ by zero", span, "java.lang.ArithmeticException");
      // A quotient that does not end is given to ten places.
      return operator === "/" ? decimal(Number((left / right).toPrecision(15)), 10) : decimal(left % right);
    case "**":
      return left ** right;
    case "&":
      return left & right;
    case "|":
      return left | right;
    case "^":
      return left ^ right;
    default:
      throw new Refusal("not-simulated", `the operator ${operator}`, span);
  }
}

/** Decimals are exact in Groovy: 0.1 + 0.2 is 0.3. */
const decimal = (value: number, places?: number): number => {
  if (Number.isInteger(value) || !Number.isFinite(value)) return value;
  return places === undefined ? Number(value.toPrecision(15)) : Number(value.toFixed(places));
};

/** Refuses work that grows with the product of two lists. */
export function allWithAll(a: readonly Value[], b: readonly Value[], span: Span): void {
  if (a.length * b.length > 4 * maxLength) throw new Refusal("budget", `comparing ${a.length} items with ${b.length}`, span);
}

const methods: Readonly<Record<string, string>> = { "+": "plus", "-": "minus", "*": "multiply", "/": "div", "%": "mod", "<<": "leftShift" };

function unknownOperator(operator: string, left: Value, right: Value, span: Span): never {
  const method = methods[operator];
  if (method === undefined) throw new Refusal("not-simulated", `the operator ${operator}`, span);
  const message =
    left === null
      ? `Cannot invoke method ${method}() on null object`
      : `No signature of method: ${typeOf(left)}.${method}() is applicable for argument types: (${typeOf(right)}) values: [${textOf(right)}]`;
  throw new BuildError(message, span, left === null ? "java.lang.NullPointerException" : "groovy.lang.MissingMethodException");
}
