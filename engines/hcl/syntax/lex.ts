import type { Position } from "#engines/source";
import type { Token, TokenKind } from "./token.ts";

/** What the text means depends on where it stands. */
type Mode =
  | { readonly kind: "normal"; braces: number; readonly template: boolean }
  | { readonly kind: "quote" }
  | { readonly kind: "heredoc"; readonly marker: string }
  /** A whole text that is a template, without quotes. */
  | { readonly kind: "bare" };

const blank = /[ \t]+/y;
const lineBreak = /\r?\n/y;
const lineBreaks = /(?:\r?\n)+/y;
const lineComment = /(?:#|\/\/)[^\n]*/y;
const blockComment = /\/\*[\s\S]*?\*\//y;
const identifier = /[\p{ID_Start}_][\p{ID_Continue}-]*/uy;
// More than is a number: "1.2.3" is one token, and refused as one.
const number = /[0-9](?:[0-9.]*(?:[0-9]|[eE][+-]?[0-9]))*/y;
const heredocStart = /<<(-?)([\p{ID_Start}_][\p{ID_Continue}-]*)\r?\n/uy;
const symbol = /\.\.\.|=>|==|!=|<=|>=|&&|\|\||::|[{}[\]()=+\-*/%?:,.!<>&|^~]/y;
const templateStart = /[$%]\{~?/y;
const quotedText = /(?:[^"\\$%\n\r]|\\[^\n\r]|\$\$\{|%%\{|[$%](?!\{)|\r(?!\n)|\\$)+/y;
const bareText = /(?:[^$%]|\$\$\{|%%\{|[$%](?!\{))+/y;
const heredocText = /(?:[^$%\n]|\$\$\{|%%\{|[$%](?!\{))*\n?/y;

/** Cuts text into tokens; what fits nowhere becomes `invalid` and the parser names it. Never fails, takes time linear in the text. */
export function lex(text: string, start: "body" | "template" = "body", at: Position = beginning): Token[] {
  return new Lexer(text, start === "body" ? { kind: "normal", braces: 0, template: false } : { kind: "bare" }, at).run();
}

const beginning: Position = { line: 1, column: 1, offset: 0 };

class Lexer {
  readonly #text: string;
  readonly #tokens: Token[] = [];
  readonly #modes: Mode[];
  #at = 0;
  #line = 1;
  #lineStart = 0;
  /** The next newline that has not been passed yet. */
  #newline = -1;
  #last: Position | undefined;
  /** Where the text begins in its file. */
  readonly #origin: Position;

  constructor(text: string, mode: Mode, origin: Position) {
    this.#text = text;
    this.#modes = [mode];
    this.#origin = origin;
  }

  run(): Token[] {
    // A byte order mark is no part of the language.
    if (this.#text.charCodeAt(0) === 0xfeff) this.#skip(1);
    while (this.#at < this.#text.length) {
      const mode = this.#modes.at(-1) ?? { kind: "normal", braces: 0, template: false };
      if (mode.kind === "normal") this.#normal(mode);
      else if (mode.kind === "quote") this.#quote();
      else if (mode.kind === "heredoc") this.#heredoc(mode.marker);
      else this.#bare();
    }
    this.#emit("end", 0);
    return this.#tokens;
  }

  #normal(mode: Mode & { kind: "normal" }): void {
    const first = this.#text.charAt(this.#at);
    if (first === " " || first === "\t") {
      this.#skip(this.#match(blank));
      return;
    }
    if (first === "\n" || first === "\r") {
      const width = this.#match(lineBreak);
      this.#emit(width > 0 ? "newline" : "invalid", Math.max(1, width));
      return;
    }
    if (first === "#" || (first === "/" && this.#text.charAt(this.#at + 1) === "/")) {
      this.#emit("comment", this.#match(lineComment));
      return;
    }
    if (first === "/" && this.#text.charAt(this.#at + 1) === "*") {
      const width = this.#match(blockComment);
      this.#emit(width > 0 ? "comment" : "invalid", Math.max(2, width));
      return;
    }
    if (first === '"') {
      this.#emit("open-quote", 1);
      this.#modes.push({ kind: "quote" });
      return;
    }
    if (first === "<" && this.#heredocStart()) return;
    const word = this.#match(identifier);
    if (word > 0) {
      this.#emit("identifier", word);
      return;
    }
    const digits = this.#match(number);
    if (digits > 0) {
      this.#emit("number", digits);
      return;
    }
    this.#symbol(mode, first);
  }

  #heredocStart(): boolean {
    heredocStart.lastIndex = this.#at;
    const match = heredocStart.exec(this.#text);
    if (!match) return false;
    this.#emit("open-heredoc", match[0].length);
    this.#modes.push({ kind: "heredoc", marker: match[2] ?? "" });
    return true;
  }

  #symbol(mode: Mode & { kind: "normal" }, first: string): void {
    if (mode.template && mode.braces === 0) {
      const width = first === "}" ? 1 : this.#text.startsWith("~}", this.#at) ? 2 : 0;
      if (width > 0) {
        this.#emit("template-end", width);
        this.#modes.pop();
        return;
      }
    }
    const width = this.#match(symbol);
    if (width === 0) {
      this.#emit("invalid", (this.#text.codePointAt(this.#at) ?? 0) > 0xffff ? 2 : 1);
      return;
    }
    if (first === "{") mode.braces++;
    if (first === "}" && mode.braces > 0) mode.braces--;
    this.#emit("symbol", width);
  }

  #quote(): void {
    if (this.#text.charAt(this.#at) === '"') {
      this.#emit("close-quote", 1);
      this.#modes.pop();
      return;
    }
    if (this.#template()) return;
    const width = this.#match(quotedText);
    if (width > 0) {
      this.#emit("text", width);
      return;
    }
    this.#emit("bad-text", Math.max(1, this.#match(lineBreaks)));
  }

  #heredoc(marker: string): void {
    if (this.#at === this.#lineStart) {
      const end = this.#text.indexOf("\n", this.#at);
      const line = this.#text.slice(this.#at, end === -1 ? undefined : end);
      if (line.trim() === marker) {
        this.#emit("close-heredoc", line.trimEnd().length);
        this.#modes.pop();
        return;
      }
    }
    if (this.#template()) return;
    this.#emit("text", Math.max(1, this.#match(heredocText)));
  }

  #bare(): void {
    if (this.#template()) return;
    this.#emit("text", Math.max(1, this.#match(bareText)));
  }

  #template(): boolean {
    const width = this.#match(templateStart);
    if (width === 0) return false;
    this.#emit(this.#text.charAt(this.#at) === "$" ? "interpolation" : "directive", width);
    this.#modes.push({ kind: "normal", braces: 0, template: true });
    return true;
  }

  #match(pattern: RegExp): number {
    pattern.lastIndex = this.#at;
    return pattern.test(this.#text) ? pattern.lastIndex - this.#at : 0;
  }

  #emit(kind: TokenKind, width: number): void {
    const start = this.#place();
    const text = this.#text.slice(this.#at, this.#at + width);
    this.#skip(width);
    this.#tokens.push({ kind, text, start, end: this.#place() });
  }

  #skip(width: number): void {
    const end = this.#at + width;
    while (this.#newline < end) {
      if (this.#newline >= this.#at) {
        this.#line++;
        this.#lineStart = this.#newline + 1;
      }
      const next = this.#text.indexOf("\n", this.#newline + 1);
      this.#newline = next === -1 ? Number.POSITIVE_INFINITY : next;
    }
    this.#at = end;
  }

  #place(): Position {
    const offset = this.#at + this.#origin.offset;
    if (this.#last?.offset === offset) return this.#last;
    const column = this.#at - this.#lineStart + (this.#line === 1 ? this.#origin.column : 1);
    this.#last = { line: this.#line + this.#origin.line - 1, column, offset };
    return this.#last;
  }
}
