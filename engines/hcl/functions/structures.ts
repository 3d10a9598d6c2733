import { convert, tryConvert } from "../values/convert.ts";
import { deepMarks, deepUnmarked, joined, shallowUnmarked, withMarks } from "../values/marks.ts";
import { dynamic, friendlyName, listOf, mapOf, objectOf, sameType, string, type Type, tupleOf } from "../values/type.ts";
import { unify } from "../values/unify.ts";
import {
  listValue,
  mapValue,
  objectValue,
  stringValue,
  tupleValue,
  unknownDynamic,
  unknownValue,
  type Value,
  whollyKnown,
} from "../values/value.ts";
import { anything, isSequence, itemsAt, listParameter, text, valueAt } from "./arguments.ts";
import { ArgumentFailure, CallFailure, type FunctionHost, type HclFunction } from "./model.ts";

function concatType(args: readonly Value[]): Type {
  if (args.length === 0) throw new CallFailure("at least one argument is required");
  const elements = args.flatMap(({ type }) => (type.kind === "list" ? [type.element] : []));
  if (elements.length === args.length) {
    const element = unify(elements, true);
    if (element) return listOf(element);
  }
  const parts: Type[] = [];
  for (const [index, arg] of args.entries()) {
    if (arg.type.kind === "tuple") parts.push(...arg.type.elements);
    else if (arg.type.kind !== "list")
      throw new ArgumentFailure(index, `all arguments must be lists or tuples, and this is ${friendlyName(arg.type)}`);
    else if (arg.kind !== "sequence") return dynamic;
    else for (const item of arg.items) parts.push(item.type);
  }
  return tupleOf(parts);
}

function concat(args: readonly Value[], type: Type, host: FunctionHost): Value {
  const items = args.flatMap((_, index) => itemsAt(args, index));
  host.budget.step(items.length);
  return type.kind === "list"
    ? listValue(
        type.element,
        items.map((item) => convert(item, type.element)),
      )
    : tupleValue(items);
}

/** The elements of lists inside lists, or nothing where one is not known yet. */
function flattened(value: Value, into: Value[], marks: Set<string>): boolean {
  if (value.kind !== "sequence") return value.kind === "null";
  for (const mark of value.marks) marks.add(mark);
  let known = true;
  for (const item of value.items) {
    if (item.type.kind === "dynamic" && item.kind === "unknown") known = false;
    else if (!isSequence(item.type)) into.push(item);
    else if (item.kind === "null") into.push(item);
    else if (!flattened(item, into, marks)) known = false;
  }
  return known;
}

function flatten(value: Value): Value {
  if (!isSequence(value.type)) throw new CallFailure("only lists, sets and tuples can be flattened");
  const [items, marks] = [[] as Value[], new Set<string>()];
  return withMarks(flattened(value, items, marks) ? tupleValue(items) : unknownDynamic, marks);
}

function keysType(value: Value): Type {
  if (value.type.kind === "map") return listOf(string);
  if (value.type.kind === "object") return tupleOf([...value.type.attributes].map(() => string));
  throw new ArgumentFailure(0, `a map or an object is required, and this is ${friendlyName(value.type)}`);
}

/** The names are not secret where only values are marked. */
function keys(marked: Value): Value {
  const value = shallowUnmarked(marked);
  const names =
    value.type.kind === "object" ? [...value.type.attributes.keys()] : value.kind === "mapping" ? [...value.entries.keys()] : undefined;
  const result = !names
    ? unknownValue(listOf(string), { notNull: true })
    : value.type.kind === "object"
      ? tupleValue(names.map(stringValue))
      : listValue(string, names.map(stringValue));
  return withMarks(result, marked.marks);
}

function valuesType(value: Value): Type {
  if (value.type.kind === "map") return listOf(value.type.element);
  if (value.type.kind === "object") return tupleOf([...value.type.attributes.values()]);
  throw new CallFailure(`a map or an object is required, and this is ${friendlyName(value.type)}`);
}

