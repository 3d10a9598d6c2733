import { toDouble, type Value } from "#engines/hcl";

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** The known part of a value: unknown members are absent, unknown elements null. Sensitive values are written in the clear. */
export function knownJson(value: Value): Json {
  return jsonOf(value) ?? null;
}

function jsonOf(value: Value): Json | undefined {
  switch (value.kind) {
    case "unknown":
      return undefined;
    case "null":
      return null;
    case "bool":
    case "string":
      return value.value;
    case "number":
      return toDouble(value.value);
    case "sequence":
      return value.items.map(knownJson);
    case "mapping": {
      const members: Record<string, Json> = {};
      for (const [name, inner] of value.entries) {
        const json = jsonOf(inner);
        if (json !== undefined) define(members, name, json);
      }
      return members;
    }
    default:
      return value satisfies never;
  }
}

/** A learner's map may have a key named `__proto__`. */
function define(members: Record<string, Json>, name: string, value: Json): void {
  if (name === "__proto__") Object.defineProperty(members, name, { value, enumerable: true, configurable: true, writable: true });
  else members[name] = value;
}

/** What is not known yet, in the shape of the value; `{}` where everything is. */
export function unknownJson(value: Value): Json {
  const shape = markJson(value, (part) => (part.kind === "unknown" ? true : undefined));
  return normalMarks(shape) === false ? {} : shape;
}

/** What is sensitive, in the shape of the value. */
export const sensitiveJson = (value: Value): Json =>
  markJson(value, (part) => (part.marks.has("sensitive") ? true : part.kind === "unknown" ? false : undefined));

/** Marks in the shape of a value: members without one are absent, elements without one false. */
function markJson(value: Value, marked: (part: Value) => boolean | undefined): Json {
  const answer = marked(value);
  if (answer !== undefined) return answer;
  if (value.kind === "sequence") return value.items.map((item) => markJson(item, marked));
  if (value.kind !== "mapping") return false;
  const members: Record<string, Json> = {};
  for (const [name, inner] of value.entries) {
    const mark = markJson(inner, marked);
    if (mark !== false) define(members, name, mark);
  }
  return members;
}

/** Only what is marked: `true`, members with a mark, an array with `false` for elements without one, else `false`. */
export function normalMarks(marks: Json): Json {
  if (Array.isArray(marks)) {
    const elements = marks.map((mark: Json) => normalMarks(mark));
    return elements.some((element) => element !== false) ? elements : false;
  }
  if (typeof marks === "object" && marks !== null) {
    const members: Record<string, Json> = {};
    let any = false;
    for (const [name, mark] of Object.entries(marks)) {
      const normal = normalMarks(mark);
      if (normal === false) continue;
      define(members, name, normal);
      any = true;
    }
    return any ? members : false;
  }
  return marks === true;
}
