import type { Expr } from "@actions/expressions/ast";
import { ExpressionError, MAX_EXPRESSION_LENGTH } from "@actions/expressions/errors";
import type { FunctionInfo } from "@actions/expressions/funcs/info";
import { Lexer, type Token, TokenType } from "@actions/expressions/lexer";
import { Parser } from "@actions/expressions/parser";

/** What a text between `${{` and `}}` is; a fault has its place as a column from 1 within the text. */
export type ParsedExpression =
  | {
      readonly ok: true /** Nothing, where there is nothing between the braces. */;
      readonly tree: Expr | undefined;
      readonly tokens: readonly Token[];
    }
  | {
      readonly ok: false;
      readonly phase: "lexing" | "parsing";
      readonly message: string;
      readonly line: number;
      readonly column: number;
    };

/** The library bounds the depth of everything but `a == b == c …`, which nests as deep as it is long. */
const maxComparisons = 500;
const comparisons: ReadonlySet<TokenType> = new Set([
  ...[TokenType.EQUAL_EQUAL, TokenType.BANG_EQUAL, TokenType.LESS, TokenType.LESS_EQUAL, TokenType.GREATER, TokenType.GREATER_EQUAL],
]);

/** Reads an expression with GitHub's own library. Names that are not given are faults too. */
export function parseExpression(text: string, contexts: readonly string[], functions: readonly FunctionInfo[]): ParsedExpression {
  let phase: "lexing" | "parsing" = "lexing";
  const fault = (message: string, line = 0, column = 0) => ({ ok: false as const, phase, message, line, column: column + 1 });
  if (text.length > MAX_EXPRESSION_LENGTH) return fault(`Exceeded max expression length ${MAX_EXPRESSION_LENGTH}`);
  try {
    const tokens = new Lexer(text).lex().tokens.map(withAllQuotes);
    phase = "parsing";
    if (tokens.filter(({ type }) => comparisons.has(type)).length > maxComparisons)
      return fault(`Exceeded max expression depth: more than ${maxComparisons} comparisons`);
    const tree: Expr | undefined = new Parser(tokens, [...contexts], [...functions]).parse();
    return { ok: true, tree, tokens };
  } catch (error) {
    if (error instanceof ExpressionError)
      return fault(
        `${error.message}. Located at position ${error.pos.column + 1} within expression: ${text}`,
        error.pos.line,
        error.pos.column,
      );
    if (error instanceof Error) return fault(error.message, ...placeIn(text, error.message));
    throw error;
  }
}

/** The library's lexer undoubles the first quote of a text alone. */
function withAllQuotes(token: Token): Token {
  return token.type === TokenType.STRING ? { ...token, value: token.lexeme.slice(1, -1).replaceAll("''", "'") } : token;
}

/** Its faults say in words where they are, counted over all lines. */
function placeIn(text: string, message: string): readonly [line: number, column: number] {
  const position = /\. Located at position (\d+) within expression: /.exec(message)?.[1];
  if (position === undefined) return [0, 0];
  const before = text.slice(0, Number(position) - 1).split("\n");
  return [before.length - 1, before.at(-1)?.length ?? 0];
}
