import { countValue, numberValue, parseNumber, type Reference, type Step, stringValue } from "#engines/hcl";
import type { Position, Span } from "#engines/source";
import type { Findings } from "./findings.ts";

type Token = { readonly kind: "name" | "number" | "string" | "other" | "end"; readonly text: string; readonly span: Span };

const token = /\s*(?:(?<name>[\p{ID_Start}_][\p{ID_Continue}-]*)|(?<number>[0-9]+(?:\.[0-9]+)?)|"(?<string>[^"\\$%]*)"|(?<other>.)|$)/suy;

/**
 * Reads a reference that Terraform 0.11 wrote as a text: names, attributes and constant keys. What can be read of one that is wrong is
 * returned, with a message for the rest; nothing where not even the first name is one.
 */
export function readQuotedReference(text: string, file: string, at: Position, findings: Findings): Reference | undefined {
  const tokens = new Tokens(text, file, at);
  const fail = (summary: string, detail: string, span: Span) => findings.error("quoted", summary, detail, span);
  const first = tokens.read();
  if (first.kind !== "name") {
    fail("Variable name required", "A reference begins with a name.", first.span);
    return undefined;
  }
  const steps: Step[] = [];
  let end = first.span;
  const reference = (): Reference => ({ root: first.text, rootSpan: first.span, steps, span: { ...first.span, end: end.end } });
  for (;;) {
    const next = tokens.read();
    if (next.kind === "end") return reference();
    if (next.text === ".") {
      const name = tokens.read();
      if (name.kind !== "name") {
        fail("Attribute name required", "The name of an attribute follows a dot.", name.kind === "string" ? firstOf(name.span) : name.span);
        return reference();
      }
      end = name.span;
      steps.push({ kind: "attribute", name: name.text, span: { ...next.span, end: name.span.end } });
      continue;
    }
    if (next.text !== "[" || next.kind !== "other") {
      fail("Invalid character", "Attributes and indices follow a name, and nothing else.", next.span);
      return reference();
    }
    const key = tokens.read();
    if (key.kind !== "number" && key.kind !== "string") {
      const star = key.text === "*" && key.kind === "other";
      fail(star ? "Attribute name required" : "Index value required", "A number or a text in quotes stands in brackets.", key.span);
      return reference();
    }
    const close = tokens.read();
    if (close.text !== "]") {
      fail("Unclosed index brackets", "The closing bracket is missing.", close.span);
      return reference();
    }
    end = close.span;
    const number = key.kind === "number" ? parseNumber(key.text) : undefined;
    const value = key.kind === "string" ? stringValue(key.text) : number ? numberValue(number) : countValue(0);
    steps.push({ kind: "index", key: value, span: { ...next.span, end: close.span.end } });
  }
}

const firstOf = ({ file, start }: Span): Span => ({ file, start, end: { ...start, column: start.column + 1, offset: start.offset + 1 } });

class Tokens {
  readonly #text: string;
  readonly #file: string;
  readonly #start: Position;
  #at = 0;

  constructor(text: string, file: string, start: Position) {
    this.#text = text;
    this.#file = file;
    this.#start = start;
  }

  read(): Token {
    token.lastIndex = this.#at;
    const found = token.exec(this.#text);
    const { name, number, string, other } = found?.groups ?? {};
    this.#at += found?.[0].length ?? 0;
    const whole = name ?? number ?? other ?? (string === undefined ? "" : `"${string}"`);
    const span = this.#span(this.#at - whole.length, this.#at);
    if (name !== undefined) return { kind: "name", text: name, span };
    if (number !== undefined) return { kind: "number", text: number, span };
    if (string !== undefined) return { kind: "string", text: string, span };
    return { kind: other === undefined ? "end" : "other", text: other ?? "", span };
  }

  /** As if the text stood on one line, without escapes. */
  #span(from: number, to: number): Span {
    const at = (offset: number): Position => ({ ...this.#start, column: this.#start.column + offset, offset: this.#start.offset + offset });
    return { file: this.#file, start: at(from), end: at(to) };
  }
}
