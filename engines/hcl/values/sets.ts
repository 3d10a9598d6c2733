import { compare } from "../numbers/number.ts";
import { generalText, numberText } from "../numbers/text.ts";
import { deepMarks, deepUnmarked, withMarks } from "./marks.ts";
import { compareText, type Type } from "./type.ts";
import { type Mark, type SequenceValue, unmarked, type Value } from "./value.ts";

/** Unique and in Terraform's order. Marks inside the elements become the set's own, because elements are found by their value. */
export function setValue(element: Type, items: Iterable<Value>): SequenceValue {
  const marks = new Set<Mark>();
  const unique = new Map<string, Value>();
  let unknowns = 0;
  for (const item of items) {
    for (const mark of deepMarks(item)) marks.add(mark);
    const bare = deepUnmarked(item);
    const text = identity(bare);
    // Two unknowns may turn out to differ: each stays an element of its own.
    unique.set(text.includes("?") && holdsUnknown(bare) ? `${text}#${unknowns++}` : text, bare);
  }
  const ordered = [...unique.values()].sort(compareElements);
  const set: SequenceValue = { kind: "sequence", type: { kind: "set", element }, marks: unmarked, items: ordered };
  return withMarks(set, marks);
}

function holdsUnknown(value: Value): boolean {
  if (value.kind === "unknown") return true;
  if (value.kind === "sequence") return value.items.some(holdsUnknown);
  return value.kind === "mapping" && [...value.entries.values()].some(holdsUnknown);
}

/** A text that two values share exactly if they are equal and wholly known; types are not part of it. */
export function identity(value: Value): string {
  return written(value, (item) => numberText(item));
}

function written(value: Value, number: (item: Extract<Value, { kind: "number" }>["value"]) => string): string {
  switch (value.kind) {
    case "unknown":
      return "?";
    case "null":
      return "~";
    case "bool":
      return value.value ? "T" : "F";
    case "number":
      return number(value.value);
    case "string":
      return JSON.stringify(value.value);
    case "sequence": {
      const [open, close] = value.type.kind === "tuple" ? "<>" : "[]";
      return `${open}${value.items.map((item) => `${written(item, number)};`).join("")}${close}`;
    }
    case "mapping": {
      const keyed = value.type.kind === "map";
      const parts = [...value.entries].map(([key, item]) => `${keyed ? `${JSON.stringify(key)}:` : ""}${written(item, number)};`);
      return keyed ? `{${parts.join("")}}` : `<${parts.join("")}>`;
    }
    default:
      return value satisfies never;
  }
}

const rank = (value: Value): number => (value.kind === "null" ? 2 : value.kind === "unknown" ? 1 : 0);

/** https://github.com/zclconf/go-cty, `setRules.Less`: primitives by value, all else by a text made of them with ten digits a number. */
function compareElements(a: Value, b: Value): number {
  if (rank(a) !== rank(b) || rank(a) > 0) return rank(a) - rank(b);
  if (a.kind === "string" && b.kind === "string") return compareText(a.value, b.value);
  if (a.kind === "number" && b.kind === "number") return compare(a.value, b.value);
  if (a.kind === "bool" && b.kind === "bool") return Number(a.value) - Number(b.value);
  return compareText(orderText(a), orderText(b));
}

const orderText = (value: Value): string =>
  written(value, (item) => (item.mantissa < 0n ? `-${generalText(item, 10)}` : generalText(item, 10)));
