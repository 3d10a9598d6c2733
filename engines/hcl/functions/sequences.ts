import { convert } from "../values/convert.ts";
import { joined, shallowUnmarked, withMarks } from "../values/marks.ts";
import { identity, setValue } from "../values/sets.ts";
import { dynamic, friendlyName, listOf, setOf, type Type, tupleOf } from "../values/type.ts";
import { elementTypeOf, unify } from "../values/unify.ts";
import { listValue, tupleValue, unknownValue, type Value, whollyKnown } from "../values/value.ts";
import { anything, integerAt, isSequence, itemsAt, listParameter, numeric, valueAt } from "./arguments.ts";
import { ArgumentFailure, CallFailure, type FunctionHost, type HclFunction } from "./model.ts";

function reverseType(value: Value): Type {
  if (value.type.kind === "tuple") return tupleOf([...value.type.elements].reverse());
  if (value.type.kind === "list" || value.type.kind === "set") return listOf(value.type.element);
  throw new ArgumentFailure(0, `only lists, sets and tuples can be reversed, and this is ${friendlyName(value.type)}`);
}

function rebuilt(type: Type, items: readonly Value[]): Value {
  return type.kind === "list" ? listValue(type.element, items) : tupleValue(items);
}

function sliceBounds(args: readonly Value[]): { start: number; end: number } {
  const list = valueAt(args, 0);
  const size = list.type.kind === "tuple" ? list.type.elements.length : list.kind === "sequence" ? list.items.length : undefined;
  const [start, end] = [integerAt(args, 1), integerAt(args, 2)];
  if (start < 0) throw new ArgumentFailure(1, "the start index must not be negative");
  if (size !== undefined && start > size) throw new ArgumentFailure(1, "the start index is behind the end of the list");
  if (size !== undefined && end > size) throw new ArgumentFailure(2, "the end index is behind the end of the list");
  if (start > end) throw new ArgumentFailure(1, "the start index must not be behind the end index");
  return { start, end };
}

function sliceType(args: readonly Value[]): Type {
  const { type } = valueAt(args, 0);
  if (type.kind === "list") return type;
  if (type.kind !== "tuple") throw new ArgumentFailure(0, `a list or a tuple is required, and this is ${friendlyName(type)}`);
  if (valueAt(args, 1).kind !== "number" || valueAt(args, 2).kind !== "number") return dynamic;
  const { start, end } = sliceBounds(args);
  return tupleOf(type.elements.slice(start, end));
}

function chunks(args: readonly Value[], type: Type): Value {
  const items = itemsAt(args, 0);
  const element = type.kind === "list" ? type.element : dynamic;
  const inner = element.kind === "list" ? element.element : dynamic;
  const size = chunkSize(args);
  const result: Value[] = [];
  for (let at = 0; at < items.length; at += size || items.length)
    result.push(listValue(inner, items.slice(at, at + (size || items.length))));
  return listValue(element, result);
}

function chunkSize(args: readonly Value[]): number {
  const size = integerAt(args, 1);
  if (size < 0) throw new CallFailure("the size must not be negative");
  return size;
}

function productType(args: readonly Value[]): Type {
  if (args.length < 2) throw new CallFailure("at least two arguments are required");
  const elements = args.map(({ type }, index) => {
    if (type.kind === "list" || type.kind === "set") return type.element;
    if (type.kind !== "tuple") throw new ArgumentFailure(index, "a list, a set or a tuple is required");
    const element = elementTypeOf(type.elements);
    if (!element) throw new ArgumentFailure(index, "the elements must be of one type");
    return element;
  });
  return args.some(({ type }) => type.kind === "set") ? setOf(tupleOf(elements)) : listOf(tupleOf(elements));
}

