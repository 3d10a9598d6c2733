import type { Span } from "#engines/source";
import { entryOf } from "./access.ts";
import { type Apply, closureMethod, mapClosureMethod } from "./closure-methods.ts";
import { BuildError } from "./errors.ts";
import { allWithAll, binary, sized } from "./operators.ts";
import { compare, isClosure, isEqual, textOf, type Value } from "./values.ts";

/** Methods of a List, as far as they are known; undefined for others. */
export async function listMethod(
  list: Value[],
  name: string,
  args: readonly Value[],
  span: Span,
  apply: Apply,
): Promise<Value | undefined> {
  const last = args.at(-1);
  if (isClosure(last)) return closureMethod(list, name, args.slice(0, -1), last, { span, apply });
  return changeList(list, name, args, span) ?? readList(list, name, args, span);
}

function changeList(list: Value[], name: string, [first, second]: readonly Value[], span: Span): Value | undefined {
  const ordered = () => [...list].sort((a, b) => compare(a, b) ?? 0);
  const distinct = () => {
    allWithAll(list, list, span);
    return list.filter((item, index) => list.findIndex((other) => isEqual(item, other)) === index);
  };
  const become = (items: readonly Value[]) => {
    const changed = items.length !== list.length;
    list.splice(0, list.length, ...items);
    return changed;
  };
  switch (name) {
    case "add":
    case "push":
    case "leftShift":
      if (first === undefined) return undefined;
      if (name === "add" && second !== undefined && typeof first === "number") list.splice(first, 0, second);
      else if (name === "push") list.unshift(first);
      else list.push(first);
      sized(list, span);
      return name === "leftShift" ? list : true;
    case "addAll":
      if (!Array.isArray(first)) return undefined;
      list.push(...first);
      sized(list, span);
      return first.length > 0;
    case "remove":
    case "removeAt":
    case "removeElement": {
      if (first === undefined) return undefined;
      const index = typeof first === "number" && name !== "removeElement" ? first : list.findIndex((item) => isEqual(item, first));
      const [removed = null] = index >= 0 ? list.splice(index, 1) : [];
      return typeof first === "number" && name !== "removeElement" ? removed : index >= 0;
    }
    case "removeAll":
    case "retainAll":
      if (!Array.isArray(first)) return undefined;
      allWithAll(list, first, span);
      return become(list.filter((item) => first.some((other) => isEqual(item, other)) === (name === "retainAll")));
    case "clear":
      become([]);
      return null;
    case "pop":
    case "removeLast":
      if (list.length === 0) throw new BuildError("Cannot pop() an empty List", span, "java.util.NoSuchElementException");
      return (name === "pop" ? list.shift() : list.pop()) ?? null;
    case "set":
    case "putAt":
      if (typeof first !== "number" || second === undefined || first >= 10_000) return undefined;
      list[first] = second;
      return null;
    case "sort":
    case "unique": {
      const items = name === "sort" ? ordered() : distinct();
      if (first === false) return items;
      become(items);
      return list;
    }
    case "toSorted":
      return ordered();
    case "toUnique":
      return distinct();
    default:
      return undefined;
  }
}

