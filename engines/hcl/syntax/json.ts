import { type Diagnostic, type Parsed, Positions, type SourceFile, type Span, startOf } from "#engines/source";
import type { Body, JsonEntry, JsonNode } from "./ast.ts";

const maxDepth = 150;
const maxLength = 1024 * 1024;

const space = /[ \t\r\n]*/y;
const numeral = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const keyword = /[A-Za-z]+/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them inside strings
const stringLiteral = /"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

/** Reads a file of HCL's JSON syntax (`.tf.json`, `.tfvars.json`). Never throws; the first fault ends the reading. */
export function parseHclJson(file: SourceFile): Parsed<Body> {
  const span = startOf(file.path);
  const empty: Body = { attributes: new Map(), blocks: [], json: [], span, missingAt: span };
  if (file.text.length > maxLength) {
    const detail = "A file of configuration may hold 1 MiB here.";
    return { model: empty, diagnostics: [{ severity: "error", code: "hcl/budget", summary: "The file is too large", detail, span }] };
  }
  const reader = new Reader(file);
  try {
    const root = reader.document();
    if (root.kind === "object" || root.kind === "array") return { model: jsonBody([root]), diagnostics: [] };
    const detail = "A file of configuration is an object, or a list of objects.";
    return { model: empty, diagnostics: [reader.diagnostic("Root value must be object", detail, root.span)] };
  } catch (error) {
    if (error instanceof Fault) return { model: empty, diagnostics: reader.withRoot(error.diagnostic) };
    throw error;
  }
}

/** A body made of objects, or of lists of objects. */
export function jsonBody(nodes: readonly JsonNode[]): Body {
  const [first] = nodes;
  const span = first?.span ?? startOf("");
  return { attributes: new Map(), blocks: [], json: nodes, span, missingAt: first?.kind === "object" ? first.open : span };
}

/** Thrown inside this file only, caught at its door. */
class Fault extends Error {
  readonly diagnostic: Diagnostic;
  constructor(diagnostic: Diagnostic) {
    super(diagnostic.summary);
    this.diagnostic = diagnostic;
  }
}

class Reader {
  readonly #text: string;
  readonly #positions: Positions;
  #at = 0;

  constructor(file: SourceFile) {
    this.#text = file.text;
    this.#positions = new Positions(file);
  }

  document(): JsonNode {
    const value = this.#value(0);
    if (this.#next() !== "") throw this.#fault("Extraneous data after value", "Something stands behind the end of the value.");
    return value;
  }

  /** A file that begins with no object is told so beside its first fault. */
  withRoot(fault: Diagnostic): readonly Diagnostic[] {
    if (/^[ \t\r\n]*[{[]/.test(this.#text)) return [fault];
    return [fault, this.diagnostic("Root value must be object", "A file of configuration is an object, or a list of objects.", fault.span)];
  }

  diagnostic(summary: string, detail: string, span: Span): Diagnostic {
    return { severity: "error", code: "hcl/json", summary, detail, span };
  }

  #value(depth: number): JsonNode {
    if (depth > maxDepth) throw this.#fault("The nesting is too deep", `Values may be nested ${maxDepth} levels deep here.`);
    const next = this.#next();
    const start = this.#at;
    if (next === "{") return this.#object(depth);
    if (next === "[") return this.#array(depth);
    if (next === '"') return { kind: "string", value: this.#string(), span: this.#span(start) };
    const number = this.#match(numeral);
    if (number !== "") return { kind: "number", text: number, span: this.#span(start) };
    const word = this.#match(keyword);
    const known = new Map<string, boolean | null>([
      ["true", true],
      ["false", false],
      ["null", null],
    ]).get(word);
    if (known !== undefined) return { kind: "keyword", value: known, span: this.#span(start) };
    this.#at = start;
    if (word !== "")
      throw this.#fault("Invalid JSON keyword", `"${word}" is no keyword of JSON: there are true, false and null.`, word.length);
    if (next === "") throw this.#fault("Missing value", "The file ends where a value should begin.");
    throw this.#fault("Invalid start of value", "A value begins with a bracket, a brace, a quote, a digit or a keyword.");
  }

  #object(depth: number): JsonNode {
    const start = this.#at++;
    const open = this.#span(start);
    const entries: JsonEntry[] = [];
    if (this.#next() === "}") this.#at++;
    else
      for (;;) {
        if (this.#next() !== '"') throw this.#fault("Invalid object property name", "A property begins with its name in double quotes.");
        const nameStart = this.#at;
        const name = this.#string();
        const nameSpan = this.#span(nameStart);
        if (this.#next() !== ":") throw this.#fault("Missing property value colon", 'A colon ":" stands between a property and its value.');
        this.#at++;
        const value = this.#value(depth + 1);
        entries.push({ name, nameSpan, value, span: { ...nameSpan, end: value.span.end } });
        if (this.#separated("}", "Missing attribute separator comma", "Properties are separated by commas.")) break;
      }
    return { kind: "object", entries, span: this.#span(start), open, close: this.#span(this.#at - 1) };
  }

  #array(depth: number): JsonNode {
    const start = this.#at++;
    const open = this.#span(start);
    const items: JsonNode[] = [];
    if (this.#next() === "]") this.#at++;
    else
      for (;;) {
        items.push(this.#value(depth + 1));
        if (this.#separated("]", "Missing value separator comma", "Values are separated by commas.")) break;
      }
    return { kind: "array", items, span: this.#span(start), open };
  }

  #separated(close: string, summary: string, detail: string): boolean {
    const next = this.#next();
    if (next !== close && next !== ",") throw this.#fault(summary, detail);
    this.#at++;
    if (next === "," && this.#next() === close) throw this.#fault("Trailing comma", "JSON has no comma behind the last value.");
    return next === close;
  }

  #string(): string {
    const literal = this.#match(stringLiteral);
    if (literal === "")
      throw this.#fault(
        "Invalid JSON string",
        "The string is not closed, or holds a backslash or a control character that JSON does not allow.",
      );
    return JSON.parse(literal) as string;
  }

  #next(): string {
    this.#match(space);
    return this.#text.charAt(this.#at);
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? "";
    this.#at += found.length;
    return found;
  }

  #span(start: number): Span {
    return this.#positions.span(start, Math.max(this.#at, start + 1));
  }

  #fault(summary: string, detail: string, width = 1): Fault {
    return new Fault(this.diagnostic(summary, detail, this.#positions.span(this.#at, this.#at + width)));
  }
}
