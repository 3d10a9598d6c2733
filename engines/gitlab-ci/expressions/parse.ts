import { ExpressionError, lex, type Operator, type Token } from "./lex.ts";

export type Expression =
  | { readonly kind: "variable"; readonly name: string; readonly at: number }
  | { readonly kind: "input"; readonly name: string; readonly at: number }
  | { readonly kind: "string"; readonly value: string }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "pattern"; readonly source: string; readonly flags: string; readonly at: number }
  | { readonly kind: "null" }
  | { readonly kind: "not"; readonly operand: Expression }
  | { readonly kind: "binary"; readonly operator: Operator; readonly left: Expression; readonly right: Expression; readonly at: number };

/** The lower, the tighter it binds; what binds alike is taken from left to right. */
const order: Readonly<Record<Operator | "not" | "close" | "open", number>> = {
  ...{ not: 1, "==": 10, "!=": 10, "=~": 10, "!~": 10, "&&": 11, "||": 12, close: 900, open: 901 },
};

type Waiting = Extract<Token, { kind: "operator" | "not" | "open" }>;

/** By two stacks, as GitLab reads it: so it takes operators after their operands, too. Throws an ExpressionError. */
export function parseExpression(text: string): Expression {
  const tokens = lex(text);
  const results: Expression[] = [];
  const waiting: Waiting[] = [];
  const refuse = (): never => {
    throw explain(tokens, text.length);
  };
  const take = (): Expression => results.pop() ?? refuse();
  const apply = (token: Waiting): void => {
    if (token.kind === "open") refuse();
    else if (token.kind === "not") results.push({ kind: "not", operand: take() });
    else {
      const right = take();
      results.push({ kind: "binary", operator: token.text, left: take(), right, at: token.at });
    }
  };
  const applyTighter = (than: number): void => {
    for (let last = waiting.at(-1); last && order[last.kind === "operator" ? last.text : last.kind] <= than; last = waiting.at(-1)) {
      waiting.pop();
      apply(last);
    }
  };
  for (const token of tokens) {
    if (token.kind === "operator") applyTighter(order[token.text]);
    if (token.kind === "operator" || token.kind === "not" || token.kind === "open") waiting.push(token);
    else if (token.kind === "close") {
      applyTighter(order.close);
      if (!waiting.pop()) refuse();
    } else results.push(leaf(token));
  }
  for (const token of waiting.reverse()) apply(token);
  const [expression = refuse(), ...more] = results;
  if (more.length > 0) refuse();
  return expression;
}

function leaf(token: Exclude<Token, { kind: "operator" | "not" | "open" | "close" }>): Expression {
  switch (token.kind) {
    case "variable":
    case "input":
      return { kind: token.kind, name: token.name, at: token.at };
    case "string":
      return { kind: "string", value: token.value };
    case "boolean":
      return { kind: "boolean", value: token.value };
    case "pattern":
      return { kind: "pattern", source: token.source, flags: token.flags, at: token.at };
    case "null":
      return { kind: "null" };
    default:
      return token satisfies never;
  }
}

/** What a person would say is wrong with tokens that make no expression: the first that does not stand where it can. */
function explain(tokens: readonly Token[], end: number): ExpressionError {
  const open: Token[] = [];
  let wantsValue = true;
  for (const token of tokens) {
    const { at, length, kind } = token;
    const closes = kind === "close" || kind === "operator";
    if (closes && wantsValue) return new ExpressionError("a value is missing before this", at, length);
    if (!closes && !wantsValue) return new ExpressionError("an operator is missing before this", at, length);
    if (kind === "open") open.push(token);
    if (kind === "close" && !open.pop()) return new ExpressionError("this parenthesis closes nothing", at, length);
    wantsValue = kind === "operator" || kind === "not" || kind === "open";
  }
  if (wantsValue) return new ExpressionError("a value is missing at the end", end);
  const unclosed = open.at(-1);
  return new ExpressionError(unclosed ? "this parenthesis is not closed" : "this is no expression", unclosed?.at ?? 0);
}
