import type { Span } from "#engines/source";
import { BuildError } from "./errors.ts";
import { sized } from "./operators.ts";
import { isClosure, isObject, jsonValues, textOf, type Value } from "./values.ts";

const maxDepth = 100;

/** A JSON text as lists, maps and values. */
export function parseJson(text: string, span: Span, javaClass: string): Value {
  try {
    return groovyValue(JSON.parse(text), 0, span);
  } catch (error) {
    if (error instanceof BuildError || !(error instanceof SyntaxError)) throw error;
    throw new BuildError("Invalid JSON String", span, javaClass);
  }
}

/** The same value, which shows itself as JSON. */
export function jsonText(value: Value): Value {
  if (!Array.isArray(value) && !(value instanceof Map)) return value;
  jsonValues.set(value, () => JSON.stringify(plain(value, 0, nowhere)));
  for (const item of value.values()) jsonText(item);
  return value;
}

const start = { line: 1, column: 1, offset: 0 };
const nowhere: Span = { file: "", start, end: start };

/** What a reader of JSON or YAML gives, as values of a script. */
export function groovyValue(parsed: unknown, depth: number, span: Span): Value {
  if (depth > maxDepth) throw new BuildError("nested too deeply", span, "net.sf.json.JSONException");
  if (parsed === null || parsed === undefined) return null;
  if (typeof parsed === "string" || typeof parsed === "number" || typeof parsed === "boolean") return parsed;
  if (typeof parsed === "bigint") return Number(parsed);
  if (Array.isArray(parsed)) return parsed.map((item) => groovyValue(item, depth + 1, span));
  if (parsed instanceof Map) return new Map([...parsed].map(([key, item]) => [String(key), groovyValue(item, depth + 1, span)]));
  if (typeof parsed === "object") return new Map(Object.entries(parsed).map(([key, item]) => [key, groovyValue(item, depth + 1, span)]));
  return String(parsed);
}

/** As `JsonOutput.toJson` writes it, or over several lines with this indent. */
export function jsonOf(value: Value, span: Span, indent = 0): string {
  return sized(JSON.stringify(plain(value, 0, span), undefined, indent), span);
}

export function plain(value: Value, depth: number, span: Span): unknown {
  if (depth > maxDepth) throw new BuildError("nested too deeply", span, "net.sf.json.JSONException");
  if (Array.isArray(value)) return value.map((item) => plain(item, depth + 1, span));
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, item]) => [key, plain(item, depth + 1, span)]));
  if (isObject(value)) return value.entries ? plain(value.entries(), depth + 1, span) : value.text;
  return isClosure(value) ? textOf(value) : value;
}
