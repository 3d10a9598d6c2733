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
      return `"${expression.value.replace(/["\\]/g, "\\$&")}"`;
    case "pattern":
      // GitLab writes slashes around a text that has its own.
      return `//${expression.source.replaceAll("\\/", "/")}/${expression.flags}/`;
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

/** The inputs that an expression names. */
export function inputsOf(expression: Expression): readonly string[] {
  if (expression.kind === "input") return [expression.name];
  if (expression.kind === "not") return inputsOf(expression.operand);
  return expression.kind === "binary" ? [...new Set([...inputsOf(expression.left), ...inputsOf(expression.right)])] : [];
}
