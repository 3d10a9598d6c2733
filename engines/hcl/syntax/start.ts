import type { Span } from "#engines/source";
import type { Expression, TemplatePart } from "./ast.ts";

/** The first piece of an expression, which is what messages about an argument point at. */
export function startOf(expression: Expression): Span {
  switch (expression.kind) {
    case "template": {
      const [first] = expression.parts;
      // An empty string has its one empty part behind the closing quote.
      return first ? startOfPart(first) : { ...expression.span, start: expression.span.end, end: forward(expression.span.end, 1) };
    }
    case "call":
      return openOf(expression);
    case "binary":
      return startOf(expression.left);
    case "conditional":
      return startOf(expression.condition);
    case "tuple":
    case "object":
    case "for":
    case "unary":
      return firstCharacter(expression.span);
    case "splat":
      return expression.marker;
    case "index":
      return startOf(expression.collection);
    case "relative":
      return startOf(expression.source);
    default:
      return expression.span;
  }
}

/** The name of a function and the opening parenthesis. */
export const openOf = ({ nameSpan, argsSpan }: Expression & { kind: "call" }): Span => ({ ...nameSpan, end: forward(argsSpan.start, 1) });

function startOfPart(part: TemplatePart): Span {
  if (part.kind === "interpolation") return startOf(part.expression);
  return part.kind === "if" ? startOf(part.condition) : part.span;
}

const firstCharacter = (span: Span): Span => ({ ...span, end: forward(span.start, 1) });

/** The place some characters of the same line further on. */
export const forward = (at: Span["start"], by: number): Span["start"] => ({ ...at, column: at.column + by, offset: at.offset + by });