function values(marked: Value, type: Type): Value {
  const value = shallowUnmarked(marked);
  if (value.kind !== "mapping") return withMarks(unknownValue(type, { notNull: true }), marked.marks);
  const items = [...value.entries.values()];
  return withMarks(type.kind === "list" ? listValue(type.element, items) : tupleValue(items), marked.marks);
}

function lookupType(args: readonly Value[]): Type {
  const [map, key, fallback] = [valueAt(args, 0), valueAt(args, 1), args[2]];
  if (args.length > 3) throw new CallFailure(`takes two or three arguments, and is given ${args.length}`);
  if (map.type.kind === "object") {
    const name = deepUnmarked(key);
    if (name.kind !== "string") return dynamic;
    const attribute = map.type.attributes.get(name.value);
    if (attribute) return attribute;
    if (fallback) return fallback.type;
    throw new ArgumentFailure(1, `the object has no attribute "${name.value}"`);
  }
  if (map.type.kind !== "map") throw new ArgumentFailure(0, "lookup requires a map or an object as its first argument");
  if (!fallback) return map.type.element;
  const converted = tryConvert(fallback, map.type.element);
  if (!converted.ok) throw new ArgumentFailure(2, `the default must be of the type of the map's elements: ${converted.message}`);
  return converted.value.type;
}

function lookup(args: readonly Value[], type: Type): Value {
  const [map, key, fallback] = [valueAt(args, 0), valueAt(args, 1), args[2]];
  const marks = joined(map.marks, deepMarks(key));
  const [bare, name] = [shallowUnmarked(map), deepUnmarked(key)];
  if (bare.kind !== "mapping" || name.kind !== "string") return withMarks(unknownValue(type), marks);
  const found = bare.entries.get(name.value);
  if (found) return withMarks(found, marks);
  if (!fallback) throw new CallFailure(`the map has no element with the key "${name.value}"`);
  return withMarks(convert(fallback, type), marks);
}

/** Maps of one type make a map; anything else an object of what stands in the arguments. */
function mergeType(args: readonly Value[]): Type {
  const [first] = args;
  if (first && first.type.kind === "map" && args.every(({ type }) => sameType(type, first.type))) return first.type;
  const attributes = new Map<string, Type>();
  let unclear = false;
  for (const arg of args) {
    const { type } = arg;
    if (type.kind !== "dynamic" && type.kind !== "map" && type.kind !== "object")
      throw new CallFailure(`the arguments must be maps or objects, and one is ${friendlyName(type)}`);
    if (arg.kind === "mapping") for (const [name, value] of arg.entries) attributes.set(name, value.type);
    else if (arg.kind === "unknown" && type.kind === "object")
      for (const [name, attribute] of type.attributes) attributes.set(name, attribute);
    else if (arg.kind === "unknown") unclear = true;
  }
  return unclear ? dynamic : objectOf(attributes);
}

function merge(args: readonly Value[], type: Type): Value {
  const entries = new Map<string, Value>();
  const marks = joined(...args.map((arg) => arg.marks));
  for (const arg of args) {
    if (arg.kind === "unknown") return withMarks(unknownValue(type), marks);
    if (arg.kind === "mapping") for (const [key, value] of arg.entries) entries.set(key, value);
  }
  return withMarks(type.kind === "map" ? mapValue(type.element, entries) : objectValue(entries), marks);
}

