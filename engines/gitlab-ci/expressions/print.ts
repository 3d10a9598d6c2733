import type { Token } from "./lex.ts";
import type { Expression } from "./parse.ts";

const operatorNames = { "==": "equals", "!=": "not_equals", "=~": "matches", "!~": "not_matches", "&&": "and", "||": "or" } as const;

/** The tree in prefix form: `or($A, equals($B, "x"))`. */
export function printExpression(expression: Expression): string {
  switch (expression.kind) {
    case "variable":
      return `$${expression.name}`;
    case "input":
      return `$[[ inputs.${expression.name} ]]`;
    case "string":
      return `"${expression.value}"`;
    case "pattern":
      return `/${expression.source}/${expression.flags}`;
    case "boolean":
      return String(expression.value);
    case "null":
      return "null";
    case "not":
      return `not(${printExpression(expression.operand)})`;
    case "binary":
      return `${operatorNames[expression.operator]}(${printExpression(expression.left)}, ${printExpression(expression.right)})`;
    default:
      return expression satisfies never;
  }
}

/** A token as it is written. */
export function printToken(token: Token): string {
  switch (token.kind) {
    case "operator":
      return token.text;
    case "not":
      return "!";
    case "open":
      return "(";
    case "close":
      return ")";
    default:
      return printExpression(token);
  }
}

/** The inputs that an expression names. */
export function inputsOf(expression: Expression): readonly string[] {
  if (expression.kind === "input") return [expression.name];
  if (expression.kind === "not") return inputsOf(expression.operand);
  return expression.kind === "binary" ? [...new Set([...inputsOf(expression.left), ...inputsOf(expression.right)])] : [];
}
