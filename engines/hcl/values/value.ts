import type { HclNumber } from "../numbers/number.ts";
import { count, parseNumber, zero } from "../numbers/number.ts";
import * as types from "./type.ts";
import {
  type CollectionType,
  compareText,
  dynamic,
  listOf,
  type ObjectType,
  objectOf,
  type TupleType,
  type Type,
  tupleOf,
} from "./type.ts";

/** What is remembered of a value: `sensitive` and `ephemeral` are Terraform's; a caller may use others. */
export type Mark = string;
export type Marks = ReadonlySet<Mark>;

/** What is certain of an unknown value. */
export type Refinement = {
  readonly notNull?: boolean;
  /** A string begins with this. */
  readonly prefix?: string;
  readonly min?: { readonly number: HclNumber; readonly inclusive: boolean };
  readonly max?: { readonly number: HclNumber; readonly inclusive: boolean };
  /** How many elements a collection has at least and at most. */
  readonly minLength?: number;
  readonly maxLength?: number;
};

type Marked = { readonly marks: Marks };

/** A value with its type. Marks stand where they were put; the elements of a set share theirs. */
export type Value =
  | (Marked & { readonly kind: "unknown"; readonly type: Type; readonly refinement: Refinement })
  | (Marked & { readonly kind: "null"; readonly type: Type })
  | BoolValue
  | NumberValue
  | StringValue
  | SequenceValue
  | MappingValue;

export type BoolValue = Marked & { readonly kind: "bool"; readonly type: Type; readonly value: boolean };
export type NumberValue = Marked & { readonly kind: "number"; readonly type: Type; readonly value: HclNumber };
/** Text in Unicode's normal form C. */
export type StringValue = Marked & { readonly kind: "string"; readonly type: Type; readonly value: string };
export type SequenceValue = Marked & {
  readonly kind: "sequence";
  readonly type: (CollectionType & { readonly kind: "list" | "set" }) | TupleType;
  readonly items: readonly Value[];
};
export type MappingValue = Marked & {
  readonly kind: "mapping";
  readonly type: (CollectionType & { readonly kind: "map" }) | ObjectType;
  /** In the order of the keys. */
  readonly entries: ReadonlyMap<string, Value>;
};

export const unmarked: Marks = new Set();
const unrefined: Refinement = {};

export const boolValue = (value: boolean): BoolValue => ({ kind: "bool", type: types.bool, marks: unmarked, value });
export const numberValue = (value: HclNumber): NumberValue => ({ kind: "number", type: types.number, marks: unmarked, value });
export const countValue = (value: number | bigint): NumberValue => numberValue(count(value));
export const stringValue = (value: string): StringValue => ({
  kind: "string",
  type: types.string,
  marks: unmarked,
  value: normalised(value),
});
export const nullValue = (type: Type): Value => ({ kind: "null", type, marks: unmarked });
export const unknownValue = (type: Type, refinement: Refinement = unrefined): Value => ({
  kind: "unknown",
  type,
  marks: unmarked,
  refinement,
});
export const unknownDynamic: Value = unknownValue(dynamic);

/** A number from decimal text that is known to be one. */
export const numberFrom = (text: string): NumberValue => numberValue(parseNumber(text) ?? zero);

// biome-ignore lint/suspicious/noControlCharactersInRegex: ASCII is always in normal form
const ascii = /^[\x00-\x7f]*$/;
function normalised(text: string): string {
  return ascii.test(text) ? text : text.normalize("NFC").replace(/\p{Surrogate}/gu, "\ufffd");
}

export function listValue(element: Type, items: readonly Value[]): SequenceValue {
  return { kind: "sequence", type: { kind: "list", element }, marks: unmarked, items };
}

export function tupleValue(items: readonly Value[]): SequenceValue {
  return { kind: "sequence", type: tupleOf(items.map((item) => item.type)), marks: unmarked, items };
}

export function mapValue(element: Type, entries: Iterable<readonly [string, Value]>): MappingValue {
  return { kind: "mapping", type: { kind: "map", element }, marks: unmarked, entries: inOrder(entries) };
}

export function objectValue(entries: Iterable<readonly [string, Value]>): MappingValue {
  const ordered = inOrder(entries);
  const type: ObjectType = objectOf([...ordered].map(([name, value]) => [name, value.type] as const));
  return { kind: "mapping", type, marks: unmarked, entries: ordered };
}

export const emptyList = (): SequenceValue => listValue(listOf(dynamic).element, []);

function inOrder(entries: Iterable<readonly [string, Value]>): ReadonlyMap<string, Value> {
  const unique = new Map<string, Value>();
  for (const [key, value] of entries) unique.set(normalised(key), value);
  return new Map([...unique].sort(([a], [b]) => compareText(a, b)));
}

/** The type of one element or attribute; undefined where the type has none so named. */
export function attributeType(type: Type, name: string): Type | undefined {
  if (type.kind === "object") return type.attributes.get(name);
  return type.kind === "map" ? type.element : undefined;
}

/** Whether the value and everything inside it is known. */
export function whollyKnown(value: Value): boolean {
  switch (value.kind) {
    case "unknown":
      return false;
    case "sequence":
      return value.items.every(whollyKnown);
    case "mapping":
      for (const inner of value.entries.values()) if (!whollyKnown(inner)) return false;
      return true;
    default:
      return true;
  }
}

/** The elements in order, each with its key: indices of lists and tuples, keys of maps and objects, the elements of sets themselves. */
export function elementsOf(value: SequenceValue | MappingValue): [Value, Value][] {
  if (value.kind === "mapping") return [...value.entries].map(([key, inner]) => [stringValue(key), inner]);
  if (value.type.kind === "set") return value.items.map((item) => [item, item]);
  return value.items.map((item, index) => [countValue(index), item]);
}
