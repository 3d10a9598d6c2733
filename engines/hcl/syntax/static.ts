import type { Span } from "#engines/source";
import type { Expression, Step } from "./ast.ts";
import { parseHclExpression } from "./parse.ts";

// What configuration decides before anything is evaluated: references, keywords, lists and calls, as they are written.

export type StaticTraversal = { readonly root: string; readonly rootSpan: Span; readonly steps: readonly Step[]; readonly span: Span };

/** `a.b[0]` and nothing more; undefined for every other expression. */
export function staticTraversal(expression: Expression): StaticTraversal | undefined {
  if (expression.kind === "traversal") return expression;
  if (expression.kind === "template") return expression.json === undefined ? undefined : fromJson(expression.json, expression.span);
  if (expression.kind !== "literal") return undefined;
  const { value, span } = expression;
  const word = value.kind === "bool" ? String(value.value) : value.kind === "null" ? "null" : undefined;
  return word === undefined ? undefined : { root: word, rootSpan: span, steps: [], span };
}

/** In JSON syntax a reference is written as a string. */
function fromJson(text: string, span: Span): StaticTraversal | undefined {
  const { model, diagnostics } = parseHclExpression({ path: span.file, text }, span.start);
  return model?.kind === "traversal" && diagnostics.length === 0 ? model : undefined;
}

/** A bare word, such as `string` or `all`. */
export function staticKeyword(expression: Expression): string | undefined {
  const traversal = staticTraversal(expression);
  return traversal?.steps.length === 0 ? traversal.root : undefined;
}

/** The items of `[…]`. */
export function staticList(expression: Expression): readonly Expression[] | undefined {
  return expression.kind === "tuple" ? expression.items : undefined;
}

/** The pairs of `{…}`; a bare key stays the expression it is. */
export function staticMap(expression: Expression): readonly { readonly key: Expression; readonly value: Expression }[] | undefined {
  return expression.kind === "object" ? expression.items : undefined;
}

/** A call as it is written. */
export function staticCall(expression: Expression): { readonly name: string; readonly args: readonly Expression[] } | undefined {
  return expression.kind === "call" && !expression.expand ? expression : undefined;
}

/** The text of a string without templates. */
export function staticText(expression: Expression): string | undefined {
  if (expression.kind === "literal" && expression.value.kind === "string") return expression.value.value;
  if (expression.kind !== "template") return undefined;
  let text = "";
  for (const part of expression.parts) {
    if (part.kind !== "text") return undefined;
    text += part.text;
  }
  return text.normalize("NFC");
}
