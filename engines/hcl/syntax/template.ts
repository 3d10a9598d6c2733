import type { Expression, TemplateExpression } from "./ast.ts";
import type { Cursor } from "./cursor.ts";
import { directiveTree } from "./directives.ts";
import { parseExpression } from "./expression.ts";
import { readText } from "./template-text.ts";
import type { Token, TokenKind } from "./token.ts";

/** The pieces of a template in a row, before `if` and `for` are matched with their ends. */
export type Piece =
  | { readonly kind: "text"; text: string; readonly token: Token }
  | { readonly kind: "interpolation"; readonly expression: Expression; readonly start: Token; readonly end: Token }
  | {
      readonly kind: "directive";
      readonly keyword: "if" | "else" | "endif" | "for" | "endfor";
      readonly names: readonly string[];
      readonly expression?: Expression;
      readonly start: Token;
      readonly end: Token;
    };

/** Quoted = '"' (Text | "${" … "}" | "%{" … "}")* '"'. */
export function parseQuoted(cursor: Cursor): Expression {
  const open = cursor.read();
  const template = parseTemplate(cursor, "close-quote", open);
  return { ...template, span: cursor.span(open.start) };
}

export function parseHeredoc(cursor: Cursor): Expression {
  const open = cursor.read();
  const template = parseTemplate(cursor, "close-heredoc", open);
  return { ...template, span: cursor.span(open.start) };
}

/** Reads up to a token of the kind that ends the template. */
export function parseTemplate(cursor: Cursor, end: TokenKind, open?: Token): TemplateExpression {
  const first = cursor.peek();
  const pieces = cursor.within(true, () => readPieces(cursor, end));
  if (open?.text.startsWith("<<-")) removeIndentation(pieces);
  const parts = directiveTree(cursor, pieces);
  const [only] = parts;
  const wrap = pieces.length === 1 && only?.kind === "interpolation";
  return { kind: "template", parts, wrap, span: cursor.span(first.start) };
}

function readPieces(cursor: Cursor, end: TokenKind): Piece[] {
  const pieces: Piece[] = [];
  let trimNext = false;
  for (;;) {
    const next = cursor.read();
    if (next.kind === end) return pieces;
    if (next.kind === "text") {
      const text = readText(cursor, next, end === "close-quote");
      pieces.push({ kind: "text", text: trimNext ? text.trimStart() : text, token: next });
      trimNext = false;
      continue;
    }
    if (next.kind !== "interpolation" && next.kind !== "directive") {
      unexpectedEnd(cursor, next, end);
      return pieces;
    }
    if (next.text.endsWith("~")) {
      const before = pieces.at(-1);
      if (before?.kind === "text") before.text = before.text.trimEnd();
    }
    const piece = cursor.within(false, () => (next.kind === "interpolation" ? interpolation(cursor, next, end) : directive(cursor, next)));
    if (piece === "lost") {
      cursor.recover((token) => token.kind === end);
      return pieces;
    }
    if (!piece) continue;
    pieces.push(piece);
    trimNext = piece.kind !== "text" && piece.end.text.startsWith("~");
  }
}

function unexpectedEnd(cursor: Cursor, next: Token, end: TokenKind): void {
  const detail =
    end === "close-heredoc"
      ? "The closing marker of the heredoc is missing: it stands on a line of its own."
      : "The closing quote is missing.";
  cursor.lost("hcl/unterminated", "Unterminated template string", detail, cursor.spanOf(next));
  cursor.recover((token) => token.kind === end);
}

const endsMarker = (token: Token) => token.kind === "template-end";

function interpolation(cursor: Cursor, start: Token, end: TokenKind): Piece | undefined {
  const before = cursor.diagnostics.length;
  const expression = parseExpression(cursor);
  if (cursor.recovering && cursor.diagnostics.length > before) {
    cursor.recover(endsMarker);
    return { kind: "interpolation", expression, start, end: cursor.previous };
  }
  const close = cursor.peek();
  if (close.kind === "template-end") return { kind: "interpolation", expression, start, end: cursor.read() };
  const unclosed = close.kind === "end" || (end === "close-quote" && (close.kind === "open-quote" || close.kind === "close-quote"));
  if (unclosed)
    cursor.lost(
      "hcl/unclosed-interpolation",
      "Unclosed template interpolation sequence",
      'The closing brace "}" of this interpolation is missing. Quotes inside it need none of their own escaped.',
      cursor.spanOf(start),
    );
  else
    cursor.lost(
      "hcl/extra-characters",
      "Extra characters after interpolation expression",
      "The expression ends before this place, and the interpolation does not. To show ${ itself, write $${.",
      cursor.spanOf(close),
    );
  cursor.recover(endsMarker);
  return { kind: "interpolation", expression, start, end: cursor.previous };
}

const keywords = ["if", "else", "endif", "for", "endfor"] as const;

/** Undefined for what is no directive; the template goes on behind it. */
function directive(cursor: Cursor, start: Token): Piece | undefined | "lost" {
  const word = cursor.peek();
  const fail = (summary: string, detail: string, at: Token = word): undefined => {
    cursor.lost("hcl/directive", summary, detail, cursor.spanOf(at));
    cursor.recover(endsMarker);
    return undefined;
  };
  if (word.kind !== "identifier") return fail("Invalid template directive", "A directive begins with a keyword, such as if or for.");
  const keyword = keywords.find((known) => known === word.text);
  if (!keyword)
    return fail("Invalid template control keyword", `"${word.text}" begins no directive. There are if, else, endif, for and endfor.`);
  cursor.read();
  const names: string[] = [];
  const before = cursor.diagnostics.length;
  if (keyword === "for") {
    do {
      const name = cursor.peek();
      if (name.kind !== "identifier") return fail("Invalid 'for' directive", 'The name of a variable follows "for" and a comma.', name);
      names.push(cursor.read().text);
    } while (names.length < 2 && cursor.accept(","));
    const next = cursor.peek();
    if (!cursor.accept("in")) return fail("Invalid 'for' directive", 'The word "in" follows the names of the variables.', next);
  }
  const expression = keyword === "if" || keyword === "for" ? parseExpression(cursor) : undefined;
  if (cursor.recovering && cursor.diagnostics.length > before) {
    cursor.recover(endsMarker);
    return "lost";
  }
  const close = cursor.peek();
  const extra = close.kind !== "template-end";
  if (extra) fail(`Extra characters in ${keyword} marker`, "The directive ends before this place; its closing brace is missing.", close);
  return { kind: "directive", keyword, names, ...(expression ? { expression } : {}), start, end: extra ? close : cursor.read() };
}

/**
 * `<<-`: the fewest spaces any line begins with are taken from all lines. What begins a line is judged after trimming, so a line whose
 * end was trimmed away joins the next: https://github.com/hashicorp/hcl, `flushHeredocTemplateParts`.
 */
function removeIndentation(pieces: readonly Piece[]): void {
  let fewest = Number.POSITIVE_INFINITY;
  let lineStart = true;
  const indented: (Piece & { kind: "text" })[] = [];
  for (const piece of pieces) {
    if (lineStart) {
      lineStart = false;
      if (piece.kind !== "text") fewest = 0;
      else {
        const body = piece.text.trimStart();
        if (body !== "" || !piece.text.endsWith("\n")) {
          fewest = Math.min(fewest, [...piece.text.slice(0, piece.text.length - body.length)].length);
          indented.push(piece);
        }
      }
    }
    if (piece.kind === "text" && piece.text.endsWith("\n")) lineStart = true;
  }
  for (const piece of indented) piece.text = [...piece.text].slice(fewest).join("");
}
