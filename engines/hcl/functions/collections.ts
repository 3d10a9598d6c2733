import { isInteger, signOf, toBigInt } from "../numbers/number.ts";
import { graphemes } from "../syntax/graphemes.ts";
import { tryConvert } from "../values/convert.ts";
import { equals } from "../values/equal.ts";
import { deepMarks, deepUnmarked, joined, shallowUnmarked, withMarks } from "../values/marks.ts";
import { identity } from "../values/sets.ts";
import { bool, dynamic, friendlyName, listOf, number, sameType, string, type Type } from "../values/type.ts";
import { unify } from "../values/unify.ts";
import {
  boolValue,
  countValue,
  listValue,
  nullValue,
  type Refinement,
  unknownDynamic,
  unknownValue,
  type Value,
  whollyKnown,
} from "../values/value.ts";
import { anything, isSequence, itemsAt, listParameter, numberAt, numeric, valueAt } from "./arguments.ts";
import { ArgumentFailure, CallFailure, type HclFunction } from "./model.ts";

const truth: Refinement = { notNull: true };

/** `alltrue` and `anytrue`: the first element that decides does, and an unknown one may have. */
const quantifier = (decides: boolean): HclFunction => ({
  parameters: [listParameter("list", bool)],
  returns: bool,
  run: (args) => {
    let unknown = false;
    for (const item of itemsAt(args, 0)) {
      // An unknown ends the search for a false one, but not for a true one.
      if (item.kind === "unknown" && !decides) return unknownValue(bool, truth);
      if (item.kind === "unknown") unknown = true;
      else if ((item.kind === "bool" && item.value) === decides) return boolValue(decides);
    }
    return unknown ? unknownValue(bool, truth) : boolValue(!decides);
  },
});

function length(value: Value): Value {
  const { type } = value;
  if (type.kind === "tuple") return countValue(type.elements.length);
  if (type.kind === "object") return countValue(type.attributes.size);
  if (value.kind === "string") return countValue(graphemes(value.value).length);
  if (value.kind === "mapping") return countValue(value.entries.size);
  if (value.kind === "sequence") {
    const size = value.items.length;
    if (type.kind !== "set" || size < 2 || whollyKnown(value)) return countValue(size);
    const [one, most] = [countValue(1).value, countValue(size).value];
    return unknownValue(number, { notNull: true, min: { number: one, inclusive: true }, max: { number: most, inclusive: true } });
  }
  if (value.kind !== "unknown" || type.kind === "bool" || type.kind === "number")
    throw new CallFailure("the argument must be a text, a collection, an object or a tuple");
  const { minLength = 0, maxLength } = value.refinement;
  return unknownValue(number, {
    notNull: true,
    min: { number: countValue(minLength).value, inclusive: true },
    ...(maxLength === undefined ? {} : { max: { number: countValue(maxLength).value, inclusive: true } }),
  });
}

function coalesceType(args: readonly Value[]): Type {
  if (args.length === 0) throw new CallFailure("at least one argument is required");
  const type = unify(
    args.map((arg) => arg.type),
    true,
  );
  if (!type) throw new CallFailure("all arguments must have the same type");
  return type;
}

function coalesce(args: readonly Value[], type: Type): Value {
  const marks = new Set<string>();
  for (const [index, arg] of args.entries()) {
    const conversion = tryConvert(arg, type);
    if (!conversion.ok) throw new ArgumentFailure(index, conversion.message);
    const value = conversion.value;
    // Having been passed over tells something of a value, too.
    for (const mark of value.marks) marks.add(mark);
    if (value.kind === "unknown") return withMarks(unknownValue(type), marks);
    if (value.kind === "null" || (value.kind === "string" && value.value === "")) continue;
    return withMarks(value, marks);
  }
  throw new CallFailure("every argument is null or an empty text");
}

