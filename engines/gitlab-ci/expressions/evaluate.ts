import { RE2JS } from "re2js";
import { ExpressionError } from "./lex.ts";
import { type Expression, parseExpression } from "./parse.ts";

export type Variables = Readonly<Record<string, string | undefined>>;

/** Values of `spec:inputs`: texts and booleans, numbers as text. */
export type Inputs = Readonly<Record<string, string | boolean | undefined>>;

export type Value = string | boolean | null | { readonly pattern: RE2JS };

/** The value as GitLab's own evaluation gives it: an undefined variable is null, and `&&` and `||` give one of their sides, as in Ruby. */
export function evaluateExpression(expression: Expression, variables: Variables, inputs: Inputs = {}): Value {
  switch (expression.kind) {
    case "variable":
      return variables[expression.name] ?? null;
    case "input":
      return inputs[expression.name] ?? null;
    case "string":
      return expression.value;
    case "null":
      return null;
    case "pattern":
      return { pattern: compilePattern(expression.source, expression.flags, expression.at) };
    case "binary": {
      const left = evaluateExpression(expression.left, variables, inputs);
      if (expression.operator === "&&") return truthy(left) ? evaluateExpression(expression.right, variables, inputs) : left;
      if (expression.operator === "||") return truthy(left) ? left : evaluateExpression(expression.right, variables, inputs);
      return compareValues(expression.operator, left, evaluateExpression(expression.right, variables, inputs), expression.at);
    }
    default:
      return expression satisfies never;
  }
}

/** Whether a rule with this `if` matches: neither null, false nor the empty string. */
export function expressionHolds(text: string, variables: Variables): boolean {
  const value = evaluateExpression(parseExpression(text), variables);
  return value !== null && value !== false && value !== "";
}

/** Inside `&&` and `||`, as Ruby has it: the empty string is true. */
const truthy = (value: Value) => value !== null && value !== false;

/** The result of a comparison of values that are known. Throws an ExpressionError for a pattern that is none. */
export function compareValues(operator: "==" | "!=" | "=~" | "!~", left: Value, right: Value, at: number): boolean {
  if (operator === "==") return same(left, right);
  if (operator === "!=") return !same(left, right);
  const pattern = toPattern(right, at);
  const found = pattern !== undefined && typeof left === "string" && pattern.matcher(left).find();
  return operator === "=~" ? found : !found;
}

/** A boolean, which an input may hold, equals the text that names it. */
const same = (left: Value, right: Value) =>
  typeof left === "boolean" || typeof right === "boolean" ? String(left) === String(right) : left === right;

/** A variable or a string may hold a pattern, `/…/flags`; other text is compared as a pattern without slashes. */
function toPattern(value: Value, at: number): RE2JS | undefined {
  if (value === null || typeof value === "boolean") return undefined;
  if (typeof value !== "string") return value.pattern;
  const match = /^\/((?:\\.|[^\\])*)\/([ismU]*)$/s.exec(value);
  try {
    return match ? compilePattern(match[1] ?? "", match[2] ?? "", at) : compilePattern(value, "", at);
  } catch (error) {
    // The text of a variable is known only when the pipeline is created; one that is no pattern matches nothing.
    if (error instanceof ExpressionError) return undefined;
    throw error;
  }
}

/** Throws an ExpressionError for a pattern, written in the expression itself, that RE2 does not take. */
export function checkPatterns(expression: Expression): void {
  if (expression.kind === "pattern") compilePattern(expression.source, expression.flags, expression.at);
  if (expression.kind !== "binary") return;
  checkPatterns(expression.left);
  checkPatterns(expression.right);
}

export function isPattern(source: string, flags: string): boolean {
  try {
    compilePattern(source, flags, 0);
    return true;
  } catch (error) {
    if (error instanceof ExpressionError) return false;
    throw error;
  }
}

export function compilePattern(source: string, flags: string, at: number): RE2JS {
  try {
    const unescaped = source.replaceAll("\\/", "/");
    return RE2JS.compile(flags === "" ? unescaped : `(?${flags})${unescaped}`);
  } catch (error) {
    throw new ExpressionError(`the pattern is not valid: ${error instanceof Error ? error.message : "syntax"}`, at, source.length + 2);
  }
}
