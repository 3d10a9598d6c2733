import type { Diagnostic, Position, Span } from "#engines/source";
import type { Token } from "./token.ts";

/** How deep expressions and blocks may be nested, and how long a chain of operators may be. */
const maxDepth = 150;
const maxDiagnostics = 100;

/** Thrown by the cursor and caught at the parser's door: the text goes deeper than the budget allows. */
export class TooDeep extends Error {}

/** The tokens being read, and what was found wrong with them. Newlines are passed over where the innermost construct ignores them. */
export class Cursor {
  readonly diagnostics: Diagnostic[] = [];
  readonly file: string;
  /** After the first error of a file, what looks like a missing word is not reported any more: it may follow from it, as in the original. */
  recovering = false;
  readonly #tokens: readonly Token[];
  readonly #newlines: boolean[] = [true];
  readonly #end: Token;
  #at = 0;
  #previous: Token;
  #depth = 0;

  constructor(file: string, tokens: readonly Token[]) {
    this.file = file;
    this.#tokens = tokens.filter((token) => token.kind !== "comment");
    const start = { line: 1, column: 1, offset: 0 };
    this.#end = this.#tokens.at(-1) ?? { kind: "end", text: "", start, end: start };
    this.#previous = { kind: "end", text: "", start, end: start };
  }

  peek(): Token {
    return this.#tokens[this.#next()] ?? this.#end;
  }

  read(): Token {
    const at = this.#next();
    const token = this.#tokens[at] ?? this.#end;
    if (token.kind !== "end") this.#at = at + 1;
    this.#previous = token;
    return token;
  }

  get previous(): Token {
    return this.#previous;
  }

  /** Whether the next token is this operator, bracket or word. */
  sees(text: string): boolean {
    const token = this.peek();
    return (token.kind === "symbol" || token.kind === "identifier") && token.text === text;
  }

  accept(text: string): boolean {
    if (!this.sees(text)) return false;
    this.read();
    return true;
  }

  /** Reads with newlines ignored, or counted, and counts the nesting. */
  within<T>(newlines: boolean, work: () => T): T {
    this.#newlines.push(newlines);
    const result = this.deeper(work);
    this.#newlines.pop();
    return result;
  }

  deeper<T>(work: () => T): T {
    if (++this.#depth > maxDepth) throw new TooDeep();
    const result = work();
    this.#depth--;
    return result;
  }

  span(start: Position, end: Position = this.#previous.end): Span {
    return { file: this.file, start, end: end.offset < start.offset ? start : end };
  }

  spanOf(token: Token): Span {
    return { file: this.file, start: token.start, end: token.end };
  }

  error(code: Diagnostic["code"], summary: string, detail: string, span: Span): void {
    if (this.diagnostics.length < maxDiagnostics) this.diagnostics.push({ severity: "error", code, summary, detail, span });
  }

  /** An error after which the parser is lost: silent if it is lost already. */
  lost(code: Diagnostic["code"], summary: string, detail: string, span: Span): void {
    if (!this.recovering) this.error(code, summary, detail, span);
    this.recovering = true;
  }

  /** Reads to the closing token that ends the construct it stands in, and past it. */
  recover(closes: (token: Token) => boolean): void {
    this.recovering = true;
    let open = 0;
    for (;;) {
      const token = this.read();
      if (token.kind === "end") return;
      if (open === 0 && closes(token)) return;
      open = Math.max(0, open + nesting(token));
    }
  }

  /** Reads to the end of the line on which an argument or a block went wrong. */
  recoverAfterItem(): void {
    this.recovering = true;
    let open = 0;
    for (;;) {
      const token = this.peek();
      if (token.kind === "end") return;
      const change = nesting(token);
      this.read();
      if (token.kind === "newline" && open === 0) return;
      open = Math.max(0, open + change);
    }
  }

  #next(): number {
    let at = this.#at;
    if (this.#newlines.at(-1) === true) return at;
    while (this.#tokens[at]?.kind === "newline") at++;
    return at;
  }
}

function nesting(token: Token): number {
  switch (token.kind) {
    case "open-quote":
    case "open-heredoc":
    case "interpolation":
    case "directive":
      return 1;
    case "close-quote":
    case "close-heredoc":
    case "template-end":
      return -1;
    case "symbol":
      return token.text === "{" || token.text === "[" || token.text === "("
        ? 1
        : token.text === "}" || token.text === "]" || token.text === ")"
          ? -1
          : 0;
    default:
      return 0;
  }
}
