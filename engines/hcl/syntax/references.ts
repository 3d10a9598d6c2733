import type { Span } from "#engines/source";
import type { Expression, Step, TemplatePart } from "./ast.ts";

/** A name of the scope that an expression uses, with the steps behind it. */
export type Reference = { readonly root: string; readonly rootSpan: Span; readonly steps: readonly Step[]; readonly span: Span };

/** Everything an expression refers to, in the order it is written; names bound by `for` are its own. */
export function references(expression: Expression): Reference[] {
  const found: Reference[] = [];
  walk(expression, new Set(), found);
  return found;
}

function walk(expression: Expression, bound: ReadonlySet<string>, found: Reference[]): void {
  const visit = (inner: Expression) => walk(inner, bound, found);
  switch (expression.kind) {
    case "literal":
    case "item":
      return;
    case "traversal":
      if (!bound.has(expression.root)) found.push(expression);
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
      for (const part of [expression.key, expression.value, expression.condition]) if (part) walk(part, inner, found);
      return;
    }
    case "template":
      walkParts(expression.parts, bound, found);
      return;
    case "parentheses":
      visit(expression.inner);
      return;
    default:
      expression satisfies never;
      return;
  }
}

function walkParts(parts: readonly TemplatePart[], bound: ReadonlySet<string>, found: Reference[]): void {
  for (const part of parts) {
    if (part.kind === "interpolation") walk(part.expression, bound, found);
    if (part.kind === "if") {
      walk(part.condition, bound, found);
      walkParts(part.whenTrue, bound, found);
      walkParts(part.whenFalse, bound, found);
    }
    if (part.kind === "for") {
      walk(part.collection, bound, found);
      walkParts(part.body, new Set([...bound, part.valueName, ...(part.keyName === undefined ? [] : [part.keyName])]), found);
    }
  }
}
