import { deepMarks, type Value, withMarks } from "#engines/hcl";

/** The value with the marks that another one of its shape has at the same places. */
export function withMarksOf(value: Value, marked: Value): Value {
  if (deepMarks(marked).size === 0) return value;
  return remark(value, marked);
}

function remark(value: Value, marked: Value): Value {
  const own = withMarks(value, marked.marks);
  if (own.kind === "mapping" && marked.kind === "mapping") {
    const entries = [...own.entries].map(([key, inner]): [string, Value] => {
      const other = marked.entries.get(key);
      return [key, other ? withMarksOf(inner, other) : inner];
    });
    return { ...own, entries: new Map(entries) };
  }
  if (own.kind === "sequence" && marked.kind === "sequence" && own.type.kind !== "set") {
    return {
      ...own,
      items: own.items.map((item, index) => {
        const other = marked.items[index];
        return other ? withMarksOf(item, other) : item;
      }),
    };
  }
  return own;
}

/** The marks of two objects are the same at the same places. */
export function sameMarksInside(a: Value, b: Value): boolean {
  const [left, right] = [deepMarks(a), deepMarks(b)];
  if (left.size === 0 && right.size === 0) return true;
  return shape(a) === shape(b);
}

function shape(value: Value): string {
  const own = value.marks.has("sensitive") ? "s" : "";
  if (value.kind === "mapping") {
    const inner = [...value.entries].map(([key, item]) => [key, shape(item)] as const).filter(([, text]) => text !== "");
    return own + (inner.length > 0 ? JSON.stringify(inner) : "");
  }
  if (value.kind !== "sequence") return own;
  const inner = value.items.map(shape);
  return own + (inner.some((text) => text !== "") ? JSON.stringify(inner) : "");
}
