import type { Type } from "./type.ts";
import { mapValue, objectValue, tupleValue, type Value } from "./value.ts";

/** The defaults of `optional(type, default)`, by where they stand in a type constraint. */
export type Defaults = {
  /** Of an object: attribute to default. */
  readonly values: ReadonlyMap<string, Value>;
  /** By attribute or tuple index; under "" for the elements of a collection. */
  readonly children: ReadonlyMap<string, Defaults>;
};

/** Puts defaults where attributes are missing or null, before the value is converted to the constraint's type. */
export function applyDefaults(value: Value, defaults: Defaults | undefined, type: Type): Value {
  if (!defaults || (value.kind !== "mapping" && value.kind !== "sequence")) return value;
  const inside = defaults.children.get("");
  if (value.kind === "sequence") {
    const items = value.items.map((item, index) => {
      const child = type.kind === "tuple" ? defaults.children.get(String(index)) : inside;
      return applyDefaults(item, child, innerType(type, index));
    });
    // A list whose elements were of different types until now is converted next; until then it is a tuple.
    return { ...tupleValue(items), marks: value.marks };
  }
  if (type.kind === "map") {
    const entries = [...value.entries].map(([key, item]) => [key, applyDefaults(item, inside, type.element)] as const);
    const [first] = entries;
    const uniform = value.type.kind === "map" && first;
    return { ...(uniform ? mapValue(first[1].type, entries) : objectValue(entries)), marks: value.marks };
  }
  const entries = new Map(value.entries);
  for (const [name, fallback] of defaults.values) {
    const given = entries.get(name);
    if (!given || given.kind === "null") entries.set(name, fallback);
  }
  for (const [name, child] of defaults.children) {
    const given = entries.get(name);
    const attribute = type.kind === "object" ? type.attributes.get(name) : undefined;
    if (given && attribute) entries.set(name, applyDefaults(given, child, attribute));
  }
  return { ...objectValue(entries), marks: value.marks };
}

function innerType(type: Type, index: number): Type {
  if (type.kind === "tuple") return type.elements[index] ?? type;
  return "element" in type ? type.element : type;
}
