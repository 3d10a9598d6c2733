import type { Span } from "#engines/source";
import { NumberOutOfRange, parseNumber } from "../numbers/number.ts";
import { dynamic } from "../values/type.ts";
import { boolValue, nullValue, numberValue, unknownDynamic, type Value } from "../values/value.ts";
import type { Expression } from "./ast.ts";
import { parseObject, parseTuple } from "./collections.ts";
import type { Cursor } from "./cursor.ts";
import { parseExpression, parseWithTraversals } from "./expression.ts";
import { parseHeredoc, parseQuoted } from "./template.ts";
import type { Token } from "./token.ts";

const keywords: ReadonlyMap<string, Value> = new Map([
  ["true", boolValue(true)],
  ["false", boolValue(false)],
  ["null", nullValue(dynamic)],
]);

/** Stands where an expression could not be read. */
function unreadable(cursor: Cursor, token: Token): Expression {
  return { kind: "literal", value: unknownDynamic, span: cursor.spanOf(token) };
}

/** Term = "(" Expression ")" | Number | Name | Call | Quoted | Heredoc | "-" Term | "!" Term | "[" … "]" | "{" … "}". */
export function parseTerm(cursor: Cursor): Expression {
  const start = cursor.peek();
  switch (start.kind) {
    case "number":
      return parseNumeral(cursor);
    case "identifier":
      return parseName(cursor);
    case "open-quote":
      return cursor.deeper(() => parseQuoted(cursor));
    case "open-heredoc":
      return cursor.deeper(() => parseHeredoc(cursor));
    case "symbol":
      switch (start.text) {
        case "(":
          return parseParentheses(cursor);
        case "[":
          return parseTuple(cursor);
        case "{":
          return parseObject(cursor);
        case "-":
        case "!": {
          cursor.read();
          const operator = start.text;
          const operand = cursor.deeper(() => parseWithTraversals(cursor));
          return { kind: "unary", operator, operand, span: cursor.span(start.start, operand.span.end) };
        }
      }
  }
  if (start.kind === "end")
    cursor.lost("hcl/missing-expression", "Missing expression", "The file ends where an expression should begin.", cursor.spanOf(start));
  else
    cursor.lost(
      "hcl/invalid-expression",
      "Invalid expression",
      "An expression should begin here, and nothing that is written here begins one.",
      cursor.spanOf(start),
    );
  return unreadable(cursor, start);
}

function parseParentheses(cursor: Cursor): Expression {
  const open = cursor.read();
  const { inner, close } = cursor.within(false, () => {
    const before = cursor.diagnostics.length;
    const inner = parseExpression(cursor);
    if (cursor.recovering && cursor.diagnostics.length > before) {
      cursor.recover((token) => token.kind === "symbol" && token.text === ")");
      return { inner, close: cursor.previous };
    }
    const close = cursor.peek();
    if (!cursor.accept(")")) {
      cursor.recovering = true;
      cursor.error(
        "hcl/unbalanced",
        "Unbalanced parentheses",
        'A closing parenthesis ")" is missing before this place.',
        cursor.spanOf(close),
      );
    }
    return { inner, close };
  });
  return { kind: "parentheses", inner, span: cursor.span(open.start, close.end) };
}

function parseNumeral(cursor: Cursor): Expression {
  const token = cursor.read();
  const span = cursor.spanOf(token);
  return { kind: "literal", value: readNumber(cursor, token) ?? unknownDynamic, span };
}

export function readNumber(cursor: Cursor, token: Token): Value | undefined {
  try {
    const parsed = parseNumber(token.text);
    if (parsed) return numberValue(parsed);
    cursor.error("hcl/number", "Invalid number literal", "This is no decimal number.", cursor.spanOf(token));
  } catch (error) {
    if (!(error instanceof NumberOutOfRange)) throw error;
    cursor.error(
      "hcl/budget",
      "Invalid number literal",
      "This number is too large or too small to be worked with here.",
      cursor.spanOf(token),
    );
  }
  return undefined;
}

function parseName(cursor: Cursor): Expression {
  const token = cursor.read();
  if (cursor.sees("(") || cursor.sees("::")) return cursor.deeper(() => parseCall(cursor, token));
  const span = cursor.spanOf(token);
  const keyword = keywords.get(token.text);
  if (keyword) return { kind: "literal", value: keyword, span };
  return { kind: "traversal", root: token.text.normalize("NFC"), rootSpan: span, steps: [], span };
}

/** Call = Name ("::" Name)* "(" (Expression ("," Expression)* ("," | "...")?)? ")". */
function parseCall(cursor: Cursor, first: Token): Expression {
  let name = first.text;
  while (cursor.accept("::")) {
    const part = cursor.peek();
    if (part.kind !== "identifier") {
      cursor.lost("hcl/function-name", "Missing function name", 'The name of a function follows "::".', cursor.spanOf(part));
      return unreadable(cursor, part);
    }
    cursor.read();
    name += `::${part.text}`;
  }
  const nameSpan = cursor.span(first.start);
  const open = cursor.peek();
  if (!cursor.accept("(")) {
    cursor.lost("hcl/function-call", "Missing open parenthesis", "The arguments of a function stand in parentheses.", cursor.spanOf(open));
    return unreadable(cursor, open);
  }
  const { args, expand } = cursor.within(false, () => parseArguments(cursor, name, nameSpan, open));
  return { kind: "call", name, nameSpan, args, expand, argsSpan: cursor.span(open.start), span: cursor.span(first.start) };
}

const closes = (token: Token) => token.kind === "symbol" && token.text === ")";

function parseArguments(cursor: Cursor, name: string, nameSpan: Span, open: Token): { args: Expression[]; expand: boolean } {
  const args: Expression[] = [];
  for (;;) {
    if (cursor.accept(")")) return { args, expand: false };
    const before = cursor.diagnostics.length;
    args.push(parseExpression(cursor));
    if (cursor.recovering && cursor.diagnostics.length > before) {
      cursor.recover(closes);
      return { args, expand: false };
    }
    const next = cursor.read();
    if (closes(next)) return { args, expand: false };
    if (next.kind === "symbol" && next.text === "...") {
      const end = cursor.peek();
      if (cursor.accept(")")) return { args, expand: true };
      cursor.lost(
        "hcl/expansion",
        "Missing closing parenthesis",
        'Nothing but the closing parenthesis follows the "..." of the last argument.',
        cursor.spanOf(end),
      );
      cursor.recover(closes);
      return { args, expand: true };
    }
    if (next.kind === "symbol" && next.text === ",") continue;
    if (next.kind === "end")
      cursor.lost("hcl/unterminated", "Unterminated function call", `The arguments of "${name}" are not closed before the file ends.`, {
        ...cursor.spanOf(open),
        start: nameSpan.start,
      });
    else cursor.lost("hcl/missing-separator", "Missing argument separator", "Arguments are separated by commas.", cursor.spanOf(next));
    if (!closes(next)) cursor.recover(closes);
    return { args, expand: false };
  }
}
