import type { BinaryOperator, Expression } from "./ast.ts";
import { type Cursor, TooDeep } from "./cursor.ts";
import { parseTerm } from "./term.ts";
import { parseTraversals } from "./traversal.ts";

/** How long a chain of operators such as `a + b + c` may be; it is evaluated as deep as it is long. */
const maxChain = 1_000;

/** Expression = Binary ("?" Expression ":" Expression)?. Always yields an expression; at a fault, what stands before it. */
export function parseExpression(cursor: Cursor): Expression {
  return cursor.deeper(() => {
    const before = cursor.diagnostics.length;
    const condition = parseBinary(cursor, 0);
    if (cursor.recovering && cursor.diagnostics.length > before) return condition;
    if (!cursor.accept("?")) return condition;
    const whenTrue = parseExpression(cursor);
    if (cursor.recovering && cursor.diagnostics.length > before) return condition;
    const colon = cursor.peek();
    if (!cursor.accept(":")) {
      const detail = 'A conditional has two results: write a colon ":" and the one for when the condition is false.';
      cursor.error("hcl/missing-false", "Missing false expression in conditional", detail, cursor.spanOf(colon));
      return condition;
    }
    const whenFalse = parseExpression(cursor);
    return { kind: "conditional", condition, whenTrue, whenFalse, span: cursor.span(condition.span.start) };
  });
}

/** From the operators that bind least to those that bind most. */
const levels: readonly ReadonlySet<string>[] = [
  new Set(["||"]),
  new Set(["&&"]),
  new Set(["==", "!="]),
  new Set([">", ">=", "<", "<="]),
  new Set(["+", "-"]),
  new Set(["*", "/", "%"]),
];

function parseBinary(cursor: Cursor, level: number): Expression {
  const operators = levels[level];
  if (!operators) return parseWithTraversals(cursor);
  const before = cursor.diagnostics.length;
  let left = parseBinary(cursor, level + 1);
  for (let length = 0; ; length++) {
    if (cursor.recovering && cursor.diagnostics.length > before) return left;
    const token = cursor.peek();
    if (token.kind !== "symbol" || !operators.has(token.text)) return left;
    if (length > maxChain) throw new TooDeep();
    cursor.read();
    const right = parseBinary(cursor, level + 1);
    if (cursor.recovering && cursor.diagnostics.length > before) return left;
    left = { kind: "binary", operator: token.text as BinaryOperator, left, right, span: cursor.span(left.span.start, right.span.end) };
  }
}

/** A term and the `.name`, `[key]` and `[*]` behind it. */
export function parseWithTraversals(cursor: Cursor): Expression {
  const before = cursor.diagnostics.length;
  const term = parseTerm(cursor);
  if (cursor.recovering && cursor.diagnostics.length > before) return term;
  return parseTraversals(cursor, term);
}
