/** The type of a value or, where it holds `dynamic` or optional attributes, a type constraint. */
export type Type = { readonly kind: "bool" | "number" | "string" | "dynamic" } | CollectionType | TupleType | ObjectType;

export type CollectionType = { readonly kind: "list" | "set" | "map"; readonly element: Type };
export type TupleType = { readonly kind: "tuple"; readonly elements: readonly Type[] };
export type ObjectType = {
  readonly kind: "object";
  /** In the order of their names. */
  readonly attributes: ReadonlyMap<string, Type>;
  /** The attributes a value to be converted may leave out. */
  readonly optional: ReadonlySet<string>;
};

export const bool: Type = { kind: "bool" };
export const number: Type = { kind: "number" };
export const string: Type = { kind: "string" };
export const dynamic: Type = { kind: "dynamic" };
const none: ReadonlySet<string> = new Set();

export const listOf = (element: Type): CollectionType => ({ kind: "list", element });
export const setOf = (element: Type): CollectionType => ({ kind: "set", element });
export const mapOf = (element: Type): CollectionType => ({ kind: "map", element });
export const tupleOf = (elements: readonly Type[]): TupleType => ({ kind: "tuple", elements });

export function objectOf(attributes: Iterable<readonly [string, Type]>, optional: ReadonlySet<string> = none): ObjectType {
  return { kind: "object", attributes: new Map([...attributes].sort(([a], [b]) => compareText(a, b))), optional };
}

/** By code point, as the bytes of UTF-8 are ordered. */
export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const [x, y] = [a.charCodeAt(at), b.charCodeAt(at)];
    if (x === y) continue;
    // Surrogates stand for code points above all others.
    const [high, other] = [x >= 0xd800 && x <= 0xdfff, y >= 0xd800 && y <= 0xdfff];
    return high === other ? x - y : high ? 1 : -1;
  }
  return a.length - b.length;
}

export const isPrimitive = (type: Type): boolean => type.kind === "bool" || type.kind === "number" || type.kind === "string";

export function sameType(a: Type, b: Type): boolean {
  if (a === b) return true;
  switch (a.kind) {
    case "list":
    case "set":
    case "map":
      return b.kind === a.kind && sameType(a.element, b.element);
    case "tuple":
      return (
        b.kind === "tuple" &&
        a.elements.length === b.elements.length &&
        a.elements.every((element, index) => sameType(element, b.elements[index] ?? dynamic))
      );
    case "object": {
      if (b.kind !== "object" || a.attributes.size !== b.attributes.size || a.optional.size !== b.optional.size) return false;
      for (const [name, attribute] of a.attributes) {
        const other = b.attributes.get(name);
        if (!other || !sameType(attribute, other) || a.optional.has(name) !== b.optional.has(name)) return false;
      }
      return true;
    }
    default:
      return a.kind === b.kind;
  }
}

/** Whether a value of this type may still turn out to be of another. */
export function hasDynamic(type: Type): boolean {
  switch (type.kind) {
    case "dynamic":
      return true;
    case "list":
    case "set":
    case "map":
      return hasDynamic(type.element);
    case "tuple":
      return type.elements.some(hasDynamic);
    case "object":
      return [...type.attributes.values()].some(hasDynamic);
    default:
      return false;
  }
}

/** The constraint as the type of a value that was converted to it. */
export function withoutOptional(type: Type): Type {
  switch (type.kind) {
    case "list":
    case "set":
    case "map":
      return { kind: type.kind, element: withoutOptional(type.element) };
    case "tuple":
      return tupleOf(type.elements.map(withoutOptional));
    case "object":
      return objectOf([...type.attributes].map(([name, attribute]) => [name, withoutOptional(attribute)] as const));
    default:
      return type;
  }
}

/** In words, as messages name it: "list of string". */
export function friendlyName(type: Type): string {
  switch (type.kind) {
    case "list":
    case "set":
    case "map":
      return `${type.kind} of ${type.element.kind === "dynamic" ? "any single type" : friendlyName(type.element)}`;
    case "dynamic":
      return "dynamic";
    default:
      return type.kind;
  }
}

/** On one line, as the `type` function prints it: `object({a: string})`. */
export function typeText(type: Type): string {
  switch (type.kind) {
    case "list":
    case "set":
    case "map":
      return `${type.kind}(${typeText(type.element)})`;
    case "tuple":
      return `tuple([${type.elements.map(typeText).join(", ")}])`;
    case "object":
      return `object({${[...type.attributes].map(([name, attribute]) => `${name}: ${typeText(attribute)}`).join(", ")}})`;
    default:
      return type.kind;
  }
}
