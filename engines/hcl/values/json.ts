import { NumberOutOfRange, parseNumber } from "../numbers/number.ts";
import { numberText } from "../numbers/text.ts";
import { bool, dynamic, number, objectOf, string, type Type, tupleOf } from "./type.ts";
import { boolValue, nullValue, numberValue, objectValue, stringValue, tupleValue, type Value } from "./value.ts";

/** JSON text of a wholly known value, keys in order, numbers in full. As Go writes it, `<`, `>` and `&` are escaped on request. */
export function encodeJson(value: Value, { escapeHtml }: { readonly escapeHtml: boolean }): string {
  switch (value.kind) {
    case "null":
      return "null";
    case "bool":
      return String(value.value);
    case "number":
      return numberText(value.value);
    case "string":
      return jsonText(value.value, escapeHtml);
    case "sequence":
      return `[${value.items.map((item) => encodeJson(item, { escapeHtml })).join(",")}]`;
    case "mapping":
      return `{${[...value.entries].map(([key, item]) => `${jsonText(key, escapeHtml)}:${encodeJson(item, { escapeHtml })}`).join(",")}}`;
    case "unknown":
      throw new Error("bug: an unknown has no JSON");
    default:
      return value satisfies never;
  }
}

const special = new Map([
  ["<", "\\u003c"],
  [">", "\\u003e"],
  ["&", "\\u0026"],
  ["\u2028", "\\u2028"],
  ["\u2029", "\\u2029"],
]);

export function jsonText(text: string, escapeHtml: boolean): string {
  const plain = JSON.stringify(text);
  return plain.replace(escapeHtml ? /[<>&\u2028\u2029]/g : /[\u2028\u2029]/g, (character) => special.get(character) ?? character);
}

export class JsonFailure extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

const maxDepth = 200;

/** Reads JSON with exact numbers. Throws a {@link JsonFailure}. */
export function decodeJson(text: string): Value {
  const reader = new JsonReader(text);
  const value = reader.value(0);
  reader.end();
  return value;
}

const space = /[ \t\r\n]*/y;
const numeral = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON forbids them inside strings
const stringLiteral = /"(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

class JsonReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  value(depth: number): Value {
    if (depth > maxDepth) throw new JsonFailure(`it is nested more than ${maxDepth} levels deep`, this.#at);
    const next = this.#next();
    if (next === "{") return this.#object(depth);
    if (next === "[") return this.#array(depth);
    if (next === '"') return stringValue(this.#string());
    for (const [word, value] of words) {
      if (!this.#text.startsWith(word, this.#at)) continue;
      this.#at += word.length;
      return value;
    }
    const written = this.#match(numeral);
    try {
      const parsed = written === "" ? undefined : parseNumber(written);
      if (parsed) return numberValue(parsed);
    } catch (error) {
      if (error instanceof NumberOutOfRange) throw new JsonFailure(error.message, this.#at);
      throw error;
    }
    throw this.#unexpected();
  }

  end(): void {
    if (this.#next() !== "") throw new JsonFailure("something stands behind the value", this.#at);
  }

  #object(depth: number): Value {
    const entries: [string, Value][] = [];
    this.#at++;
    if (this.#next() === "}") this.#at++;
    else
      for (;;) {
        if (this.#next() !== '"') throw this.#unexpected();
        const key = this.#string();
        if (this.#next() !== ":") throw this.#unexpected();
        this.#at++;
        entries.push([key, this.value(depth + 1)]);
        if (this.#separated("}")) break;
      }
    return objectValue(entries);
  }

  #array(depth: number): Value {
    const items: Value[] = [];
    this.#at++;
    if (this.#next() === "]") this.#at++;
    else
      for (;;) {
        items.push(this.value(depth + 1));
        if (this.#separated("]")) break;
      }
    return tupleValue(items);
  }

  #separated(close: string): boolean {
    const next = this.#next();
    if (next !== close && next !== ",") throw this.#unexpected();
    this.#at++;
    return next === close;
  }

  #string(): string {
    const literal = this.#match(stringLiteral);
    if (literal === "") throw this.#unexpected();
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

  #unexpected(): JsonFailure {
    if (this.#at >= this.#text.length) return new JsonFailure("it ends too early", this.#at);
    return new JsonFailure(`${JSON.stringify(this.#text.charAt(this.#at))} is not expected at offset ${this.#at}`, this.#at);
  }
}

const words: readonly (readonly [string, Value])[] = [
  ["true", boolValue(true)],
  ["false", boolValue(false)],
  ["null", nullValue(dynamic)],
];

/** A type as JSON, as state files and plans write it: `["list","string"]`. */
export function typeToJson(type: Type): unknown {
  switch (type.kind) {
    case "list":
    case "set":
    case "map":
      return [type.kind, typeToJson(type.element)];
    case "tuple":
      return ["tuple", type.elements.map(typeToJson)];
    case "object": {
      const attributes = Object.fromEntries([...type.attributes].map(([name, attribute]) => [name, typeToJson(attribute)]));
      return type.optional.size === 0 ? ["object", attributes] : ["object", attributes, [...type.optional].sort()];
    }
    default:
      return type.kind;
  }
}

/** The reverse of {@link typeToJson}; undefined for what is no type. */
export function typeFromJson(json: unknown): Type | undefined {
  if (json === "string") return string;
  if (json === "number") return number;
  if (json === "bool") return bool;
  if (json === "dynamic") return dynamic;
  if (!Array.isArray(json)) return undefined;
  const [kind, inner, optional] = json as unknown[];
  if (kind === "list" || kind === "set" || kind === "map") {
    const element = typeFromJson(inner);
    return element && { kind, element };
  }
  if (kind === "tuple" && Array.isArray(inner)) {
    const elements = inner.map(typeFromJson);
    return elements.includes(undefined) ? undefined : tupleOf(elements.filter((element) => element !== undefined));
  }
  if (kind !== "object" || typeof inner !== "object" || inner === null) return undefined;
  const attributes: [string, Type][] = [];
  for (const [name, given] of Object.entries(inner)) {
    const attribute = typeFromJson(given);
    if (!attribute) return undefined;
    attributes.push([name, attribute]);
  }
  return objectOf(attributes, new Set(Array.isArray(optional) ? optional.map(String) : []));
}
