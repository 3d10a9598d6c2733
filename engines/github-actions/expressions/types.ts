/** What a value of an expression can be, as far as it is known before a run. */
export type ExpressionType =
  | { readonly kind: "any" | "null" | "number" | "string" | "bool" }
  | {
      readonly kind: "array";
      readonly element: ExpressionType /** Made by `.*`, so that a property of it is one of each element. */;
      readonly filtered: boolean;
    }
  | {
      readonly kind: "object";
      /** By name in lower case. */
      readonly properties: ReadonlyMap<string, ExpressionType>;
      /** What other properties are; absent: there are no others. */
      readonly others?: ExpressionType;
    };

export const any: ExpressionType = { kind: "any" };
export const nothing: ExpressionType = { kind: "null" };
export const number: ExpressionType = { kind: "number" };
export const string: ExpressionType = { kind: "string" };
export const bool: ExpressionType = { kind: "bool" };
export const arrayOf = (element: ExpressionType, filtered = false): ExpressionType => ({ kind: "array", element, filtered });
export const strict = (properties: Readonly<Record<string, ExpressionType>>): ExpressionType => ({
  kind: "object",
  properties: new Map(Object.entries(properties).map(([name, type]) => [name.toLowerCase(), type])),
});
export const strictMap = (properties: ReadonlyMap<string, ExpressionType>): ExpressionType => ({ kind: "object", properties });
export const mapOf = (others: ExpressionType): ExpressionType => ({ kind: "object", properties: new Map(), others });
export const loose: ExpressionType = mapOf(any);

/** The type of a value that is one or the other. */
export function merge(left: ExpressionType, right: ExpressionType): ExpressionType {
  if (left.kind === "any" || right.kind === "any") return any;
  if (left.kind === "array" && right.kind === "array") return arrayOf(merge(left.element, right.element), left.filtered && right.filtered);
  if (left.kind === "object" && right.kind === "object") {
    const properties = new Map(left.properties);
    for (const [name, type] of right.properties) {
      const known = properties.get(name);
      properties.set(name, known ? merge(known, type) : type);
    }
    const others = left.others && right.others ? merge(left.others, right.others) : (left.others ?? right.others);
    return others ? { kind: "object", properties, others } : { kind: "object", properties };
  }
  if (left.kind === right.kind) return left;
  const simple = (type: ExpressionType) => type.kind === "string" || type.kind === "number" || type.kind === "bool";
  return simple(left) && simple(right) && (left.kind === "string" || right.kind === "string") ? string : any;
}

/** Whether a value of the type may stand where `wanted` is asked for; GitHub turns simple values into texts. */
export function fits(type: ExpressionType, wanted: ExpressionType): boolean {
  if (type.kind === "any") return true;
  switch (wanted.kind) {
    case "any":
    case "bool":
      return true;
    case "string":
      return type.kind === "string" || type.kind === "number" || type.kind === "bool" || type.kind === "null";
    case "number":
    case "null":
      return type.kind === wanted.kind;
    case "array":
      return type.kind === "array" && fits(type.element, wanted.element);
    case "object":
      return type.kind === "object";
  }
}

export function describeType(type: ExpressionType): string {
  if (type.kind === "array") return `array<${describeType(type.element)}>`;
  if (type.kind !== "object") return type.kind;
  if (type.properties.size === 0)
    return type.others ? (type.others.kind === "any" ? "object" : `{string => ${describeType(type.others)}}`) : "{}";
  const shown = [...type.properties].sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, maxShown);
  const more = type.properties.size > maxShown ? "; …" : "";
  return `{${shown.map(([name, each]) => `${name}: ${each.kind === "object" ? "object" : describeType(each)}`).join("; ")}${more}}`;
}

/** Properties that a message names; more would hide what it is about. */
const maxShown = 6;
