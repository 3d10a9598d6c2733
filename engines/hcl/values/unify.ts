import {
  bool,
  dynamic,
  isPrimitive,
  listOf,
  mapOf,
  number,
  type ObjectType,
  objectOf,
  sameType,
  setOf,
  string,
  type TupleType,
  type Type,
  tupleOf,
} from "./type.ts";

/**
 * Whether values of one type can be converted to another. A safe conversion never fails; an unsafe one may, depending on the value.
 * https://github.com/zclconf/go-cty/blob/main/docs/convert.md
 */
export function convertible(from: Type, to: Type, unsafe: boolean): boolean {
  if (sameType(from, to) || to.kind === "dynamic") return true;
  if (from.kind === "dynamic") return unsafe;
  if (isPrimitive(from) && isPrimitive(to)) return to.kind === "string" || (unsafe && from.kind === "string");
  if (to.kind === "object" && from.kind === "object") return objectConvertible(from, to, unsafe);
  if (to.kind === "tuple" && from.kind === "tuple")
    return (
      from.elements.length === to.elements.length &&
      from.elements.every((element, index) => convertible(element, to.elements[index] ?? dynamic, unsafe))
    );
  if (to.kind === "list" || to.kind === "set") {
    if (from.kind === "tuple") return allConvertible(from.elements, to.element, unsafe);
    if (from.kind !== "list" && from.kind !== "set") return false;
    if (to.kind === "set" && from.kind === "list" && !unsafe) return false;
    return convertible(from.element, to.element, unsafe);
  }
  if (to.kind === "map") {
    if (from.kind === "object") return allConvertible([...from.attributes.values()], to.element, unsafe);
    return from.kind === "map" && convertible(from.element, to.element, unsafe);
  }
  if (to.kind === "object" && from.kind === "map")
    return unsafe && [...to.attributes.values()].every((attribute) => convertible(from.element, attribute, unsafe));
  return false;
}

function objectConvertible(from: ObjectType, to: ObjectType, unsafe: boolean): boolean {
  for (const [name, wanted] of to.attributes) {
    const given = from.attributes.get(name);
    if (given ? !convertible(given, wanted, unsafe) : !to.optional.has(name)) return false;
  }
  return true;
}

function allConvertible(types: readonly Type[], to: Type, unsafe: boolean): boolean {
  if (to.kind !== "dynamic") return types.every((type) => convertible(type, to, unsafe));
  return types.length === 0 || unify(types, unsafe) !== undefined;
}

/**
 * One type that all of them can be converted to, or nothing.
 * https://github.com/zclconf/go-cty/blob/main/docs/convert.md#type-unification
 */
export function unify(types: readonly Type[], unsafe: boolean): Type | undefined {
  const [first] = types;
  if (!first) return undefined;
  if (types.every((type) => sameType(type, first))) return first;
  const count = (kind: Type["kind"]) => types.filter((type) => type.kind === kind).length;
  const [maps, lists, sets, objects, tuples, dynamics] = [
    count("map"),
    count("list"),
    count("set"),
    count("object"),
    count("tuple"),
    count("dynamic"),
  ];
  const all = types.length - dynamics;
  if (maps > 0 && maps === all) return unifyCollections(types, mapOf, unsafe);
  if (maps > 0 && maps + objects === all) {
    const unified = unifyAsCollections(types, mapOf, unsafe);
    if (unified) return unified;
  }
  if (lists > 0 && lists === all) return unifyCollections(types, listOf, unsafe);
  if (lists > 0 && lists + tuples === all) {
    const unified = unifyAsCollections(types, listOf, unsafe);
    if (unified) return unified;
  }
  if (sets > 0 && sets === all) return unifyCollections(types, setOf, unsafe);
  if (objects > 0 && objects === all) return dynamics > 0 ? dynamic : unifyObjects(types, unsafe);
  if (tuples > 0 && tuples === all) return dynamics > 0 ? dynamic : unifyTuples(types, unsafe);
  if (objects > 0 && tuples > 0) return undefined;
  return preferred(types).find((wanted) => types.every((type) => convertible(type, wanted, unsafe)));
}

