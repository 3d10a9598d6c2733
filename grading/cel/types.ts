import type { Vocabulary } from "../kinds/kind.ts";

/** A type of the check language, read. */
export type Type =
  | { readonly kind: "string" | "double" | "bool" }
  | { readonly kind: "list"; readonly of: Type }
  | { readonly kind: "map"; readonly of: Type }
  | { readonly kind: "record"; readonly name: string };

/** Reads `string`, `list<Job>`, `map<string, double>`; a vocabulary that says anything else is a bug of its kind. */
export function readType(text: string, vocabulary: Vocabulary): Type {
  const type = text.trim();
  if (type === "string" || type === "double" || type === "bool") return { kind: type };
  const list = /^list<(.+)>$/.exec(type)?.[1];
  if (list !== undefined) return { kind: "list", of: readType(list, vocabulary) };
  const map = /^map<\s*string\s*,(.+)>$/.exec(type)?.[1];
  if (map !== undefined) return { kind: "map", of: readType(map, vocabulary) };
  if (Object.hasOwn(vocabulary.records, type)) return { kind: "record", name: type };
  throw new Error(`bug: a vocabulary uses the type "${text}", which is no type of the check language`);
}

/** As the CEL library writes the type. */
export function celName(type: Type): string {
  switch (type.kind) {
    case "string":
    case "double":
    case "bool":
      return type.kind;
    case "list":
      return `list<${celName(type.of)}>`;
    case "map":
      return `map<string, ${celName(type.of)}>`;
    case "record":
      return type.name;
    default:
      return type satisfies never;
  }
}

/** A record's constructor: the library tells records apart by it. */
export type RecordClass = new () => object;

export type Shapes = {
  readonly classes: ReadonlyMap<string, RecordClass>;
  readonly fields: ReadonlyMap<string, ReadonlyMap<string, Type>>;
};

/**
 * An outcome's plain value as the check language holds it: records become instances of their class and keep their `span`.
 * Values that do not have the declared type are a bug of the kind.
 */
export function bindValue(value: unknown, type: Type, shapes: Shapes, bound: Map<object, object>, path: string): unknown {
  switch (type.kind) {
    case "string":
    case "bool":
    case "double": {
      const wanted = { string: "string", bool: "boolean", double: "number" }[type.kind];
      if (typeof value !== wanted) throw new Error(`bug: ${path} should be a ${wanted}, got ${typeof value}`);
      return value;
    }
    case "list":
      if (!Array.isArray(value)) throw new Error(`bug: ${path} should be a list, got ${typeof value}`);
      return value.map((item, index) => bindValue(item, type.of, shapes, bound, `${path}[${index}]`));
    case "map":
      return new Map(entriesOf(value, path).map(([key, item]) => [key, bindValue(item, type.of, shapes, bound, `${path}["${key}"]`)]));
    case "record":
      return bindRecord(value, type.name, shapes, bound, path);
    default:
      return type satisfies never;
  }
}

function bindRecord(value: unknown, name: string, shapes: Shapes, bound: Map<object, object>, path: string): object {
  const RecordClass = shapes.classes.get(name);
  if (typeof value !== "object" || value === null || !RecordClass) throw new Error(`bug: ${path} should be a ${name}`);
  const known = bound.get(value);
  if (known instanceof RecordClass) return known;
  const record = new RecordClass();
  bound.set(value, record);
  for (const [field, type] of shapes.fields.get(name) ?? []) {
    const bind = () => bindValue(Reflect.get(value, field), type, shapes, bound, `${path}.${field}`);
    if (type.kind === "map") defineLazily(record, field, bind);
    else Reflect.set(record, field, bind());
  }
  const span = Reflect.get(value, "span");
  if (span !== undefined) Object.defineProperty(record, "span", { value: span, enumerable: false });
  return record;
}

const unbound = Symbol("unbound");

type Lazy = { [unbound]?: Map<string, () => unknown> };

const getters = new Map<string, PropertyDescriptor>();

/** Put together when it is first looked at. */
export function defineLazily(record: Lazy, field: string, bind: () => unknown): void {
  record[unbound] ??= new Map();
  record[unbound].set(field, bind);
  Object.defineProperty(record, field, getterOf(field));
}

/** Nothing of it can be looked at any more, and it holds on to nothing. */
export function empty(record: Lazy): void {
  for (const name of Object.keys(record)) Reflect.deleteProperty(record, name);
  delete record[unbound];
}

/** One for all records: a getter of its own would give each a shape of its own, and shapes keep what their getters know for long. */
function getterOf(field: string): PropertyDescriptor {
  const known = getters.get(field);
  if (known) return known;
  const getter: PropertyDescriptor = {
    configurable: true,
    enumerable: true,
    get(this: Lazy) {
      const value = this[unbound]?.get(field)?.();
      Object.defineProperty(this, field, { value, enumerable: true, configurable: true });
      return value;
    },
  };
  getters.set(field, getter);
  return getter;
}

function entriesOf(value: unknown, path: string): [string, unknown][] {
  if (value instanceof Map) return [...value].map(([key, item]) => [String(key), item]);
  if (typeof value === "object" && value !== null) return Object.entries(value);
  throw new Error(`bug: ${path} should be a map, got ${typeof value}`);
}
