import type { Span } from "#engines/source";
import type { Expression, Step } from "./ast.ts";
import { walkExpression } from "./walk.ts";

/** A name of the scope that an expression uses, with the steps behind it. */
export type Reference = { readonly root: string; readonly rootSpan: Span; readonly steps: readonly Step[]; readonly span: Span };

/** Everything an expression refers to, in the order it is written; names bound by `for` are its own. */
export function references(expression: Expression): Reference[] {
  const found: Reference[] = [];
  walkExpression(expression, (part, bound) => {
    if (part.kind === "traversal" && !bound.has(part.root)) found.push(part);
    return true;
  });
  return found;
}
