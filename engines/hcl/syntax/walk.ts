import type { Expression, TemplatePart } from "./ast.ts";

/** Whether to go on inside an expression. `bound` are the names that loops around it give to their elements. */
export type Enter = (expression: Expression, bound: ReadonlySet<string>) => boolean;

const none: ReadonlySet<string> = new Set();

/** Comes to every part of an expression, in the order they are written. */
export function walkExpression(expression: Expression, enter: Enter, bound: ReadonlySet<string> = none): void {
  const visit = (inner: Expression) => walkExpression(inner, enter, bound);
  if (!enter(expression, bound)) return;
  switch (expression.kind) {
    case "literal":
    case "item":
    case "traversal":
      return;
    case "relative":
      visit(expression.source);
      return;
    case "index":
      visit(expression.collection);
      visit(expression.key);
      return;
    case "splat":
      visit(expression.source);
      visit(expression.each);
      return;
    case "call":
      expression.args.forEach(visit);
      return;
    case "unary":
      visit(expression.operand);
      return;
    case "binary": {
      const right: Expression[] = [];
      let left: Expression = expression;
      // A long chain leans to the left; it is walked, not recursed into.
      while (left.kind === "binary") {
        right.push(left.right);
        left = left.left;
      }
      visit(left);
      right.reverse().forEach(visit);
      return;
    }
    case "conditional":
      [expression.condition, expression.whenTrue, expression.whenFalse].forEach(visit);
      return;
    case "tuple":
      expression.items.forEach(visit);
      return;
    case "object":
      for (const { key, bare, value } of expression.items) {
        if (bare === undefined) visit(key);
        visit(value);
      }
      return;
    case "for": {
      visit(expression.collection);
      const inner = new Set([...bound, expression.valueName, ...(expression.keyName === undefined ? [] : [expression.keyName])]);
      for (const part of [expression.key, expression.value, expression.condition]) if (part) walkExpression(part, enter, inner);
      return;
    }
    case "template":
      walkParts(expression.parts, enter, bound);
      return;
    case "parentheses":
      visit(expression.inner);
      return;
    default:
      expression satisfies never;
      return;
  }
}

function walkParts(parts: readonly TemplatePart[], enter: Enter, bound: ReadonlySet<string>): void {
  for (const part of parts) {
    if (part.kind === "interpolation") walkExpression(part.expression, enter, bound);
    if (part.kind === "if") {
      walkExpression(part.condition, enter, bound);
      walkParts(part.whenTrue, enter, bound);
      walkParts(part.whenFalse, enter, bound);
    }
    if (part.kind === "for") {
      walkExpression(part.collection, enter, bound);
      walkParts(part.body, enter, new Set([...bound, part.valueName, ...(part.keyName === undefined ? [] : [part.keyName])]));
    }
  }
}
