import type { Span } from "#engines/source";
import type { Call, Expression, Literal } from "./ast.ts";
import type { Token } from "./lex.ts";

/** A name or member as that of a call. */
export function calleeOf(callee: Extract<Expression, { kind: "name" | "property" }>): Pick<Call, "name" | "target" | "safe" | "spread"> {
  if (callee.kind === "name") return { name: { value: callee.name, span: callee.span }, safe: false, spread: false };
  const { target, name, safe, spread, span } = callee;
  const start = { ...span.end, column: Math.max(1, span.end.column - name.length), offset: Math.max(0, span.end.offset - name.length) };
  return { target, name: { value: name, span: { ...span, start } }, safe, spread };
}

/** A number as it was written. */
export function numberLiteral(token: Token, span: Span): Literal {
  const text = token.text.replaceAll("_", "");
  if (/^0[xXbB]/.test(text)) return { kind: "literal", value: Number(text.replace(/[lLgGiI]$/, "")), type: "int", span };
  const digits = text.replace(/[gGlLiIdDfF]$/, "");
  const decimal = /[.eE]/.test(digits) || /[dDfF]$/.test(text);
  const big = !decimal && digits.length > 18 && BigInt(digits) > 9_223_372_036_854_775_807n;
  return { kind: "literal", value: Number(digits), type: big ? "big" : decimal ? "decimal" : "int", span };
}
