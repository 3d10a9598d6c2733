import type { Span } from "#engines/source";
import type { Closure } from "../syntax/ast.ts";
import type { Scope } from "./scope.ts";

/** A value of a running script. Lists and maps are shared and changeable, as Groovy's are. */
export type Value = string | number | boolean | null | Value[] | Map<string, Value> | GroovyClosure | GroovyObject;

export type GroovyClosure = { readonly kind: "closure"; readonly code: Closure; readonly scope: Scope };

/** An object of Jenkins: `env`, `currentBuild`, an exception. */
export type GroovyObject = {
  readonly kind: "object";
  readonly type: string;
  readonly text: string;
  /** Undefined: it has no such property. */
  readonly get: (name: string) => Value | undefined | Promise<Value | undefined>;
  readonly set?: (name: string, value: Value, span: Span) => boolean;
  /** Undefined: it has no such method. */
  readonly call?: (name: string, args: readonly Value[], span: Span) => Promise<Value | undefined>;
  /** What it is in a condition; true if absent. */
  readonly truth?: () => boolean;
  /** What a loop goes over, and what methods of lists see. */
  readonly items?: () => Value[];
  /** What methods of maps see. */
  readonly entries?: () => Map<string, Value>;
};

/** Lists that are Java's arrays, which end where they end. */
export const arrays = new WeakSet<Value[]>();

export function arrayOf(items: Value[]): Value[] {
  arrays.add(items);
  return items;
}

export const isClosure = (value: Value | undefined): value is GroovyClosure =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Map) && value.kind === "closure";

export const isObject = (value: Value | undefined): value is GroovyObject =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Map) && value.kind === "object";

/** As `toString` has it. */
export function textOf(value: Value): string {
  return textWithin(value, 0);
}

/** Lists and maps that JSON was read into show themselves as JSON. */
export const jsonValues = new WeakMap<object, () => string>();

function textWithin(value: Value, depth: number): string {
  if (typeof value === "string") return value;
  const asJson = typeof value === "object" && value !== null ? jsonValues.get(value) : undefined;
  if (asJson) return asJson();
  if (value === null || typeof value === "number" || typeof value === "boolean") return String(value);
  if (depth > 8) return "…";
  if (Array.isArray(value)) return `[${value.map((item) => textWithin(item, depth + 1)).join(", ")}]`;
  if (value instanceof Map) {
    if (value.size === 0) return "[:]";
    return `[${[...value].map(([key, item]) => `${key}:${textWithin(item, depth + 1)}`).join(", ")}]`;
  }
  return value.kind === "closure" ? "Script1$_run_closure1" : value.text;
}

/** https://groovy-lang.org/semantics.html#the-groovy-truth */
export function isTrue(value: Value): boolean {
  if (value === null || value === false || value === 0 || value === "") return false;
  if (Array.isArray(value)) return value.length > 0;
  if (isObject(value)) return value.truth?.() ?? true;
  return value instanceof Map ? value.size > 0 : true;
}

export function isEqual(a: Value, b: Value): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, index) => isEqual(item, b[index] ?? null));
  if (a instanceof Map && b instanceof Map)
    return a.size === b.size && [...a].every(([key, item]) => b.has(key) && isEqual(item, b.get(key) ?? null));
  if (isObject(a) && isObject(b) && a.type === b.type && a.type.endsWith("Entry")) return a.text === b.text;
  return a === b;
}

export function compare(a: Value, b: Value): number | undefined {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "string" && typeof b === "string") return a < b ? -1 : a > b ? 1 : 0;
  return undefined;
}

/** How Java names the type of a value, in messages. */
export function typeOf(value: Value): string {
  if (value === null) return "null";
  if (typeof value === "string") return "java.lang.String";
  if (typeof value === "number") return Number.isInteger(value) ? "java.lang.Integer" : "java.math.BigDecimal";
  if (typeof value === "boolean") return "java.lang.Boolean";
  if (Array.isArray(value)) return arrays.has(value) ? "[Ljava.lang.String;" : "java.util.ArrayList";
  if (value instanceof Map) return "java.util.LinkedHashMap";
  return value.kind === "closure" ? "org.jenkinsci.plugins.workflow.cps.CpsClosure2" : value.type;
}
