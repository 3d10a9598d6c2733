import type { Expression, Step, TemplatePart } from "./ast.ts";
import type { Span } from "#engines/source";

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
      return visit(expression.source);
    case "index":
      visit(expression.collection);
      return visit(expression.key);
    case "splat":
      visit(expression.source);
      return visit(expression.each);
    case "call":
      return expression.args.forEach(visit);
    case "unary":
      return visit(expression.operand);
    case "binary": {
      const right: Expression[] = [];
      let left: Expression = expression;
      // A long chain leans to the left; it is walked, not recursed into.
      while (left.kind === "binary") {
        right.push(left.right);
        left = left.left;
      }
      visit(left);
      return right.reverse().forEach(visit);
    }
    case "conditional":
      return [expression.condition, expression.whenTrue, expression.whenFalse].forEach(visit);
    case "tuple":
      return expression.items.forEach(visit);
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
      return walkParts(expression.parts, bound, found);
    case "parentheses":
      return visit(expression.inner);
    default:
      return expression satisfies never;
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
