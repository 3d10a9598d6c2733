import { didYouMean, type Span } from "#engines/source";
import { describe, type YamlMap, type YamlNode, type YamlScalar } from "#engines/yaml";
import type { Schema, SchemaObject } from "./json-schema.ts";

/** Something in a YAML tree that a schema does not allow. */
export type Fault = {
  readonly span: Span;
  readonly summary: string;
  readonly detail: string;
  /** How deep in the tree; of several explanations the deepest is the one that was meant. */
  readonly depth: number;
  /** It is of another kind than the schema speaks of: as an explanation, the weakest. */
  readonly otherKind: boolean;
};

/** Validates a tree against a JSON Schema (draft 7, as far as `SchemaObject` goes) and tells faults where they stand. */
export class Validator {
  readonly #root: SchemaObject;
  readonly #patterns = new Map<string, RegExp>();

  constructor(root: SchemaObject) {
    this.#root = root;
  }

  faults(node: YamlNode): readonly Fault[] {
    return this.#check(node, this.#root, "The file", 0);
  }

  #check(node: YamlNode, schema: Schema, what: string, depth: number): readonly Fault[] {
    if (schema === true) return [];
    if (schema === false) return [fault(node.span, `${what} cannot stand here`, "GitLab does not know it in this place.", depth)];
    // What a tag makes of a value is known later: https://docs.gitlab.com/ci/yaml/yaml_optimization/#reference-tags
    if (node.tag !== undefined) return this.#check({ ...node, tag: undefined }, this.#root.definitions?.[node.tag] ?? true, what, depth);
    if (schema.$ref !== undefined) return this.#check(node, this.#resolve(schema.$ref), what, depth);
    return [
      ...checkKind(node, schema, what, depth),
      ...(node.kind === "scalar" ? this.#checkScalar(node, schema, what, depth) : []),
      ...(node.kind === "seq" ? this.#checkList(node.items, node.span, schema, what, depth) : []),
      ...(node.kind === "map" ? this.#checkMap(node, schema, what, depth) : []),
      ...this.#checkCombined(node, schema, what, depth),
    ];
  }

  #checkScalar(node: YamlScalar, schema: SchemaObject, what: string, depth: number): readonly Fault[] {
    const { value, span } = node;
    const faults: Fault[] = [];
    const say = (summary: string, detail: string) => faults.push(fault(span, summary, detail, depth));
    if (schema.enum && !schema.enum.includes(value)) {
      const known = schema.enum.map(String);
      say(`${what} cannot be "${node.source}"`, `It is one of: ${known.join(", ")}.${didYouMean(String(value), known)}`);
    }
    if (schema.const !== undefined && schema.const !== value)
      say(`${what} cannot be "${node.source}"`, `It must be ${JSON.stringify(schema.const)}.`);
    if (typeof value === "string") {
      if (value.length < (schema.minLength ?? 0)) say(`${what} is too short`, `It has at least ${schema.minLength} characters.`);
      if (value.length > (schema.maxLength ?? Number.POSITIVE_INFINITY))
        say(`${what} is too long`, `It has at most ${schema.maxLength} characters.`);
      if (schema.pattern !== undefined && !this.#matches(schema.pattern, value))
        say(`${what} cannot be "${value.slice(0, 100)}"`, `It must match the pattern ${schema.pattern}`);
    }
    if (typeof value === "number") {
      if (value < (schema.minimum ?? Number.NEGATIVE_INFINITY)) say(`${what} is too small`, `The least is ${schema.minimum}.`);
      if (value > (schema.maximum ?? Number.POSITIVE_INFINITY)) say(`${what} is too large`, `The most is ${schema.maximum}.`);
    }
    return faults;
  }

  #checkList(items: readonly YamlNode[], span: Span, schema: SchemaObject, what: string, depth: number): readonly Fault[] {
    const faults: Fault[] = [];
    if (items.length < (schema.minItems ?? 0))
      faults.push(fault(span, `${what} has too few items`, `It has at least ${schema.minItems}.`, depth));
    if (items.length > (schema.maxItems ?? Number.POSITIVE_INFINITY))
      faults.push(fault(span, `${what} has too many items`, `It has at most ${schema.maxItems}.`, depth));
    if (schema.uniqueItems) {
      const seen = new Set<string>();
      for (const item of items) {
        const text = plain(item);
        if (seen.has(text)) faults.push(fault(item.span, `${what} holds this twice`, "Each item may stand once.", depth + 1));
        seen.add(text);
      }
    }
    const { items: each } = schema;
    if (each !== undefined) faults.push(...items.flatMap((item) => this.#check(item, each, `An item of ${lower(what)}`, depth + 1)));
    return faults;
  }

  #checkMap(node: YamlMap, schema: SchemaObject, what: string, depth: number): readonly Fault[] {
    const { entries, span } = node;
    const faults: Fault[] = [];
    const keys = new Set(entries.map((entry) => entry.key));
    for (const key of schema.required ?? [])
      if (!keys.has(key)) faults.push(fault(span, `${what} has no \`${key}\``, `Add \`${key}:\`.`, depth));
    for (const [key, needed] of Object.entries(schema.dependencies ?? {}))
      for (const other of needed)
        if (keys.has(key) && !keys.has(other))
          faults.push(fault(span, `${what} has \`${key}\` and no \`${other}\``, `Add \`${other}:\`.`, depth));
    if (entries.length < (schema.minProperties ?? 0))
      faults.push(fault(span, `${what} has too few keys`, `It has at least ${schema.minProperties}.`, depth));
    if (entries.length > (schema.maxProperties ?? Number.POSITIVE_INFINITY))
      faults.push(fault(span, `${what} has too many keys`, `It has at most ${schema.maxProperties}.`, depth));
    for (const { key, keySpan, value } of entries) {
      const own = schema.properties && Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
      const patterned = Object.entries(schema.patternProperties ?? {}).filter(([pattern]) => this.#matches(pattern, key));
      const schemas = [...(own === undefined ? [] : [own]), ...patterned.map(([, inner]) => inner)];
      for (const inner of schemas) faults.push(...this.#check(value, inner, `\`${key}\``, depth + 1));
      if (schemas.length > 0 || schema.additionalProperties === undefined) continue;
      if (schema.additionalProperties === false) {
        const known = Object.keys(schema.properties ?? {});
        const detail = `${what} may have: ${known.join(", ")}.${didYouMean(key, known)}`;
        faults.push(fault(keySpan, `${what} has no key "${key}"`, detail, depth + 1));
      } else faults.push(...this.#check(value, schema.additionalProperties, `\`${key}\``, depth + 1));
    }
    return faults;
  }

  #checkCombined(node: YamlNode, schema: SchemaObject, what: string, depth: number): readonly Fault[] {
    const faults = (schema.allOf ?? []).flatMap((each) => this.#check(node, each, what, depth));
    for (const [kind, branches] of [
      ["any", schema.anyOf],
      ["one", schema.oneOf],
    ] as const) {
      if (!branches) continue;
      const tried = branches.map((branch) => this.#check(node, branch, what, depth));
      const fitting = tried.filter((found) => found.length === 0).length;
      if (fitting === 0) faults.push(...nearest(tried, node, what, depth));
      else if (kind === "one" && fitting > 1)
        faults.push(fault(node.span, `${what} has keys that exclude each other`, "Keep one of the forms it can have.", depth));
    }
    if (schema.not !== undefined && this.#check(node, schema.not, what, depth).length === 0)
      faults.push(fault(node.span, `${what} has a form that is not allowed`, "Keys stand together here that exclude each other.", depth));
    if (schema.if !== undefined) {
      const branch = this.#check(node, schema.if, what, depth).length === 0 ? schema.then : schema.else;
      if (branch !== undefined) faults.push(...this.#check(node, branch, what, depth));
    }
    return faults;
  }

  #resolve(reference: string): Schema {
    let at: unknown = this.#root;
    for (const part of reference.replace(/^#\//, "").split("/")) at = Reflect.get(Object(at), part);
    if (at === undefined) throw new Error(`bug: the schema has no ${reference}`);
    return at as Schema;
  }

  /** The schema's own patterns are short and known; texts are cut to a length that no name or path has. */
  #matches(pattern: string, text: string): boolean {
    const compiled = this.#patterns.get(pattern) ?? new RegExp(pattern, "u");
    this.#patterns.set(pattern, compiled);
    return compiled.test(text.slice(0, 1000));
  }
}

const fault = (span: Span, summary: string, detail: string, depth: number, otherKind = false): Fault => ({
  ...{ span, summary, detail, depth, otherKind },
});

function checkKind(node: YamlNode, { type }: SchemaObject, what: string, depth: number): readonly Fault[] {
  if (type === undefined) return [];
  const allowed = typeof type === "string" ? [type] : type;
  if (allowed.some((each) => isKind(node, each))) return [];
  const words = allowed.map((each) => kindWords[each] ?? each).join(" or ");
  return [fault(node.span, `${what} must be ${words}`, `It is ${describe(node)}.`, depth, true)];
}

const kindWords: Readonly<Record<string, string>> = {
  string: "text",
  array: "a list",
  object: "a map",
  boolean: "true or false",
  integer: "a whole number",
  number: "a number",
  null: "empty",
};

function isKind(node: YamlNode, type: string): boolean {
  if (type === "array") return node.kind === "seq";
  if (type === "object") return node.kind === "map";
  if (node.kind !== "scalar") return false;
  if (type === "null") return node.value === null;
  if (type === "integer") return Number.isInteger(node.value);
  return typeof node.value === type;
}

/** The faults of the branch that was most likely meant: of the right kind, and right for the longest way down. */
function nearest(tried: readonly (readonly Fault[])[], node: YamlNode, what: string, depth: number): readonly Fault[] {
  const rank = (faults: readonly Fault[]) => {
    const here = faults.some((each) => each.otherKind && each.depth === depth) ? 1 : 0;
    return [here, -Math.min(...faults.map((each) => each.depth)), faults.length] as const;
  };
  const sorted = [...tried].sort((a, b) => {
    const [x, y] = [rank(a), rank(b)];
    return x[0] - y[0] || x[1] - y[1] || x[2] - y[2];
  });
  const [best] = sorted;
  if (!best) return [];
  if (rank(best)[0] === 0) return best;
  const words = [
    ...new Set(
      tried
        .flat()
        .filter((each) => each.otherKind && each.depth === depth)
        .map((each) => / must be (.*)$/.exec(each.summary)?.[1] ?? ""),
    ),
  ];
  return [fault(node.span, `${what} must be ${words.join(" or ")}`, `It is ${describe(node)}.`, depth, true)];
}

const lower = (what: string) => what.charAt(0).toLowerCase() + what.slice(1);

function plain(node: YamlNode): string {
  if (node.kind === "scalar") return JSON.stringify(node.value);
  if (node.kind === "seq") return `[${node.items.map(plain).join(",")}]`;
  return `{${node.entries.map((entry) => `${JSON.stringify(entry.key)}:${plain(entry.value)}`).join(",")}}`;
}