function coalesceListType(args: readonly Value[]): Type {
  if (args.length === 0) throw new CallFailure("at least one argument is required");
  for (const arg of args) {
    if (arg.kind === "unknown") return dynamic;
    if (arg.kind === "null") continue;
    if (arg.type.kind !== "list" && arg.type.kind !== "tuple") throw new CallFailure("the arguments must be lists or tuples");
    if (arg.kind === "sequence" && arg.items.length > 0) return arg.type;
  }
  const last = args.filter((arg) => arg.kind !== "null").at(-1);
  if (!last) throw new CallFailure("every argument is null");
  return last.type;
}

function coalesceList(args: readonly Value[]): Value {
  for (const arg of args) {
    if (arg.kind === "unknown") return unknownDynamic;
    if (arg.kind === "sequence" && arg.items.length > 0) return arg;
  }
  throw new CallFailure("every argument is null or an empty list");
}

function contains(args: readonly Value[]): Value {
  const [list, wanted] = [valueAt(args, 0), valueAt(args, 1)];
  if (!isSequence(list.type)) throw new CallFailure("the first argument must be a list, a tuple or a set");
  if (list.kind !== "sequence") return unknownValue(bool, truth);
  let unknown = false;
  for (const item of list.items) {
    const same = equals(item, wanted);
    if (same.kind === "bool" && same.value) return boolValue(true);
    if (same.kind === "unknown") unknown = true;
  }
  return unknown ? unknownValue(bool, truth) : boolValue(false);
}

function distinct(items: readonly Value[], type: Type): Value {
  const element = "element" in type ? type.element : dynamic;
  if (!items.every(whollyKnown)) return unknownValue(type, truth);
  const kept = new Map<string, Value>();
  for (const item of items) {
    const key = identity(item);
    if (!kept.has(key)) kept.set(key, item);
  }
  return listValue(element, [...kept.values()]);
}

const isTrue = (value: Value): boolean => value.kind === "bool" && value.value;

function elementIndex(args: readonly Value[], size: number): number {
  const index = numberAt(args, 1);
  if (!isInteger(index)) throw new CallFailure("the index must be a whole number");
  if (signOf(index) < 0) throw new CallFailure("the index must not be negative");
  if (size === 0) throw new CallFailure("an empty list has no elements");
  return Number(toBigInt(index) % BigInt(size));
}

function elementType(args: readonly Value[]): Type {
  const list = valueAt(args, 0);
  if (list.type.kind === "list") return list.type.element;
  if (list.type.kind !== "tuple") throw new CallFailure(`a list is required, and this is ${friendlyName(list.type)}`);
  if (valueAt(args, 1).kind !== "number") return dynamic;
  return list.type.elements[elementIndex(args, list.type.elements.length)] ?? dynamic;
}

function element(marked: readonly Value[], type: Type): Value {
  const list = shallowUnmarked(valueAt(marked, 0));
  const index = deepUnmarked(valueAt(marked, 1));
  const marks = joined(valueAt(marked, 0).marks, deepMarks(valueAt(marked, 1)));
  if (list.kind !== "sequence" || index.kind !== "number") return withMarks(unknownValue(type), marks);
  return withMarks(list.items[elementIndex([list, index], list.items.length)] ?? unknownDynamic, marks);
}

function index(args: readonly Value[]): Value {
  const [list, wanted] = [valueAt(args, 0), valueAt(args, 1)];
  if (list.type.kind !== "list" && list.type.kind !== "tuple") throw new CallFailure("the first argument must be a list or a tuple");
  if (list.kind !== "sequence") return unknownValue(number, truth);
  if (list.items.length === 0) throw new CallFailure("an empty list has no elements");
  for (const [at, item] of list.items.entries()) {
    const same = equals(item, wanted);
    if (same.kind === "unknown") return unknownValue(number, truth);
    if (isTrue(same)) return countValue(at);
  }
  throw new CallFailure("the item is not in the list");
}