function readList(list: readonly Value[], name: string, [first, second]: readonly Value[], span: Span): Value | undefined {
  if (Array.isArray(first)) allWithAll(list, first, span);
  if (name === "toSet") allWithAll(list, list, span);
  switch (name) {
    case "size":
      return list.length;
    case "isEmpty":
      return list.length === 0;
    case "contains":
      return list.some((item) => isEqual(item, first ?? null));
    case "containsAll":
      return Array.isArray(first) ? first.every((wanted) => list.some((item) => isEqual(item, wanted))) : undefined;
    case "count":
      return list.filter((item) => isEqual(item, first ?? null)).length;
    case "indexOf":
      return list.findIndex((item) => isEqual(item, first ?? null));
    case "lastIndexOf":
      return list.findLastIndex((item) => isEqual(item, first ?? null));
    case "join":
      return sized(list.map(textOf).join(first === undefined ? "" : textOf(first)), span);
    case "first":
    case "head":
    case "last": {
      const item = name === "last" ? list.at(-1) : list[0];
      if (item === undefined)
        throw new BuildError(`Cannot access ${name}() element from an empty List`, span, "java.util.NoSuchElementException");
      return item;
    }
    case "get":
    case "getAt":
      if (typeof first !== "number") return undefined;
      if (name === "get" && (first < 0 || first >= list.length))
        throw new BuildError(`Index ${first} out of bounds for length ${list.length}`, span, "java.lang.IndexOutOfBoundsException");
      return list.at(first) ?? null;
    case "subList":
      return typeof first === "number" && typeof second === "number" ? list.slice(first, second) : undefined;
    case "take":
      return typeof first === "number" ? list.slice(0, Math.max(0, first)) : undefined;
    case "takeRight":
      return typeof first === "number" ? list.slice(Math.max(0, list.length - first)) : undefined;
    case "drop":
      return typeof first === "number" ? list.slice(Math.max(0, first)) : undefined;
    case "dropRight":
      return typeof first === "number" ? list.slice(0, Math.max(0, list.length - first)) : undefined;
    case "tail":
      return list.slice(1);
    case "init":
      return list.slice(0, -1);
    case "reverse":
      return [...list].reverse();
    case "flatten":
      return flattened(list);
    case "sum":
      return list.length === 0 ? null : list.reduce((sum, item) => binary("+", sum, item, span));
    case "max":
    case "min": {
      const sorted = [...list].sort((a, b) => compare(a, b) ?? 0);
      return (name === "min" ? sorted[0] : sorted.at(-1)) ?? null;
    }
    case "plus":
      return binary("+", [...list], first ?? null, span);
    case "minus":
      return binary("-", [...list], first ?? null, span);
    case "intersect":
      return Array.isArray(first) ? list.filter((item) => first.some((other) => isEqual(item, other))) : undefined;
    case "disjoint":
      return Array.isArray(first) ? !list.some((item) => first.some((other) => isEqual(item, other))) : undefined;
    case "collate": {
      if (typeof first !== "number" || first < 1) return undefined;
      return Array.from({ length: Math.ceil(list.length / first) }, (_, index) => list.slice(index * first, (index + 1) * first));
    }
    case "transpose": {
      const rows = list.filter(Array.isArray) as Value[][];
      const width = Math.min(...rows.map((row) => row.length));
      return rows.length < list.length || rows.length === 0
        ? []
        : Array.from({ length: width }, (_, at) => rows.map((row) => row[at] ?? null));
    }
    case "combinations":
      return combined(list, span);
    case "withIndex":
      return list.map((item, index) => [item, index]);
    case "indexed":
      return new Map(list.map((item, index) => [String(index), item]));
    case "collectEntries":
      return new Map(
        list.flatMap((item) =>
          Array.isArray(item) ? [[textOf(item[0] ?? null), item[1] ?? null] as const] : item instanceof Map ? [...item] : [],
        ),
      );
    case "toString":
    case "inspect":
      return textOf([...list]);
    case "equals":
      return isEqual([...list], first ?? null);
    case "toList":
    case "asList":
    case "asImmutable":
    case "asUnmodifiable":
    case "toArray":
    case "iterator":
    case "stream":
    case "clone":
      return name === "stream" || name === "iterator" ? undefined : [...list];
    case "toSet":
      return list.filter((item, index) => list.findIndex((other) => isEqual(item, other)) === index);
    default:
      return undefined;
  }
}

function flattened(list: readonly Value[]): Value[] {
  return list.flatMap((item) => (Array.isArray(item) ? flattened(item) : [item]));
}

/** Every way to take one item of each list; the first changes fastest. */
function combined(list: readonly Value[], span: Span): Value[] {
  let rows: Value[][] = [[]];
  for (const choices of [...list].reverse()) {
    const items = Array.isArray(choices) ? choices : [choices];
    rows = sized(rows, span).flatMap((row) => items.map((item) => [item, ...row]));
    if (rows.length > 10_000) sized({ length: Number.POSITIVE_INFINITY }, span);
  }
  return rows;
}

/** Methods of a Map, as far as they are known; undefined for others. */
export async function mapMethod(
  map: Map<string, Value>,
  name: string,
  args: readonly Value[],
  span: Span,
  apply: Apply,
): Promise<Value | undefined> {
  const [first, second] = args;
  const last = args.at(-1);
  if (isClosure(last) && name !== "put") return mapClosureMethod(map, name, args.slice(0, -1), last, { span, apply });
  const key = first === undefined ? "" : textOf(first);
  switch (name) {
    case "get":
    case "getAt":
    case "getOrDefault": {
      const value = map.get(key);
      if (value === undefined && name === "get" && second !== undefined) map.set(key, second);
      return value ?? second ?? null;
    }
    case "put":
    case "putAt":
    case "putIfAbsent": {
      if (second === undefined) return undefined;
      const old = map.get(key) ?? null;
      if (name !== "putIfAbsent" || old === null) map.set(key, second);
      return old;
    }
    case "putAll":
    case "plus":
    case "leftShift": {
      if (!(first instanceof Map)) return undefined;
      if (name === "plus") return new Map([...map, ...first]);
      for (const [each, value] of first) map.set(each, value);
      return name === "leftShift" ? map : null;
    }
    case "remove": {
      const old = map.get(key) ?? null;
      map.delete(key);
      return old;
    }
    case "clear":
      map.clear();
      return null;
    case "containsKey":
      return map.has(key);
    case "containsValue":
      return [...map.values()].some((value) => isEqual(value, first ?? null));
    case "keySet":
      return [...map.keys()];
    case "values":
      return [...map.values()];
    case "entrySet":
      return [...map].map(([each, value]) => entryOf(each, value));
    case "subMap":
      return Array.isArray(first) ? new Map([...map].filter(([each]) => first.some((wanted) => textOf(wanted) === each))) : undefined;
    case "sort":
      return new Map([...map].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
    case "size":
      return map.size;
    case "isEmpty":
      return map.size === 0;
    case "toString":
      return `{${[...map].map(([each, value]) => `${each}=${textOf(value)}`).join(", ")}}`;
    case "inspect":
      return textOf(map);
    case "equals":
      return isEqual(map, first ?? null);
    case "clone":
    case "asImmutable":
      return new Map(map);
    default:
      return undefined;
  }
}
