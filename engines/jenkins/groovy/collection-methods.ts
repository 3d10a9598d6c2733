import type { Span } from "#engines/source";
import { sized } from "./operators.ts";
import { compare, type GroovyClosure, isClosure, isEqual, isTrue, textOf, type Value } from "./values.ts";

type Apply = (closure: GroovyClosure, args: readonly Value[]) => Promise<Value>;

/** Methods of a List, as far as they are known; undefined for others. */
export async function listMethod(
  list: Value[],
  name: string,
  args: readonly Value[],
  span: Span,
  apply: Apply,
): Promise<Value | undefined> {
  const [first] = args;
  const closure = isClosure(args.at(-1)) ? (args.at(-1) as GroovyClosure) : undefined;
  if (closure) return closureMethod(list, name, closure, apply);
  switch (name) {
    case "size":
      return list.length;
    case "isEmpty":
      return list.length === 0;
    case "add":
      if (first === undefined) return undefined;
      list.push(first);
      sized(list, span);
      return true;
    case "addAll":
      if (!Array.isArray(first)) return undefined;
      list.push(...first);
      sized(list, span);
      return true;
    case "contains":
      return list.some((item) => isEqual(item, first ?? null));
    case "indexOf":
      return list.findIndex((item) => isEqual(item, first ?? null));
    case "join":
      return sized(list.map(textOf).join(first === undefined ? "" : textOf(first)), span);
    case "first":
    case "head":
      return list[0] ?? null;
    case "last":
      return list.at(-1) ?? null;
    case "get":
    case "getAt":
      return typeof first === "number" ? (list.at(first) ?? null) : undefined;
    case "take":
      return typeof first === "number" ? list.slice(0, Math.max(0, first)) : undefined;
    case "drop":
      return typeof first === "number" ? list.slice(Math.max(0, first)) : undefined;
    case "tail":
      return list.slice(1);
    case "reverse":
      return [...list].reverse();
    case "unique":
      return list.filter((item, index) => list.findIndex((other) => isEqual(item, other)) === index);
    case "sort":
      return [...list].sort((a, b) => compare(a, b) ?? 0);
    case "flatten":
      return list.flat();
    case "sum":
      return list.every((item) => typeof item === "number") ? list.reduce((sum: number, item) => sum + Number(item), 0) : undefined;
    case "max":
    case "min": {
      const sorted = [...list].sort((a, b) => compare(a, b) ?? 0);
      return (name === "min" ? sorted[0] : sorted.at(-1)) ?? null;
    }
    case "toString":
      return textOf(list);
    case "toList":
      return [...list];
    default:
      return undefined;
  }
}

async function closureMethod(list: readonly Value[], name: string, closure: GroovyClosure, apply: Apply): Promise<Value | undefined> {
  const results: Value[] = [];
  switch (name) {
    case "each":
      for (const item of list) await apply(closure, [item]);
      return [...list];
    case "eachWithIndex":
      for (const [index, item] of list.entries()) await apply(closure, [item, index]);
      return [...list];
    case "collect":
      for (const item of list) results.push(await apply(closure, [item]));
      return results;
    case "findAll":
      for (const item of list) if (isTrue(await apply(closure, [item]))) results.push(item);
      return results;
    case "find":
      for (const item of list) if (isTrue(await apply(closure, [item]))) return item;
      return null;
    case "any":
      for (const item of list) if (isTrue(await apply(closure, [item]))) return true;
      return false;
    case "every":
      for (const item of list) if (!isTrue(await apply(closure, [item]))) return false;
      return true;
    case "count": {
      for (const item of list) if (isTrue(await apply(closure, [item]))) results.push(item);
      return results.length;
    }
    default:
      return undefined;
  }
}

/** Methods of a Map, as far as they are known; undefined for others. */
export async function mapMethod(map: Map<string, Value>, name: string, args: readonly Value[], apply: Apply): Promise<Value | undefined> {
  const [first, second] = args;
  const key = first === undefined ? "" : textOf(first);
  if (isClosure(first)) {
    const entries = [...map];
    const takes = first.code.parameters?.length === 2;
    const run = ([entryKey, value]: [string, Value]) => apply(first, takes ? [entryKey, value] : [entryOf(entryKey, value)]);
    if (name === "each") for (const entry of entries) await run(entry);
    if (name === "each") return map;
    if (name === "collect") {
      const results: Value[] = [];
      for (const entry of entries) results.push(await run(entry));
      return results;
    }
    if (name === "findAll" || name === "find" || name === "any" || name === "every") {
      const found: [string, Value][] = [];
      for (const entry of entries) if (isTrue(await run(entry))) found.push(entry);
      if (name === "findAll") return new Map(found);
      if (name === "find") return found[0] ? entryOf(...found[0]) : null;
      return name === "any" ? found.length > 0 : found.length === entries.length;
    }
    return undefined;
  }
  switch (name) {
    case "get":
    case "getAt":
      return map.get(key) ?? second ?? null;
    case "getOrDefault":
      return map.get(key) ?? second ?? null;
    case "put":
    case "putAt":
      if (second === undefined) return undefined;
      map.set(key, second);
      return null;
    case "remove": {
      const old = map.get(key) ?? null;
      map.delete(key);
      return old;
    }
    case "containsKey":
      return map.has(key);
    case "keySet":
      return [...map.keys()];
    case "values":
      return [...map.values()];
    case "size":
      return map.size;
    case "isEmpty":
      return map.size === 0;
    case "toString":
      return textOf(map);
    default:
      return undefined;
  }
}

const entryOf = (key: string, value: Value): Value =>
  new Map<string, Value>([
    ["key", key],
    ["value", value],
  ]);