/** The more general types first, otherwise in the order given; equal types once. */
function preferred(types: readonly Type[]): readonly Type[] {
  const unique: Type[] = [];
  for (const known of [string, number, bool]) if (types.some((type) => type.kind === known.kind)) unique.push(known);
  for (const type of types) {
    if (isPrimitive(type) || type.kind === "dynamic" || unique.some((known) => sameType(known, type))) continue;
    const lessGeneral = unique.findIndex((known) => convertible(known, type, false) && !convertible(type, known, false));
    if (lessGeneral === -1) unique.push(type);
    else unique.splice(lessGeneral, 0, type);
  }
  return types.some((type) => type.kind === "dynamic") ? [...unique, dynamic] : unique;
}

function unifyCollections(types: readonly Type[], collection: (element: Type) => Type, unsafe: boolean): Type | undefined {
  if (types.some((type) => type.kind === "dynamic")) return dynamic;
  const element = unify(
    types.flatMap((type) => ("element" in type ? [type.element] : [])),
    unsafe,
  );
  return element && collection(element);
}

/** Tuples that stand beside lists, and objects beside maps, are taken for collections first. */
function unifyAsCollections(types: readonly Type[], collection: (element: Type) => Type, unsafe: boolean): Type | undefined {
  const collections: Type[] = [];
  for (const type of types) {
    if (type.kind !== "tuple" && type.kind !== "object") collections.push(type);
    else {
      const parts = type.kind === "tuple" ? type.elements : [...type.attributes.values()];
      if (parts.length === 0) continue;
      const element = unify(parts, unsafe);
      if (!element) return undefined;
      collections.push(collection(element));
    }
  }
  return unifyCollections(collections, collection, unsafe);
}

function unifyObjects(types: readonly Type[], unsafe: boolean): Type | undefined {
  const objects = types.filter((type): type is ObjectType => type.kind === "object");
  const [first] = objects;
  if (!first) return undefined;
  const alike = objects.every(
    ({ attributes }) => attributes.size === first.attributes.size && [...attributes.keys()].every((name) => first.attributes.has(name)),
  );
  if (!alike) {
    const element = unify(
      objects.flatMap(({ attributes }) => [...attributes.values()]),
      unsafe,
    );
    return element && mapOf(element);
  }
  const unified: [string, Type][] = [];
  for (const name of first.attributes.keys()) {
    const attribute = unify(
      objects.map(({ attributes }) => attributes.get(name) ?? dynamic),
      unsafe,
    );
    if (!attribute) return undefined;
    unified.push([name, attribute]);
  }
  return objectOf(unified);
}

function unifyTuples(types: readonly Type[], unsafe: boolean): Type | undefined {
  const tuples = types.filter((type): type is TupleType => type.kind === "tuple");
  const [first] = tuples;
  if (!first) return undefined;
  if (tuples.some(({ elements }) => elements.length !== first.elements.length)) {
    const element = unify(
      tuples.flatMap(({ elements }) => elements),
      unsafe,
    );
    return element && listOf(element);
  }
  const unified = first.elements.map((_, index) =>
    unify(
      tuples.map(({ elements }) => elements[index] ?? dynamic),
      unsafe,
    ),
  );
  const complete = unified.filter((type): type is Type => type !== undefined);
  return complete.length === unified.length ? tupleOf(complete) : undefined;
}

/** One type for the elements of a collection made of these; an element whose type is not known yet takes the type of the others. */
export function elementTypeOf(types: readonly Type[], unsafe = true): Type | undefined {
  const settled = types.filter((type) => type.kind !== "dynamic");
  if (settled.length === 0) return dynamic;
  return unify(settled, unsafe);
}
