import { type Diagnostic, type Parsed, type SourceFile, type Span, startOf } from "#engines/source";
import type { Body, JsonEntry, JsonNode } from "./ast.ts";
import { type JsonToken, lexJson } from "./json-lex.ts";

const maxDepth = 150;
const maxLength = 1024 * 1024;
const maxDiagnostics = 100;

const numeral = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;
const keywords: ReadonlyMap<string, boolean | null> = new Map([
  ["true", true],
  ["false", false],
  ["null", null],
]);

/** Reads a file of HCL's JSON syntax (`.tf.json`, `.tfvars.json`). Never throws; what cannot be read is an invalid value. */
export function parseHclJson(file: SourceFile): Parsed<Body> {
  const span = startOf(file.path);
  const empty: Body = { attributes: new Map(), blocks: [], json: [], span, missingAt: span };
  if (file.text.length > maxLength) {
    const detail = "A file of configuration may hold 1 MiB here.";
    return { model: empty, diagnostics: [{ severity: "error", code: "hcl/budget", summary: "The file is too large", detail, span }] };
  }
  const reader = new Reader(lexJson(file));
  const root = reader.document();
  if (root.kind === "object" || root.kind === "array") return { model: jsonBody([root]), diagnostics: reader.diagnostics };
  reader.fail("Root value must be object", "A file of configuration is an object, or a list of objects.", root.span);
  return { model: empty, diagnostics: reader.diagnostics };
}

/** A body made of objects, or of lists of objects. */
export function jsonBody(nodes: readonly JsonNode[]): Body {
  const [first] = nodes;
  const span = first?.span ?? startOf("");
  return { attributes: new Map(), blocks: [], json: nodes, span, missingAt: first?.kind === "object" ? first.open : span };
}

/**
 * Reads as HCL's own JSON parser does, its way of going on after a fault included: a value that is wrong is left as invalid, and the
 * tokens from there on are taken for what they seem to be.
 */
class Reader {
  readonly diagnostics: Diagnostic[] = [];
  readonly #tokens: readonly JsonToken[];
  #at = 0;
  /** Nothing more is said of a file that is not read to its end. */
  #stopped = false;

  constructor(tokens: readonly JsonToken[]) {
    this.#tokens = tokens;
  }

  document(): JsonNode {
    const value = this.#value(0);
    const next = this.#peek();
    if (this.diagnostics.length === 0 && next.kind !== "end")
      this.fail("Extraneous data after value", "Something stands behind the end of the value.", next.span);
    return value;
  }

  fail(summary: string, detail: string, span: Span): undefined {
    if (!this.#stopped && this.diagnostics.length < maxDiagnostics)
      this.diagnostics.push({ severity: "error", code: "hcl/json", summary, detail, span });
    return undefined;
  }

  #peek(): JsonToken {
    return this.#tokens[this.#at] ?? endToken;
  }

