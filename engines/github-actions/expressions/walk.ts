import { Binary, ContextAccess, type Expr, FunctionCall, Grouping, IndexAccess, Literal, Logical, Unary } from "@actions/expressions/ast";
import { Lexer, type Token, TokenType } from "@actions/expressions/lexer";
import { type ParsedExpression, parseExpression } from "./parse.ts";

/** Reads an expression whatever names it uses: they are looked at afterwards. */
export function parseLeniently(text: string): ParsedExpression {
  const names = new Set<string>();
  const functions = new Set<string>();
  try {
    const { tokens } = new Lexer(text).lex();
    tokens.forEach((token, index) => {
      if (token.type !== TokenType.IDENTIFIER) return;
      (tokens[index + 1]?.type === TokenType.LEFT_PAREN ? functions : names).add(token.lexeme);
    });
  } catch {
    // The faults of the text are told by the parser itself.
  }
  return parseExpression(
    text,
    [...names],
    [...functions].map((name) => ({ name, minArgs: 0, maxArgs: 255 })),
  );
}

/** The parts of a node, in order. */
export function childrenOf(node: Expr): readonly Expr[] {
  if (node instanceof Unary) return [node.expr];
  if (node instanceof Binary) return [node.left, node.right];
  if (node instanceof Logical) return node.args;
  if (node instanceof Grouping) return [node.group];
  if (node instanceof FunctionCall) return node.args;
  if (node instanceof IndexAccess) return [node.expr, node.index];
  return [];
}

/** A node and all that it is made of. */
export function* walk(node: Expr): Generator<Expr> {
  yield node;
  for (const child of childrenOf(node)) yield* walk(child);
}

/** Where a node begins. */
export function firstToken(node: Expr): Token | undefined {
  if (node instanceof Literal) return node.token;
  if (node instanceof ContextAccess) return node.name;
  if (node instanceof FunctionCall) return node.functionName;
  if (node instanceof Unary) return node.operator;
  const [first] = childrenOf(node);
  return first && firstToken(first);
}

export const functionsIn = (tree: Expr): ReadonlySet<string> =>
  new Set([...walk(tree)].flatMap((node) => (node instanceof FunctionCall ? [node.functionName.lexeme.toLowerCase()] : [])));