function matchKeys(args: readonly Value[], type: Type): Value {
  const [values, keys, wanted] = [itemsAt(args, 0), itemsAt(args, 1), itemsAt(args, 2)];
  if (values.length !== keys.length) throw new CallFailure("there must be as many keys as values");
  if (![...values, ...keys, ...wanted].every(whollyKnown)) return unknownValue(type, truth);
  const kept = values.filter((_, at) => {
    const key = keys[at];
    return key !== undefined && wanted.some((other) => isTrue(equals(key, other)));
  });
  return listValue("element" in type ? type.element : dynamic, kept);
}

/** Keys are compared with the set searched, so their types must agree. */
function matchKeysType(args: readonly Value[]): Type {
  const [values, keys, wanted] = [valueAt(args, 0), valueAt(args, 1), valueAt(args, 2)];
  if (!unify([keys.type, wanted.type], true) || !sameElements(keys.type, wanted.type))
    throw new CallFailure("the keys and the values searched for must be of one type");
  return values.type;
}

const sameElements = (a: Type, b: Type): boolean =>
  "element" in a &&
  "element" in b &&
  (a.element.kind === "dynamic" ||
    b.element.kind === "dynamic" ||
    sameType(a.element, b.element) ||
    unify([a.element, b.element], false) !== undefined);

const notOne = () => new ArgumentFailure(0, "a list, set or tuple with one element or none is required");

function oneType(args: readonly Value[]): Type {
  const { type } = valueAt(args, 0);
  if (!isSequence(type)) throw notOne();
  if (type.kind !== "tuple") return "element" in type ? type.element : dynamic;
  if (type.elements.length > 1) throw notOne();
  return type.elements[0] ?? dynamic;
}

function one(list: Value, type: Type): Value {
  if (list.kind !== "sequence") return unknownValue(type);
  if (list.items.length > 1) throw notOne();
  return list.items[0] ?? nullValue(type);
}

export const collectionFunctions: Readonly<Record<string, HclFunction>> = {
  alltrue: quantifier(false),
  anytrue: quantifier(true),
  length: {
    parameters: [anything("value", { unknowns: true, untyped: true, marked: true })],
    returns: number,
    run: (args) => withMarks(length(shallowUnmarked(valueAt(args, 0))), valueAt(args, 0).marks),
  },
  coalesce: {
    parameters: [],
    variadic: anything("vals", { nullable: true, unknowns: true, untyped: true, marked: true }),
    returns: coalesceType,
    run: coalesce,
  },
  coalescelist: {
    parameters: [],
    variadic: anything("vals", { nullable: true, unknowns: true, untyped: true }),
    returns: coalesceListType,
    run: coalesceList,
  },
  compact: {
    parameters: [listParameter("list", string)],
    returns: listOf(string),
    run: (args) => {
      const items = itemsAt(args, 0);
      if (!items.every(whollyKnown)) return unknownValue(listOf(string), truth);
      return listValue(
        string,
        items.filter((item) => item.kind === "string" && item.value !== ""),
      );
    },
  },
  contains: { parameters: [anything("list"), anything("value")], returns: bool, run: contains },
  distinct: {
    parameters: [listParameter("list")],
    returns: (args) => valueAt(args, 0).type,
    run: (args, type) => distinct(itemsAt(args, 0), type),
  },
  element: {
    parameters: [anything("list", { marked: true }), { ...numeric("index"), untyped: true }],
    returns: elementType,
    run: element,
    mayBeNull: true,
  },
  index: { parameters: [anything("list"), anything("value")], returns: number, run: index },
  matchkeys: {
    parameters: [listParameter("values"), listParameter("keys"), listParameter("searchset")],
    returns: matchKeysType,
    run: matchKeys,
  },
  one: { parameters: [anything("list")], returns: oneType, run: (args, type) => one(valueAt(args, 0), type), mayBeNull: true },
};