  #read(): JsonToken {
    const token = this.#peek();
    if (token.kind !== "end") this.#at++;
    return token;
  }

  #value(depth: number): JsonNode {
    const token = this.#peek();
    return this.#valid(token, depth) ?? { kind: "invalid", span: token.span };
  }

  #valid(token: JsonToken, depth: number): JsonNode | undefined {
    const { kind, span } = token;
    if (depth > maxDepth) {
      this.#at = this.#tokens.length - 1;
      this.fail("The nesting is too deep", `Values may be nested ${maxDepth} levels deep here.`, span);
      this.#stopped = true;
      return undefined;
    }
    switch (kind) {
      case "{":
        return this.#object(depth);
      case "[":
        return this.#array(depth);
      case "string":
        return this.#string(this.#read());
      case "number":
        this.#at++;
        if (numeral.test(token.text)) return { kind: "number", text: token.text, span };
        return this.fail("Invalid JSON number", `"${token.text}" is no number of JSON.`, span);
      case "keyword": {
        this.#at++;
        const value = keywords.get(token.text);
        if (value !== undefined) return { kind: "keyword", value, span };
        return this.fail("Invalid JSON keyword", `"${token.text}" is no keyword of JSON: there are true, false and null.`, span);
      }
      case "}":
        return this.fail("Missing JSON value", "A value stands here, before the object is closed.", span);
      case "]":
        return this.fail("Missing array element value", "A value stands here, before the array is closed.", span);
      case "end":
        return this.fail("Missing value", "The file ends where a value should begin.", span);
      default:
        return this.fail("Invalid start of value", "A value begins with a bracket, a brace, a quote, a digit or a keyword.", span);
    }
  }

  #string({ text, span }: JsonToken): JsonNode | undefined {
    const fault = faultIn(text);
    if (fault === undefined) return { kind: "string", value: JSON.parse(text) as string, span };
    const start = { ...span.start, column: span.start.column + fault, offset: span.start.offset + fault };
    const end = { ...start, column: start.column + 1, offset: start.offset + 1 };
    const detail = "The string is not closed, or holds a backslash that begins nothing JSON knows.";
    return this.fail("Invalid JSON string", detail, { file: span.file, start, end });
  }

  #object(depth: number): JsonNode | undefined {
    const open = this.#read();
    const entries: JsonEntry[] = [];
    while (this.#peek().kind !== "}") {
      const entry = this.#entry(depth);
      if (!entry) return undefined;
      entries.push(entry);
      const next = this.#peek();
      if (next.kind === "}") break;
      if (next.kind !== ",") return this.#endOfObject(open, next);
      this.#at++;
      if (this.#peek().kind === "}") return this.fail("Trailing comma in object", "JSON has no comma behind the last property.", next.span);
    }
    const close = this.#read();
    return { kind: "object", entries, span: { ...open.span, end: close.span.end }, open: open.span, close: close.span };
  }

  #entry(depth: number): JsonEntry | undefined {
    const name = this.#value(depth + 1);
    if (name.kind !== "string")
      return this.fail("Invalid object property name", "A property begins with its name in double quotes.", startOfNode(name));
    const colon = this.#read();
    if (colon.kind !== ":") {
      this.#recover(colon, "{", "}");
      if (colon.kind === "}" || colon.kind === ",")
        return this.fail("Missing object value", "A property has a value, behind a colon.", colon.span);
      return this.fail("Missing property value colon", 'A colon ":" stands between a property and its value.', colon.span);
    }
    const value = this.#value(depth + 1);
    return { name: name.value, nameSpan: name.span, value, span: { ...name.span, end: value.span.end } };
  }

  #endOfObject(open: JsonToken, next: JsonToken): undefined {
    if (next.kind === "end") return this.fail("Unclosed object", "The closing brace of this object is missing.", open.span);
    if (next.kind === "]") {
      this.#at++;
      return this.fail("Mismatched braces", "An object is closed with a brace, not with a bracket.", this.#peek().span);
    }
    this.#recover(this.#read(), "{", "}");
    // The name is misspelt in HCL itself.
    return this.fail("Missing attribute seperator comma", "Properties are separated by commas.", this.#peek().span);
  }

  #array(depth: number): JsonNode | undefined {
    const open = this.#read();
    const items: JsonNode[] = [];
    while (this.#peek().kind !== "]") {
      items.push(this.#value(depth + 1));
      const next = this.#peek();
      if (next.kind === "]") break;
      if (next.kind !== ",") return this.#endOfArray(open, next);
      this.#at++;
      if (this.#peek().kind === "]") return this.fail("Trailing comma in array", "JSON has no comma behind the last value.", next.span);
    }
    const close = this.#read();
    return { kind: "array", items, span: { ...open.span, end: close.span.end }, open: open.span };
  }

  #endOfArray(open: JsonToken, next: JsonToken): undefined {
    this.#recover(this.#read(), "[", "]");
    const { span } = this.#peek();
    if (next.kind === ":") return this.fail("Invalid array value", "The values of an array have no names.", span);
    if (next.kind === "end") return this.fail("Unclosed object", "The closing bracket of this array is missing.", open.span);
    if (next.kind === "}") return this.fail("Mismatched braces", "An array is closed with a bracket, not with a brace.", span);
    return this.fail("Missing attribute seperator comma", "Values are separated by commas.", span);
  }

  /** Reads to what seems to be the end of the value that went wrong, and past it. */
  #recover(from: JsonToken, opens: JsonToken["kind"], closes: JsonToken["kind"]): void {
    let open = 1;
    for (let token = from; ; token = this.#read()) {
      if (token.kind === opens) open++;
      if (token.kind === closes && --open <= 1) return;
      if (token.kind === "end") return;
    }
  }
}

const endToken: JsonToken = { kind: "end", text: "", span: startOf("") };

const startOfNode = (node: JsonNode): Span => (node.kind === "object" || node.kind === "array" ? node.open : node.span);

/** How many characters of a string's token can be read until something is wrong with it; undefined where nothing is. */
function faultIn(text: string): number | undefined {
  let at = 1;
  for (; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === '"') return undefined;
    if (character !== "\\") continue;
    at++;
    if (at >= text.length) break;
    if (!'"\\/bfnrtu'.includes(text.charAt(at))) return at + 1;
    if (text.charAt(at) !== "u") continue;
    for (let digit = 0; digit < 4; digit++) {
      at++;
      if (at >= text.length) return text.length;
      if (!/[0-9a-fA-F]/.test(text.charAt(at))) return at + 1;
    }
  }
  return text.length;
}
