import type { Positions, SourceFile, Span } from "#engines/source";
import { type Code, lex, type Token } from "./lex.ts";

/** Brackets and operators inside each other: deeper nesting than this is refused, so that hostile text cannot spend the stack. */
const maxDepth = 120;

/** Where the text stops being Groovy. Thrown inside the parser only. */
export class SyntaxFault extends Error {
  readonly span: Span;

  constructor(message: string, span: Span) {
    super(message);
    this.span = span;
  }
}

export type Fault = { readonly message: string; readonly span: Span };

/** A place in the tokens of a file. */
export abstract class Cursor {
  readonly faults: Fault[] = [];
  protected readonly file: SourceFile;
  protected readonly positions: Positions;
  #tokens: readonly Token[] = [];
  #at = 0;
  #depth = 0;

  constructor(file: SourceFile, positions: Positions) {
    this.file = file;
    this.positions = positions;
    this.#read(0, file.text.length);
  }

  #read(from: number, to: number): void {
    const { tokens, faults } = lex(this.file, from, to);
    for (const { message, at, to: end } of faults) this.faults.push({ message, span: this.positions.span(at, end) });
    this.#tokens = tokens;
    this.#at = 0;
  }

  /** Runs a parser over the code inside a string. */
  protected inside<Result>(code: Code, run: () => Result): Result {
    const [tokens, at] = [this.#tokens, this.#at];
    this.#read(code.from, code.to);
    try {
      return run();
    } finally {
      this.#tokens = tokens;
      this.#at = at;
    }
  }

  protected get token(): Token {
    return this.peek(0);
  }

  protected peek(ahead: number): Token {
    const token = this.#tokens[this.#at + ahead] ?? this.#tokens.at(-1);
    if (!token) throw new Error("bug: a file without an end token");
    return token;
  }

  protected ended(): boolean {
    return this.peek(0).kind === "end";
  }

  protected get last(): Token {
    return this.#tokens[this.#at - 1] ?? this.token;
  }

  protected get mark(): number {
    return this.#at;
  }

  protected back(mark: number): void {
    this.#at = mark;
  }

  protected next(): Token {
    const { token } = this;
    if (token.kind !== "end") this.#at++;
    return token;
  }

  protected is(text: string, token = this.token): boolean {
    return token.text === text && (token.kind === "operator" || token.kind === "name");
  }

  protected accept(text: string): boolean {
    if (!this.is(text)) return false;
    this.#at++;
    return true;
  }

  protected expect(text: string): Token {
    if (this.is(text)) return this.next();
    return this.fail(`expecting '${text}', found '${shown(this.token)}'`);
  }

  protected expectName(): Token {
    return this.token.kind === "name" ? this.next() : this.fail(`expecting an identifier, found '${shown(this.token)}'`);
  }

  protected fail(message: string, span = this.spanOf(this.token)): never {
    throw new SyntaxFault(message, span);
  }

  protected spanOf(token: Token): Span {
    return this.positions.span(token.start, token.end);
  }

  /** From a place to the end of the last token read. */
  protected spanFrom(start: number): Span {
    return this.positions.span(start, this.last.end);
  }

  protected nested<Result>(run: () => Result): Result {
    if (this.#depth >= maxDepth) this.fail(`nested more than ${maxDepth} levels deep`);
    this.#depth++;
    try {
      return run();
    } finally {
      this.#depth--;
    }
  }

  /** Skips to where a statement may begin: another line, or the end of the block. */
  protected recover(from: number): void {
    if (this.#at === from) this.next();
    let depth = 0;
    while (!this.ended()) {
      const { text, kind, fresh } = this.token;
      if (depth === 0 && (fresh || this.is(";") || this.is("}"))) return;
      if (kind === "operator" && "([{".includes(text)) depth++;
      if (kind === "operator" && ")]}".includes(text)) depth = Math.max(0, depth - 1);
      this.next();
    }
  }

  /** Skips a bracket and what it holds. */
  protected skipBalanced(): void {
    let depth = 0;
    do {
      const { text, kind } = this.next();
      if (kind === "operator" && "([{".includes(text)) depth++;
      if (kind === "operator" && ")]}".includes(text)) depth--;
    } while (depth > 0 && !this.ended());
  }
}

export const shown = (token: Token): string =>
  token.kind === "end" ? "" : token.text.length > 40 ? `${token.text.slice(0, 40)}…` : token.text;
