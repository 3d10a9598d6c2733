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
    case "boolean":
      return expression.value;
    case "null":
      return null;
    case "pattern":
      return { pattern: compilePattern(expression.source, expression.flags, expression.at) };
    case "not":
      return !present(evaluateExpression(expression.operand, variables, inputs));
    case "binary": {
      const left = evaluateExpression(expression.left, variables, inputs);
      if (expression.operator === "&&") return truthy(left) ? evaluateExpression(expression.right, variables, inputs) : left;
      if (expression.operator === "||") return truthy(left) ? left : evaluateExpression(expression.right, variables, inputs);
      return compareValues(expression.operator, left, evaluateExpression(expression.right, variables, inputs));
    }
    default:
      return expression satisfies never;
  }
}

/** Whether a rule with this `if` matches. */
export const expressionHolds = (text: string, variables: Variables): boolean =>
  present(evaluateExpression(parseExpression(text), variables));

/** As Rails has it: a text of nothing but spaces is not present, no more than an empty one, null and false. */
const present = (value: Value) => (typeof value === "string" ? value.trim() !== "" : value !== null && value !== false);

/** Inside `&&` and `||`, as Ruby has it: the empty string is true. */
const truthy = (value: Value) => value !== null && value !== false;

/** The result of a comparison of values that are known. */
export function compareValues(operator: "==" | "!=" | "=~" | "!~", left: Value, right: Value): boolean {
  if (operator === "==") return same(left, right);
  if (operator === "!=") return !same(left, right);
  return matches(left, right) === (operator === "=~");
}

function same(left: Value, right: Value): boolean {
  if (isPatternValue(left) && isPatternValue(right)) return left.pattern.pattern() === right.pattern.pattern();
  // A boolean equals the text that names it.
  if (typeof left === "boolean" && typeof right === "string") return String(left) === right;
  if (typeof left === "string" && typeof right === "boolean") return left === String(right);
  return left === right;
}

const isPatternValue = (value: Value): value is { readonly pattern: RE2JS } => value !== null && typeof value === "object";

/** What is undefined is looked at as an empty text; nothing matches what is undefined. */
function matches(left: Value, right: Value): boolean {
  if (right === null || typeof right === "boolean") return false;
  const text = left === null ? "" : isPatternValue(left) ? left.pattern.pattern() : String(left);
  const pattern = typeof right === "string" ? patternIn(right) : right.pattern;
  // A text that is no pattern is itself searched for the left side.
  if (typeof pattern === "string") return pattern.includes(text);
  return pattern.matcher(text).find();
}

/** A variable or a string may hold a pattern, `/…/flags`, on a line of its own. */
function patternIn(text: string): RE2JS | string {
  const match = /^\/(.*)\/([ismU]*)$/m.exec(text);
  if (!match) return text;
  try {
    return compilePattern(match[1] ?? "", match[2] ?? "", 0);
  } catch (error) {
    // The text of a variable is known only when the pipeline is created.
    if (error instanceof ExpressionError) return text;
    throw error;
  }
}

/** Throws an ExpressionError for a pattern, written in the expression itself, that RE2 does not take. */
export function checkPatterns(expression: Expression): void {
  if (expression.kind === "pattern") compilePattern(expression.source, expression.flags, expression.at);
  if (expression.kind === "not") checkPatterns(expression.operand);
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
  if (source.includes("\n")) throw new ExpressionError("the pattern is not valid: it does not end on its line", at, source.length + 2);
  try {
    const unescaped = source.replaceAll("\\/", "/");
    return RE2JS.compile(flags === "" ? unescaped : `(?${flags})${unescaped}`);
  } catch (error) {
    throw new ExpressionError(`the pattern is not valid: ${error instanceof Error ? error.message : "syntax"}`, at, source.length + 2);
  }
}
