import type { Expr } from "@actions/expressions/ast";
import { Array as ArrayData } from "@actions/expressions/data/array";
import { BooleanData } from "@actions/expressions/data/boolean";
import { Dictionary } from "@actions/expressions/data/dictionary";
import { type ExpressionData, Kind } from "@actions/expressions/data/expressiondata";
import { Null } from "@actions/expressions/data/null";
import { NumberData } from "@actions/expressions/data/number";
import { StringData } from "@actions/expressions/data/string";
import { Evaluator } from "@actions/expressions/evaluator";
import type { FunctionDefinition } from "@actions/expressions/funcs/info";
import { boundedFunctions } from "./bounded-functions.ts";

/** A value of an expression as plain data; objects keep the order of their keys. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };

export type Evaluated = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly message: string };

/** Evaluates a tree with GitHub's own library. `contexts` gives a value for each name the tree uses; a missing one is null. */
export function evaluateTree(
  tree: Expr | undefined,
  contexts: ReadonlyMap<string, Value>,
  functions: ReadonlyMap<string, FunctionDefinition> = new Map(),
): Evaluated {
  if (!tree) return { ok: true, value: null };
  const dictionary = new LazyContexts(contexts);
  try {
    return { ok: true, value: fromData(new Evaluator(tree, dictionary, new Map([...boundedFunctions, ...functions])).evaluate()) };
  } catch (error) {
    if (error instanceof Error) return { ok: false, message: error.message };
    throw error;
  }
}

/** Turns a context into the library's data when an expression first names it. */
class LazyContexts extends Dictionary {
  readonly #values: Map<string, Value>;

  constructor(values: ReadonlyMap<string, Value>) {
    super();
    this.#values = new Map([...values].map(([name, value]) => [name.toLowerCase(), value]));
  }

  override get(key: string): ExpressionData {
    const known = super.get(key);
    if (known) return known;
    const data = toData(this.#values.get(key.toLowerCase()) ?? null);
    this.add(key, data);
    return data;
  }
}

export function toData(value: Value): ExpressionData {
  if (value === null) return new Null();
  if (typeof value === "boolean") return new BooleanData(value);
  if (typeof value === "number") return new NumberData(value);
  if (typeof value === "string") return new StringData(value);
  if (isList(value)) return new ArrayData(...value.map(toData));
  return new Dictionary(...Object.entries(value).map(([key, each]) => ({ key, value: toData(each) })));
}

export function fromData(data: ExpressionData): Value {
  switch (data.kind) {
    case Kind.Null:
      return null;
    case Kind.Boolean:
    case Kind.Number:
    case Kind.String:
      return data.value;
    case Kind.Array:
      return data.values().map(fromData);
    case Kind.Dictionary:
      return Object.fromEntries(data.pairs().map(({ key, value }) => [key, fromData(value)]));
    default:
      // Case-sensitive kinds exist in the library for other implementations; nothing here makes them.
      return null;
  }
}

export const isList = (value: Value): value is readonly Value[] => Array.isArray(value);

/** https://docs.github.com/en/actions/reference/evaluate-expressions-in-workflows-and-actions#operators: what counts as true. */
export const truthy = (value: Value): boolean => !(value === null || value === false || value === 0 || value === "" || Number.isNaN(value));

/** A value where text is needed: in `${{ }}` inside a text, in `env`. */
export function textOf(value: Value): string {
  if (value === null) return "";
  if (typeof value === "object") return isList(value) ? "Array" : "Object";
  return toData(value).coerceString();
}
