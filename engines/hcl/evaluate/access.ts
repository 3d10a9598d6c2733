import type { Diagnostic, Span } from "#engines/source";
import { didYouMean } from "#engines/source";
import { isInteger, signOf, toBigInt } from "../numbers/number.ts";
import { numberText } from "../numbers/text.ts";
import { tryConvert } from "../values/convert.ts";
import { deepMarks, shallowUnmarked, withMarks } from "../values/marks.ts";
import { friendlyName, number, string, type Type } from "../values/type.ts";
import { type SequenceValue, unknownDynamic, unknownValue, type Value } from "../values/value.ts";

type Fail = (code: Diagnostic["code"], summary: string, detail: string, span: Span) => void;

/** `value.name`. After a failure the answer is unknown. */
export function attributeOf(value: Value, name: string, span: Span, fail: Fail): Value {
  return withMarks(bareAttribute(shallowUnmarked(value), name, span, fail), value.marks);
}

function bareAttribute(value: Value, name: string, span: Span, fail: Fail): Value {
  const { type } = value;
  if (value.kind === "null") {
    fail("hcl/null-access", "Attempt to get attribute from null value", "This value is null and has no attributes.", span);
    return unknownDynamic;
  }
  if (type.kind === "dynamic") return unknownDynamic;
  if (type.kind === "object") {
    const wanted = type.attributes.get(name);
    if (!wanted) {
      const hint = didYouMean(name, type.attributes.keys());
      fail("hcl/unsupported-attribute", "Unsupported attribute", `This object has no attribute named "${name}".${hint}`, span);
      return unknownDynamic;
    }
    return (value.kind === "mapping" ? value.entries.get(name) : undefined) ?? unknownValue(wanted);
  }
  if (type.kind === "map") {
    if (value.kind !== "mapping") return unknownValue(type.element);
    const found = value.entries.get(name);
    if (found) return found;
    fail("hcl/missing-element", "Missing map element", `This map has no element with the key "${name}".`, span);
    return unknownDynamic;
  }
  const several = (type.kind === "list" || type.kind === "set") && type.element.kind === "object" && type.element.attributes.has(name);
  const detail = several
    ? `This is a ${type.kind} of objects. To take "${name}" of each, write [*].${name}; of one, choose it by its index.`
    : `A value of type ${friendlyName(type)} has no attributes.`;
  fail("hcl/unsupported-attribute", "Unsupported attribute", detail, span);
  return unknownDynamic;
}

/** `value[key]`. After a failure the answer is unknown. */
export function elementAt(collection: Value, key: Value, span: Span, fail: Fail): Value {
  const marks = new Set([...collection.marks, ...deepMarks(key)]);
  return withMarks(bareElement(shallowUnmarked(collection), shallowUnmarked(key), span, fail), marks);
}

function bareElement(collection: Value, key: Value, span: Span, fail: Fail): Value {
  const { type } = collection;
  const invalid = (detail: string): Value => {
    fail("hcl/invalid-index", "Invalid index", detail, span);
    return unknownDynamic;
  };
  if (collection.kind === "null") {
    fail("hcl/null-access", "Attempt to index null value", "This value is null and has no elements.", span);
    return unknownDynamic;
  }
  if (key.kind === "null") return invalid("An index must not be null.");
  if (type.kind === "dynamic" || key.type.kind === "dynamic") return unknownDynamic;
  if (type.kind === "set") return invalid("The elements of a set have no index. Convert it to a list, or use a for expression.");
  if (type.kind === "list" || type.kind === "tuple" || type.kind === "map" || type.kind === "object") {
    const wanted: Type = type.kind === "map" || type.kind === "object" ? string : number;
    const conversion = tryConvert(key, wanted);
    if (!conversion.ok) return invalid(`This key identifies no element: ${conversion.message}.`);
    const converted = conversion.value;
    if (converted.kind === "unknown") return "element" in type ? unknownValue(type.element) : unknownDynamic;
    if (converted.kind === "string") return byName(collection, converted.value, invalid);
    if (converted.kind === "number") return byNumber(collection, converted.value, invalid);
  }
  return invalid(`A value of type ${friendlyName(type)} has no elements.`);
}

function byName(collection: Value, name: string, invalid: (detail: string) => Value): Value {
  const { type } = collection;
  if (type.kind === "object" && !type.attributes.has(name))
    return invalid(`This object has no attribute "${name}".${didYouMean(name, type.attributes.keys())}`);
  if (collection.kind !== "mapping") {
    if (type.kind === "object") return unknownValue(type.attributes.get(name) ?? unknownDynamic.type);
    return type.kind === "map" ? unknownValue(type.element) : unknownDynamic;
  }
  const known = collection.entries.keys();
  return collection.entries.get(name) ?? invalid(`This map has no element with the key "${name}".${didYouMean(name, known)}`);
}

function byNumber(collection: Value, index: SequenceIndex, invalid: (detail: string) => Value): Value {
  if (!isInteger(index)) return invalid("An index must be a whole number.");
  if (signOf(index) < 0)
    return invalid('An index must not be negative. To count from the end, use "length(list) - 1" or the function element.');
  const { type } = collection;
  if (collection.kind !== "sequence") {
    if (type.kind === "list") return unknownValue(type.element);
    if (type.kind !== "tuple") return unknownDynamic;
    const at = Number(toBigInt(index));
    const wanted = type.elements[at];
    return wanted ? unknownValue(wanted) : invalid(tooLarge(type.elements.length, index));
  }
  return collection.items[Number(toBigInt(index))] ?? invalid(tooLarge(collection.items.length, index));
}

type SequenceIndex = Extract<SequenceValue["items"][number], { kind: "number" }>["value"];

function tooLarge(length: number, index: SequenceIndex): string {
  if (length === 0) return "There are no elements.";
  return `There are ${length} elements, counted from 0; the index ${numberText(index)} is behind the last.`;
}
