import { parseNumber } from "../numbers/number.ts";
import { numberText } from "../numbers/text.ts";
import { withMarks } from "./marks.ts";
import { setValue } from "./sets.ts";
import { type CollectionType, dynamic, friendlyName, isPrimitive, type ObjectType, sameType, type Type, withoutOptional } from "./type.ts";
import { convertible, elementTypeOf } from "./unify.ts";
import {
  boolValue,
  listValue,
  type MappingValue,
  mapValue,
  nullValue,
  numberValue,
  objectValue,
  type Refinement,
  type SequenceValue,
  stringValue,
  tupleValue,
  unknownValue,
  type Value,
} from "./value.ts";

export type PathStep = string | number;

/** A value that cannot be of the type asked for; `path` leads to the part at fault, `message` is half a sentence. */
export class ConversionFailure extends Error {
  readonly path: readonly PathStep[];
  constructor(message: string, path: readonly PathStep[] = []) {
    super(message);
    this.path = path;
  }
}

export type Conversion =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly message: string; readonly path: readonly PathStep[] };

export function tryConvert(value: Value, to: Type): Conversion {
  try {
    return { ok: true, value: convert(value, to) };
  } catch (error) {
    if (!(error instanceof ConversionFailure)) throw error;
    return { ok: false, message: error.message, path: error.path };
  }
}

/** The value as one of this type. Throws a {@link ConversionFailure}. */
export function convert(value: Value, to: Type): Value {
  return withMarks(convertBare(value, to), value.marks);
}

function convertBare(value: Value, to: Type): Value {
  if (sameType(value.type, to)) return value;
  if (to.kind === "dynamic") return value;
  if (value.type.kind !== "dynamic" && !convertible(value.type, to, true)) throw mismatch(value.type, to);
  if (value.kind === "null") return nullValue(settled(value.type, to));
  if (value.kind === "unknown") return unknownValue(settled(value.type, to), keptRefinement(value, to));
  if (isPrimitive(to)) return convertPrimitive(value, to);
  if (to.kind === "list" || to.kind === "set") {
    if (value.kind !== "sequence") throw mismatch(value.type, to);
    return convertToCollection(value, to);
  }
  if (to.kind === "tuple") {
    if (value.kind !== "sequence") throw mismatch(value.type, to);
    return tupleValue(value.items.map((item, index) => at(index, () => convert(item, to.elements[index] ?? dynamic))));
  }
  if (value.kind !== "mapping") throw mismatch(value.type, to);
  return to.kind === "map" ? convertToMap(value, to.element) : convertToObject(value, to as ObjectType);
}

function convertPrimitive(value: Value, to: Type): Value {
  if (to.kind === "string") {
    if (value.kind === "number") return stringValue(numberText(value.value));
    if (value.kind === "bool") return stringValue(String(value.value));
  }
  if (value.kind !== "string") throw mismatch(value.type, to);
  if (to.kind === "number") {
    const parsed = parseNumber(value.value);
    if (!parsed) throw new ConversionFailure("a number is required");
    return numberValue(parsed);
  }
  if (value.value === "true" || value.value === "1") return boolValue(true);
  if (value.value === "false" || value.value === "0") return boolValue(false);
  throw new ConversionFailure(
    /^(true|false)$/i.test(value.value)
      ? `a bool is required; write it in lower case, "${value.value.toLowerCase()}"`
      : "a bool is required",
  );
}

function convertToCollection(value: SequenceValue, to: CollectionType): Value {
  const element = elementFor(to.element, value.type, value.items);
  const items = value.items.map((item, index) => at(index, () => convert(item, element)));
  const type = commonType(element, items);
  return to.kind === "set" ? setValue(type, items) : listValue(type, items);
}

function convertToMap(value: MappingValue, wanted: Type): Value {
  const element = elementFor(wanted, value.type, [...value.entries.values()]);
  const entries = [...value.entries].map(([key, item]) => [key, at(key, () => convert(item, element))] as const);
  return mapValue(
    commonType(
      element,
      entries.map(([, item]) => item),
    ),
    entries,
  );
}

