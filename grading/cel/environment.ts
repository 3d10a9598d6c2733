import { Environment } from "@marcbachmann/cel-js";
import { RE2JS } from "re2js";
import type { Vocabulary } from "../kinds/kind.ts";
import type { Budget } from "./budget.ts";
import { chargeMethod, ownSuffix } from "./rewrite.ts";
import { celName, type RecordClass, readType, type Shapes, type Type } from "./types.ts";

export const limits = { maxAstNodes: 1000, maxDepth: 60, maxListElements: 200, maxMapEntries: 200, maxCallArguments: 8 };

/** The record that holds a learner's drawn values. */
export const variantRecord = "Variant";

/** A vocabulary as the library knows it, with what is needed to hand it values. */
export type Language = {
  readonly environment: Environment;
  readonly variables: ReadonlyMap<string, Type>;
  readonly shapes: Shapes;
};

export function buildEnvironment(vocabulary: Vocabulary, variant: readonly string[], budget: Budget): Language {
  const full: Vocabulary = {
    records: {
      ...vocabulary.records,
      [variantRecord]: Object.fromEntries(variant.map((name) => [name, { type: "string", about: "Drawn for each learner." }])),
    },
    variables: { ...vocabulary.variables, variant: { type: variantRecord, about: "The values drawn for this learner." } },
  };
  const shapes = shapesOf(full);
  const environment = new Environment({ limits });
  for (const [name, fields] of shapes.fields) {
    const ctor = shapes.classes.get(name);
    if (!ctor) throw new Error(`bug: record "${name}" has no class`);
    environment.registerType(name, { ctor, fields: Object.fromEntries([...fields].map(([field, type]) => [field, celName(type)])) });
  }
  const variables = new Map(Object.entries(full.variables).map(([name, { type }]) => [name, readType(type, full)]));
  for (const [name, type] of variables) environment.registerVariable(name, celName(type));
  // Each element of an outcome is bound to one instance, so the same element is the same object.
  for (const name of shapes.fields.keys()) environment.registerOperator(`${name} == ${name}: bool`, (a: object, b: object) => a === b);
  environment.registerOperator("double % double", (a: number, b: number) => a % b);
  registerOwn(environment, budget);
  return { environment, variables, shapes };
}

function shapesOf(vocabulary: Vocabulary): Shapes {
  const fields = new Map<string, ReadonlyMap<string, Type>>();
  const classes = new Map<string, RecordClass>();
  // A record may name one that is declared later, and the library wants the named one first.
  const visit = (name: string, open: readonly string[]): void => {
    if (fields.has(name)) return;
    if (open.includes(name)) throw new Error(`bug: the records ${[...open, name].join(" -> ")} contain each other`);
    const own = new Map(Object.entries(vocabulary.records[name] ?? {}).map(([field, { type }]) => [field, readType(type, vocabulary)]));
    for (const type of own.values()) for (const inner of recordsIn(type)) visit(inner, [...open, name]);
    fields.set(name, own);
    classes.set(name, class {});
  };
  for (const name of Object.keys(vocabulary.records)) visit(name, []);
  return { fields, classes };
}

function recordsIn(type: Type): string[] {
  if (type.kind === "record") return [type.name];
  return type.kind === "list" || type.kind === "map" ? recordsIn(type.of) : [];
}

/** Text, a list or a map. */
type Sized = string | readonly unknown[] | ReadonlyMap<string, unknown> | object;

function registerOwn(environment: Environment, budget: Budget): void {
  for (const type of ["string", "list", "map"]) {
    environment.registerFunction(`size${ownSuffix}(${type}): double`, sizeOf);
    environment.registerFunction(`${type}.size${ownSuffix}(): double`, sizeOf);
  }
  environment.registerFunction(`string.matches${ownSuffix}(string): bool`, (text: string, pattern: string) => {
    budget.chargeText(text);
    return compilePattern(pattern).matcher(text).find();
  });
  environment.registerFunction(`list<A>.${chargeMethod}(): list<A>`, (list: readonly unknown[]) => {
    budget.charge(list.length + 1);
    return list;
  });
  environment.registerFunction({
    name: chargeMethod,
    receiverType: "map<K, V>",
    returnType: "list<K>",
    params: [],
    handler: (map: object) => {
      const keys = map instanceof Map ? [...map.keys()] : Object.keys(map);
      budget.charge(keys.length + 1);
      return keys;
    },
  });
}

function sizeOf(value: Sized): number {
  if (typeof value === "string") return [...value].length;
  if (Array.isArray(value)) return value.length;
  return value instanceof Map ? value.size : Object.keys(value).length;
}

/** A pattern larger than this says nothing an instructor could check by eye. */
const maxPattern = 1000;

/** Linear-time regular expressions; throws a sentence about what is wrong with the pattern. */
export function compilePattern(pattern: string): RE2JS {
  if (pattern.length > maxPattern) throw new Error(`the pattern is longer than ${maxPattern} characters`);
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    throw new Error(`the pattern is no RE2 regular expression: ${error instanceof Error ? error.message : String(error)}`);
  }
}
