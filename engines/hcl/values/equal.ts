import { compare } from "../numbers/number.ts";
import { deepMarks, withMarks } from "./marks.ts";
import { identity } from "./sets.ts";
import { bool, hasDynamic, sameType } from "./type.ts";
import { boolValue, type Refinement, type SequenceValue, unknownValue, type Value, whollyKnown } from "./value.ts";

/** `==` of the language: false for values of different types, unknown where the answer depends on what is not known yet. */
export function equals(a: Value, b: Value): Value {
  const marks = new Set([...deepMarks(a), ...deepMarks(b)]);
  const answer = compareValues(a, b);
  return withMarks(answer === undefined ? unknownValue(bool, { notNull: true }) : boolValue(answer), marks);
}

function compareValues(a: Value, b: Value): boolean | undefined {
  if (a.kind === "null" || b.kind === "null") return compareWithNull(a, b);
  if (a.kind === "unknown" || b.kind === "unknown") {
    if (excludes(a, b) || excludes(b, a)) return false;
    if (!hasDynamic(a.type) && !hasDynamic(b.type) && !sameType(a.type, b.type)) return false;
    return undefined;
  }
  if (a.kind === "sequence" && b.kind === "sequence") return compareSequences(a, b);
  if (a.kind === "mapping" && b.kind === "mapping") {
    if (!comparable(a, b)) return false;
    if (a.entries.size !== b.entries.size) return false;
    let answer: boolean | undefined = true;
    for (const [key, value] of a.entries) {
      const other = b.entries.get(key);
      if (!other) return false;
      const same = compareValues(value, other);
      if (same === false) return false;
      if (same === undefined) answer = undefined;
    }
    return answer;
  }
  if (a.kind === "number" && b.kind === "number") return compare(a.value, b.value) === 0;
  if (a.kind === "string" && b.kind === "string") return a.value === b.value;
  return a.kind === "bool" && b.kind === "bool" && a.value === b.value;
}

function compareSequences(a: SequenceValue, b: SequenceValue): boolean | undefined {
  if (!comparable(a, b)) return false;
  if (a.type.kind === "set") {
    if (!whollyKnown(a) || !whollyKnown(b)) return undefined;
    return a.items.length === b.items.length && identity(a) === identity(b);
  }
  if (a.items.length !== b.items.length) return false;
  let answer: boolean | undefined = true;
  for (const [index, item] of a.items.entries()) {
    const other = b.items[index];
    const same = other === undefined ? false : compareValues(item, other);
    if (same === false) return false;
    if (same === undefined) answer = undefined;
  }
  return answer;
}

function compareWithNull(a: Value, b: Value): boolean | undefined {
  if (a.kind === "null" && b.kind === "null") return true;
  const other = a.kind === "null" ? b : a;
  if (other.kind !== "unknown") return false;
  return other.refinement.notNull ? false : undefined;
}

/** Kinds and element types must agree; a type that is not settled yet agrees with any. */
function comparable(a: Value, b: Value): boolean {
  if (hasDynamic(a.type) || hasDynamic(b.type)) return a.type.kind === b.type.kind;
  return sameType(a.type, b.type);
}

/** Whether what is certain of the unknown rules the other value out. */
function excludes(unknown: Value, other: Value): boolean {
  if (unknown.kind !== "unknown") return false;
  const refinement: Refinement = unknown.refinement;
  if (other.kind === "string" && refinement.prefix !== undefined) return !other.value.startsWith(refinement.prefix);
  if (other.kind === "number") {
    const [low, high] = [refinement.min, refinement.max];
    if (low && (compare(other.value, low.number) < 0 || (!low.inclusive && compare(other.value, low.number) === 0))) return true;
    if (high && (compare(other.value, high.number) > 0 || (!high.inclusive && compare(other.value, high.number) === 0))) return true;
  }
  const size = other.kind === "sequence" ? other.items.length : other.kind === "mapping" ? other.entries.size : undefined;
  if (size === undefined || (other.kind === "sequence" && other.type.kind === "set" && !whollyKnown(other))) return false;
  return size < (refinement.minLength ?? 0) || size > (refinement.maxLength ?? Number.POSITIVE_INFINITY);
}

/** Whether two values are the same in every respect: type, unknowns, refinements and marks. */
export function identical(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.kind !== b.kind || !sameType(a.type, b.type) || !sameMarks(a, b)) return false;
  switch (a.kind) {
    case "unknown":
      return b.kind === "unknown" && sameRefinement(a.refinement, b.refinement);
    case "null":
      return true;
    case "sequence":
      return (
        b.kind === "sequence" &&
        a.items.length === b.items.length &&
        a.items.every((item, index) => {
          const other = b.items[index];
          return other !== undefined && identical(item, other);
        })
      );
    case "mapping":
      if (b.kind !== "mapping" || a.entries.size !== b.entries.size) return false;
      for (const [key, value] of a.entries) {
        const other = b.entries.get(key);
        if (!other || !identical(value, other)) return false;
      }
      return true;
    default:
      return compareValues(a, b) === true;
  }
}

const sameMarks = (a: Value, b: Value): boolean => a.marks.size === b.marks.size && [...a.marks].every((mark) => b.marks.has(mark));

function sameRefinement(a: Refinement, b: Refinement): boolean {
  const bound = (x: Refinement["min"], y: Refinement["min"]) =>
    x === y || (x !== undefined && y !== undefined && x.inclusive === y.inclusive && compare(x.number, y.number) === 0);
  return (
    (a.notNull ?? false) === (b.notNull ?? false) &&
    a.prefix === b.prefix &&
    a.minLength === b.minLength &&
    a.maxLength === b.maxLength &&
    bound(a.min, b.min) &&
    bound(a.max, b.max)
  );
}