/** `dynamic` as the element type of a constraint means: whatever one type the elements have in common. */
function elementFor(wanted: Type, from: Type, items: readonly Value[]): Type {
  if (wanted.kind !== "dynamic") return wanted;
  if ("element" in from) return from.element;
  const unified = elementTypeOf(items.map((item) => item.type));
  if (!unified) throw new ConversionFailure("all elements must be of the same type, or of types that convert to one");
  return unified;
}

/** The element type after conversion: inside a constraint, `dynamic` has been settled by the elements. */
function commonType(wanted: Type, items: readonly Value[]): Type {
  const [first] = items;
  if (!first) return withoutOptional(wanted);
  if (items.every((item) => sameType(item.type, first.type))) return first.type;
  const unified = elementTypeOf(items.map((item) => item.type));
  if (!unified) throw new ConversionFailure("all elements must be of the same type");
  return unified;
}

function convertToObject(value: MappingValue, to: ObjectType): Value {
  const entries: [string, Value][] = [];
  for (const [name, type] of to.attributes) {
    const given = value.entries.get(name);
    if (given) entries.push([name, at(name, () => convert(given, type))]);
    else if (to.optional.has(name)) entries.push([name, nullValue(withoutOptional(type))]);
    else throw new ConversionFailure(`the required attribute "${name}" is missing`);
  }
  return objectValue(entries);
}

function at<T>(step: PathStep, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof ConversionFailure) throw new ConversionFailure(error.message, [step, ...error.path]);
    throw error;
  }
}

/** The type of a null or unknown after conversion; `dynamic` elements are settled from where it came. */
function settled(from: Type, to: Type): Type {
  if (to.kind === "dynamic") return from;
  if ((to.kind === "list" || to.kind === "set" || to.kind === "map") && to.element.kind === "dynamic") {
    if ("element" in from) return { kind: to.kind, element: from.element };
    const parts = from.kind === "tuple" ? from.elements : from.kind === "object" ? [...from.attributes.values()] : [];
    return { kind: to.kind, element: elementTypeOf(parts) ?? dynamic };
  }
  return withoutOptional(to);
}

function keptRefinement(value: Value & { kind: "unknown" }, to: Type): Refinement {
  const { notNull, minLength, maxLength } = value.refinement;
  const kept = notNull ? { notNull } : {};
  if (value.type.kind === to.kind && to.kind !== "set")
    return { ...kept, ...(minLength ? { minLength } : {}), ...(maxLength === undefined ? {} : { maxLength }) };
  return kept;
}

/** Why no value of one type can be of the other, in half a sentence. */
function mismatch(from: Type, to: Type): ConversionFailure {
  if (from.kind === "object" && to.kind === "object") {
    const missing = [...to.attributes.keys()].filter((name) => !from.attributes.has(name) && !to.optional.has(name));
    const named = missing.map((name) => `"${name}"`).join(", ");
    if (missing.length > 0)
      return new ConversionFailure(missing.length === 1 ? `attribute ${named} is required` : `attributes ${named} are required`);
    for (const [name, wanted] of to.attributes) {
      const given = from.attributes.get(name);
      if (given && !convertible(given, wanted, true)) return prefixed(name, mismatch(given, wanted));
    }
  }
  if (from.kind === "tuple" && to.kind === "tuple") {
    if (from.elements.length !== to.elements.length) return new ConversionFailure(`a tuple of ${to.elements.length} elements is required`);
    const index = from.elements.findIndex((element, position) => !convertible(element, to.elements[position] ?? dynamic, true));
    if (index >= 0) return prefixed(index, mismatch(from.elements[index] ?? dynamic, to.elements[index] ?? dynamic));
  }
  if ((to.kind === "list" || to.kind === "set" || to.kind === "map") && to.element.kind !== "dynamic") {
    const parts: [PathStep, Type][] =
      from.kind === "tuple" && to.kind !== "map"
        ? [...from.elements.entries()]
        : from.kind === "object" && to.kind === "map"
          ? [...from.attributes]
          : [];
    const fault = parts.find(([, part]) => !convertible(part, to.element, true));
    if (fault) return prefixed(fault[0], mismatch(fault[1], to.element));
  }
  return new ConversionFailure(`${friendlyName(to)} required, but this is ${friendlyName(from)}`);
}

const prefixed = (step: PathStep, failure: ConversionFailure) => new ConversionFailure(failure.message, [step, ...failure.path]);
