import { ExpressionError, lex, type Operator, type Token } from "./lex.ts";

export type Expression =
  | { readonly kind: "variable"; readonly name: string; readonly at: number }
  | { readonly kind: "input"; readonly name: string; readonly at: number }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "pattern"; readonly source: string; readonly flags: string; readonly at: number }
  | { readonly kind: "null" }
  | { readonly kind: "binary"; readonly operator: Operator; readonly left: Expression; readonly right: Expression; readonly at: number };

/** Deeper nesting than any rule has; keeps a hostile one from exhausting the stack. */
const maxDepth = 50;

/** Comparisons bind tighter than `&&`, and `&&` tighter than `||`. Throws an ExpressionError. */
export function parseExpression(text: string): Expression {
  const tokens = lex(text);
  let at = 0;
  const end = text.length;
  const peekOperator = (accepted: readonly Operator[]) => {
    const token = tokens[at];
    return token?.kind === "operator" && accepted.includes(token.text) ? token : undefined;
  };

  const chain = (accepted: readonly Operator[], operand: (depth: number) => Expression, depth: number): Expression => {
    let left = operand(depth);
    for (let token = peekOperator(accepted); token; token = peekOperator(accepted)) {
      at++;
      left = { kind: "binary", operator: token.text, left, right: operand(depth), at: token.at };
    }
    return left;
  };
  const or = (depth: number): Expression => chain(["||"], and, depth);
  const and = (depth: number): Expression => chain(["&&"], comparison, depth);
  const comparison = (depth: number): Expression => chain(["==", "!=", "=~", "!~"], value, depth);
  const value = (depth: number): Expression => {
    const token = tokens[at++];
    if (!token) throw new ExpressionError("a value is missing at the end", end);
    if (token.kind !== "open") return leaf(token);
    if (depth > maxDepth) throw new ExpressionError("the parentheses are nested too deep", token.at);
    const inner = or(depth + 1);
    if (tokens[at]?.kind !== "close") throw new ExpressionError("this parenthesis is not closed", token.at);
    at++;
    return inner;
  };

  const expression = or(0);
  const rest = tokens[at];
  if (rest) throw new ExpressionError("an operator is missing before this", rest.at, rest.length);
  return expression;
}

function leaf(token: Token): Expression {
  switch (token.kind) {
    case "variable":
      return { kind: "variable", name: token.name, at: token.at };
    case "input":
      return { kind: "input", name: token.name, at: token.at };
    case "string":
      return { kind: "string", value: token.value };
    case "pattern":
      return { kind: "pattern", source: token.source, flags: token.flags, at: token.at };
    case "null":
      return { kind: "null" };
    default:
      throw new ExpressionError("a value is missing before this", token.at, token.length);
  }
}
