import { type Mark, type Marks, unmarked, type Value } from "./value.ts";

export function withMarks<V extends Value>(value: V, marks: Marks): V {
  if (marks.size === 0) return value;
  if (value.marks.size === 0) return { ...value, marks };
  return { ...value, marks: joined(value.marks, marks) };
}

export const withMark = <V extends Value>(value: V, mark: Mark): V => withMarks(value, new Set([mark]));

/** The value without the marks of its own; those inside it stay. */
export function shallowUnmarked<V extends Value>(value: V): V {
  return value.marks.size === 0 ? value : { ...value, marks: unmarked };
}

export function joined(...sets: readonly Marks[]): Marks {
  const filled = sets.filter((set) => set.size > 0);
  if (filled.length === 0) return unmarked;
  return filled.length === 1 ? (filled[0] ?? unmarked) : new Set(filled.flatMap((set) => [...set]));
}

/** Every mark on the value and inside it. */
export function deepMarks(value: Value): Marks {
  const found = new Set<Mark>();
  collect(value, found);
  return found.size === 0 ? unmarked : found;
}

function collect(value: Value, found: Set<Mark>): void {
  for (const mark of value.marks) found.add(mark);
  if (value.kind === "sequence") for (const item of value.items) collect(item, found);
  if (value.kind === "mapping") for (const inner of value.entries.values()) collect(inner, found);
}

export function hasMark(value: Value, mark: Mark): boolean {
  return deepMarks(value).has(mark);
}

/** The value without any mark, on it or inside it. */
export function deepUnmarked(value: Value): Value {
  return deepMarks(value).size === 0 ? value : mapMarks(value, () => unmarked);
}

/** The value with each level's marks replaced by what the function makes of them. */
export function mapMarks(value: Value, change: (marks: Marks) => Marks): Value {
  const marks = change(value.marks);
  switch (value.kind) {
    case "sequence":
      return { ...value, marks, items: value.items.map((item) => mapMarks(item, change)) };
    case "mapping":
      return { ...value, marks, entries: new Map([...value.entries].map(([key, inner]) => [key, mapMarks(inner, change)])) };
    default:
      return marks === value.marks ? value : { ...value, marks };
  }
}