function product(args: readonly Value[], type: Type, host: FunctionHost): Value {
  const tuple = "element" in type && type.element.kind === "tuple" ? type.element : tupleOf([]);
  const lists = args.map((_, index) => itemsAt(args, index).map((item) => convert(item, tuple.elements[index] ?? dynamic)));
  host.budget.step(lists.reduce((size, list) => size * list.length, 1) * lists.length);
  let rows: Value[][] = [[]];
  for (const list of lists) rows = rows.flatMap((row) => list.map((item) => [...row, item]));
  const tuples = rows.map((row) => tupleValue(row));
  return type.kind === "set" ? setValue(tuple, tuples) : listValue(tuple, tuples);
}

const anySet = setOf(dynamic);

/** The set functions convert all their arguments to sets of one element type. */
const setOperation = (
  names: readonly string[],
  combine: (sets: readonly (readonly Value[])[]) => readonly Value[],
  certain = false,
): HclFunction => ({
  parameters: names.map((name) => ({ name, type: anySet })),
  ...(names.length === 1 ? { variadic: { name: "other_sets", type: anySet } } : {}),
  returns: (args) => {
    const elements = args.map(({ type }) => ("element" in type ? type.element : dynamic));
    const settled = elements.filter((_, index) => !isEmptyUntyped(args[index]));
    const element = settled.length === 0 ? dynamic : unify(settled, true);
    if (!element) throw new CallFailure("the sets must be of one element type");
    return setOf(element);
  },
  run: (args, type) => {
    const element = "element" in type ? type.element : dynamic;
    if (!certain && !args.every(whollyKnown)) return unknownValue(type, { notNull: true });
    const sets = args.map((_, index) => itemsAt(args, index).map((item) => convert(item, element)));
    return setValue(element, combine(sets));
  },
});

const isEmptyUntyped = (value: Value | undefined): boolean =>
  value?.kind === "sequence" && value.items.length === 0 && "element" in value.type && value.type.element.kind === "dynamic";

const without = (items: readonly Value[], others: readonly Value[], keep: boolean): readonly Value[] => {
  const known = new Set(others.map(identity));
  return items.filter((item) => known.has(identity(item)) === keep);
};

export const sequenceFunctions: Readonly<Record<string, HclFunction>> = {
  reverse: {
    parameters: [anything("list", { marked: true })],
    returns: (args) => reverseType(valueAt(args, 0)),
    run: (args, type) => {
      const list = valueAt(args, 0);
      return withMarks(rebuilt(type, [...itemsAt([shallowUnmarked(list)], 0)].reverse()), list.marks);
    },
  },
  slice: {
    parameters: [anything("list", { marked: true }), numeric("start_index"), numeric("end_index")],
    returns: sliceType,
    run: (args, type) => {
      const { start, end } = sliceBounds(args);
      return withMarks(rebuilt(type, itemsAt([shallowUnmarked(valueAt(args, 0))], 0).slice(start, end)), joined(valueAt(args, 0).marks));
    },
  },
  chunklist: {
    parameters: [{ ...listParameter("list"), marked: true }, numeric("size")],
    returns: (args) => listOf(valueAt(args, 0).type),
    run: ([list, ...rest], type) => (list ? withMarks(chunks([shallowUnmarked(list), ...rest], type), list.marks) : unknownValue(type)),
  },
  setproduct: {
    parameters: [],
    variadic: anything("sets", { marked: true }),
    returns: productType,
    run: (args, type, host) => {
      if (args.some((arg) => isSequence(arg.type) && arg.type.kind === "set" && !whollyKnown(arg)))
        return unknownValue(type, { notNull: true });
      return withMarks(product(args.map(shallowUnmarked), type, host), joined(...args.map((arg) => arg.marks)));
    },
  },
  setunion: setOperation(["first_set"], (sets) => sets.flat(), true),
  setintersection: setOperation(["first_set"], ([first = [], ...rest]) => rest.reduce((kept, other) => without(kept, other, true), first)),
  setsubtract: setOperation(["a", "b"], ([a = [], b = []]) => without(a, b, false)),
};
