import type { Span } from "#engines/source";
import { at, entryOf } from "./access.ts";
import { allWithAll, binary } from "./operators.ts";
import { compare, type GroovyClosure, isEqual, isTrue, textOf, type Value } from "./values.ts";

/** Calls a closure; of its arguments it takes as many as it names. */
export type Apply = (closure: GroovyClosure, args: readonly Value[]) => Promise<Value>;

/** Methods of a List that take a closure, as far as they are known; undefined for others. `others` are the arguments in front of it. */
export async function closureMethod(
  list: Value[],
  name: string,
  others: readonly Value[],
  closure: GroovyClosure,
  { span, apply }: { readonly span: Span; readonly apply: Apply },
): Promise<Value | undefined> {
  const each = async (visit: (item: Value, result: Value) => boolean | undefined) => {
    for (const item of [...list]) if (visit(item, await apply(closure, [item])) === false) return;
  };
  const results: Value[] = [];
  switch (name) {
    case "each":
    case "forEach":
      await each(() => undefined);
      return name === "each" ? list : null;
    case "reverseEach":
      for (const item of [...list].reverse()) await apply(closure, [item]);
      return list;
    case "eachWithIndex":
      for (const [index, item] of [...list].entries()) await apply(closure, [item, index]);
      return list;
    case "collect":
      await each((_, result) => void results.push(result));
      return results;
    case "collectMany":
      await each((_, result) => void results.push(...(Array.isArray(result) ? result : [result])));
      return results;
    case "findResults":
      await each((_, result) => void (result !== null && results.push(result)));
      return results;
    case "findAll":
    case "grep":
      await each((item, result) => void (isTrue(result) && results.push(item)));
      return results;
    case "find":
    case "findResult":
    case "findIndexOf":
    case "any":
    case "every":
      return search(list, name, closure, apply);
    case "takeWhile":
      await each((item, result) => isTrue(result) && results.push(item) > 0);
      return results;
    case "count":
      await each((item, result) => void (isTrue(result) && results.push(item)));
      return results.length;
    case "split": {
      const rest: Value[] = [];
      await each((item, result) => void (isTrue(result) ? results : rest).push(item));
      return [results, rest];
    }
    case "removeAll":
    case "removeIf":
    case "retainAll": {
      await each((item, result) => void (isTrue(result) === (name === "retainAll") && results.push(item)));
      const changed = results.length !== list.length;
      list.splice(0, list.length, ...results);
      return changed;
    }
    case "sum": {
      await each((_, result) => void results.push(result));
      return results.length === 0 ? null : results.reduce((sum, item) => binary("+", sum, item, span));
    }
    case "inject": {
      const [start] = others;
      let [sum = null, items] = start === undefined ? [list[0], list.slice(1)] : [start, [...list]];
      for (const item of items) sum = await apply(closure, [sum, item]);
      return sum;
    }
    case "collectEntries": {
      await each((_, result) => void results.push(result));
      return new Map(results.flatMap(entriesIn));
    }
    case "groupBy":
    case "countBy":
    case "indexBy":
      return grouped(list, name, closure, apply);
    default:
      return ordering(list, name, closure, apply, span);
  }
}

async function search(list: readonly Value[], name: string, closure: GroovyClosure, apply: Apply): Promise<Value> {
  for (const [index, item] of list.entries()) {
    const result = await apply(closure, [item]);
    if (name === "findResult" && result !== null) return result;
    if (name === "findResult" || isTrue(result) === (name === "every")) continue;
    return name === "find" ? item : name === "findIndexOf" ? index : name === "any";
  }
  return name === "findIndexOf" ? -1 : name === "every" ? true : name === "any" ? false : null;
}

/** `[key, value]`, or maps. */
function entriesIn(value: Value): readonly [string, Value][] {
  if (value instanceof Map) return [...value];
  return Array.isArray(value) ? [[textOf(value[0] ?? null), value[1] ?? null]] : [];
}

