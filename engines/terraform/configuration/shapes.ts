import { type Expression, type Reference, staticList, staticTraversal } from "#engines/hcl";
import type { Span } from "#engines/source";
import { constant, startOfExpression } from "./constant.ts";
import { Findings } from "./findings.ts";
import { readQuotedReference } from "./quoted-reference.ts";

/** The items of a list as they are written; none where it is no list. */
export function itemsOf(expression: Expression, findings: Findings): readonly Expression[] {
  const items = staticList(expression);
  if (items) return items;
  const detail = "A list in brackets is needed here, written out item by item.";
  findings.error("static-list", "Invalid expression", detail, startOfExpression(expression));
  return [];
}

/** A reference such as `a.b[0]`, as it is written; undefined for every other expression. */
export function referenceOf(expression: Expression, findings: Findings): Reference | undefined {
  const traversal = staticTraversal(expression);
  if (traversal) return traversal;
  const detail = "A plain reference is needed here: names with dots and constant keys in brackets, and nothing to be computed.";
  findings.error("static-reference", "Invalid expression", detail, expression.span);
  return undefined;
}

/** Whether an expression of native syntax is written in quotes. */
export const isQuoted = (expression: Expression): boolean =>
  expression.kind === "template" && expression.json === undefined && !expression.wrap;

/** References and keywords in quotes are those of Terraform 0.11: they are read, with a warning. */
export function unquoted(expression: Expression, what: "references" | "keywords", findings: Findings): Expression {
  if (!isQuoted(expression)) return expression;
  const value = constant(expression, new Findings());
  if (value.kind !== "string") return expression;
  const { file, start } = expression.span;
  const reference = readQuotedReference(value.value, file, { ...start, column: start.column + 1, offset: start.offset + 1 }, findings);
  const advice = what === "references" ? "Write the reference without quotes." : "Write the keyword without quotes.";
  findings.warning("quoted", `Quoted ${what} are deprecated`, advice, expression.span);
  return reference ? { kind: "traversal", ...reference, span: expression.span } : expression;
}

const identifier = /^[\p{ID_Start}_][\p{ID_Continue}-]*$/u;

export const isIdentifier = (name: string): boolean => identifier.test(name);

/** Says that a name is none, at the label or argument that gives it. */
export function checkName(what: string, name: string, span: Span, findings: Findings): boolean {
  if (isIdentifier(name)) return true;
  const detail = "A name begins with a letter or an underscore and goes on with letters, digits, underscores and hyphens.";
  findings.error("name", `Invalid ${what}`, detail, span);
  return false;
}