function zipmap(args: readonly Value[]): Value {
  const [names, list] = [itemsAt(args, 0), shallowUnmarked(valueAt(args, 1))];
  const marks = joined(valueAt(args, 0).marks, valueAt(args, 1).marks);
  if (list.type.kind !== "list" && list.type.kind !== "tuple")
    throw new CallFailure(`the values must be a list or a tuple, and this is ${friendlyName(list.type)}`);
  if (list.kind !== "sequence") return withMarks(unknownDynamic, marks);
  if (names.length !== list.items.length) throw new CallFailure(`there are ${names.length} keys and ${list.items.length} values`);
  if (names.some((name) => name.kind === "unknown"))
    return withMarks(list.type.kind === "list" ? unknownValue(mapOf(list.type.element), { notNull: true }) : unknownDynamic, marks);
  const entries = names.map((name, index) => {
    if (name.kind !== "string") throw new ArgumentFailure(0, "a key is null");
    return [name.value, list.items[index] ?? unknownDynamic] as const;
  });
  return withMarks(list.type.kind === "list" ? mapValue(list.type.element, entries) : objectValue(entries), marks);
}

function transpose(map: Value): Value {
  if (map.kind !== "mapping" || !whollyKnown(map)) return unknownValue(mapOf(listOf(string)), { notNull: true });
  const found = new Map<string, Value[]>();
  for (const [key, list] of map.entries) {
    if (list.kind !== "sequence") throw new CallFailure("a list is null");
    for (const item of list.items) {
      if (item.kind !== "string") throw new CallFailure("a text in one of the lists is null");
      const members = found.get(item.value);
      if (members) members.push(stringValue(key));
      else found.set(item.value, [stringValue(key)]);
    }
  }
  return mapValue(
    listOf(string),
    [...found].map(([key, members]) => [key, listValue(string, members)] as const),
  );
}

export const structureFunctions: Readonly<Record<string, HclFunction>> = {
  concat: { parameters: [], variadic: anything("seqs", { marked: true }), returns: concatType, run: markedConcat },
  flatten: {
    parameters: [anything("list", { marked: true })],
    returns: (args) => {
      const value = valueAt(args, 0);
      if (!isSequence(value.type)) throw new CallFailure("only lists, sets and tuples can be flattened");
      return dynamic;
    },
    run: (args) => flatten(valueAt(args, 0)),
  },
  keys: {
    parameters: [anything("inputMap", { unknowns: true, marked: true })],
    returns: (args) => keysType(valueAt(args, 0)),
    run: (args) => keys(valueAt(args, 0)),
  },
  values: {
    parameters: [anything("mapping", { marked: true })],
    returns: (args) => valuesType(valueAt(args, 0)),
    run: (args, type) => values(valueAt(args, 0), type),
  },
  lookup: {
    parameters: [anything("inputMap", { marked: true }), { ...text("key"), marked: true }],
    variadic: anything("default", { nullable: true, unknowns: true, untyped: true, marked: true }),
    returns: lookupType,
    run: lookup,
    mayBeNull: true,
  },
  merge: {
    parameters: [],
    variadic: anything("maps", { nullable: true, untyped: true, marked: true, unknowns: true }),
    returns: mergeType,
    run: merge,
  },
  zipmap: {
    parameters: [{ ...listParameter("keys", string), marked: true }, anything("values", { marked: true })],
    returns: dynamic,
    run: (args) => zipmap(unmarkedKeys(args)),
  },
  transpose: {
    parameters: [{ name: "values", type: mapOf(listOf(string)) }],
    returns: mapOf(listOf(string)),
    run: (args) => transpose(valueAt(args, 0)),
  },
};

function markedConcat(args: readonly Value[], type: Type, host: FunctionHost): Value {
  const bare = args.map(shallowUnmarked);
  const marks = joined(...args.map((arg) => arg.marks));
  if (bare.some((arg) => arg.kind === "unknown")) return withMarks(unknownValue(type, { notNull: true }), marks);
  return withMarks(concat(bare, type, host), marks);
}

/** A key that is marked marks the map: a key cannot carry a mark of its own. */
function unmarkedKeys(args: readonly Value[]): readonly Value[] {
  const keyList = valueAt(args, 0);
  return [withMarks(deepUnmarked(keyList), deepMarks(keyList)), valueAt(args, 1)];
}