async function grouped(list: readonly Value[], name: string, closure: GroovyClosure, apply: Apply): Promise<Value> {
  const groups = new Map<string, Value[]>();
  for (const item of list) {
    const key = textOf(await apply(closure, [item]));
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  const value = (items: Value[]): Value => (name === "groupBy" ? items : name === "countBy" ? items.length : (items.at(-1) ?? null));
  return new Map([...groups].map(([key, items]) => [key, value(items)]));
}

/** A closure of one parameter gives what is compared, one of two compares. */
async function ordering(list: Value[], name: string, closure: GroovyClosure, apply: Apply, span: Span): Promise<Value | undefined> {
  if (!["sort", "toSorted", "max", "min", "unique", "toUnique"].includes(name)) return undefined;
  const compares = closure.code.parameters?.length === 2;
  const keys = new Map<number, Value>();
  if (!compares) for (const [index, item] of list.entries()) keys.set(index, await apply(closure, [item]));
  const order = async (a: number, b: number): Promise<number> => {
    if (!compares) return compare(keys.get(a) ?? null, keys.get(b) ?? null) ?? 0;
    const sign = await apply(closure, [list[a] ?? null, list[b] ?? null]);
    return typeof sign === "number" ? sign : 0;
  };
  const indexes = list.map((_, index) => index);
  if (name === "unique" || name === "toUnique") {
    allWithAll(list, list, span);
    const kept: number[] = [];
    for (const index of indexes) {
      const equals = async (other: number) =>
        compares ? (await order(other, index)) === 0 : isEqual(keys.get(other) ?? null, keys.get(index) ?? null);
      let isNew = true;
      for (const other of kept) if (await equals(other)) isNew = false;
      if (isNew) kept.push(index);
    }
    return changed(list, name === "unique", kept);
  }
  const sorted = await merged(indexes, order);
  if (name === "sort" || name === "toSorted") return changed(list, name === "sort", sorted);
  return list[(name === "min" ? sorted[0] : sorted.at(-1)) ?? -1] ?? null;
}

/** `sort` and `unique` change the list itself. */
function changed(list: Value[], inPlace: boolean, indexes: readonly number[]): Value {
  const items = indexes.map((index) => list[index] ?? null);
  if (!inPlace) return items;
  list.splice(0, list.length, ...items);
  return list;
}

/** Sorted by halves, since closures are asked for the order. */
async function merged(indexes: readonly number[], order: (a: number, b: number) => Promise<number>): Promise<readonly number[]> {
  if (indexes.length < 2) return indexes;
  const middle = indexes.length >> 1;
  const left = [...(await merged(indexes.slice(0, middle), order))];
  const right = [...(await merged(indexes.slice(middle), order))];
  const result: number[] = [];
  let [i, j] = [0, 0];
  for (let a = left[i], b = right[j]; a !== undefined && b !== undefined; a = left[i], b = right[j]) {
    if ((await order(a, b)) <= 0) {
      result.push(a);
      i++;
    } else {
      result.push(b);
      j++;
    }
  }
  return [...result, ...left.slice(i), ...right.slice(j)];
}

/** Methods of a Map that take a closure: of the entry, or of key and value. */
export async function mapClosureMethod(
  map: Map<string, Value>,
  name: string,
  others: readonly Value[],
  closure: GroovyClosure,
  using: { readonly span: Span; readonly apply: Apply },
): Promise<Value | undefined> {
  const takes = closure.code.parameters?.length ?? 1;
  const entries = [...map].map(([key, value]) => entryOf(key, value));
  const pair = (entry: Value): Value[] => [at(entry, "key", using.span), at(entry, "value", using.span)];
  const apply: Apply = (called, args) => {
    const [first = null, ...rest] = args;
    const compares = name === "sort" || name === "max" || name === "min";
    return using.apply(called, takes >= 2 && !compares && name !== "inject" ? [...pair(first), ...rest] : args);
  };
  const found = await closureMethod(entries, name === "sort" ? "toSorted" : name, others, closure, { ...using, apply });
  if (name === "each" || name === "eachWithIndex") return map;
  if (name !== "findAll" && name !== "sort" && name !== "groupBy") return found;
  const asMap = (value: Value): Value =>
    Array.isArray(value) ? new Map(value.map(pair).map(([key, item]) => [textOf(key ?? null), item ?? null])) : value;
  if (name === "groupBy" && found instanceof Map) return new Map([...found].map(([key, value]) => [key, asMap(value)]));
  return found === undefined ? undefined : asMap(found);
}
