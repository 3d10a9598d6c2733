import {
  convert,
  dynamic,
  hasDynamic,
  listOf,
  listValue,
  type MappingValue,
  mapOf,
  mapValue,
  nullValue,
  objectOf,
  objectValue,
  type SequenceValue,
  setOf,
  setValue,
  type Type,
  tryConvert,
  typeFromJson,
  unmarked,
  type Value,
  withMarks,
} from "#engines/hcl";
import type { AttributeSchema, BlockSchema, NestedBlock } from "./model.ts";

type Member =
  | { readonly kind: "attribute"; readonly name: string; readonly attribute: AttributeSchema }
  | { readonly kind: "block"; readonly name: string; readonly nested: NestedBlock };

type Shape = { readonly members: readonly Member[]; readonly type: Type & { readonly kind: "object" }; readonly open: boolean };

const shapes = new WeakMap<BlockSchema, Shape>();

function shapeOf(block: BlockSchema): Shape {
  const known = shapes.get(block);
  if (known) return known;
  const types: [string, Type][] = [];
  for (const attribute of block.attributes.values()) types.push([attribute.name, attribute.type]);
  for (const [name, nested] of block.blocks) types.push([name, nestedBlockType(nested)]);
  const type = objectOf(types);
  const members = [...type.attributes.keys()].flatMap((name): Member[] => {
    const attribute = block.attributes.get(name);
    if (attribute) return [{ kind: "attribute", name, attribute }];
    const nested = block.blocks.get(name);
    return nested ? [{ kind: "block", name, nested }] : [];
  });
  const shape = { members, type, open: hasDynamic(type) };
  shapes.set(block, shape);
  return shape;
}

function nestedBlockType(nested: NestedBlock): Type {
  const inner = impliedType(nested.block);
  switch (nested.nesting) {
    case "single":
    case "group":
      return inner;
    case "list":
      return listOf(inner);
    case "set":
      return setOf(inner);
    case "map":
      return mapOf(inner);
    default:
      return nested.nesting satisfies never;
  }
}

/** The type of an object of this schema. */
export const impliedType = (block: BlockSchema): Type => shapeOf(block).type;

/** An object of this schema from its members, which are of the schema's types already. */
export function objectOfBlock(block: BlockSchema, member: (member: Member) => Value): MappingValue {
  const { members, type, open } = shapeOf(block);
  const entries = new Map<string, Value>();
  for (const one of members) entries.set(one.name, member(one));
  // An attribute of any type makes the object's own type depend on its values.
  return open ? objectValue(entries) : { kind: "mapping", type, marks: unmarked, entries };
}

/** An object with no argument written: attributes are null, there are no blocks. */
export function emptyObject(block: BlockSchema): Value {
  return objectOfBlock(block, (member) => (member.kind === "attribute" ? nullValue(member.attribute.type) : noBlocks(member.nested)));
}

export function noBlocks(nested: NestedBlock): Value {
  const inner = impliedType(nested.block);
  switch (nested.nesting) {
    case "single":
      return nullValue(inner);
    case "group":
      return emptyObject(nested.block);
    case "list":
      return listValue(inner, []);
    case "set":
      return setValue(inner, []);
    case "map":
      return mapValue(inner, []);
    default:
      return nested.nesting satisfies never;
  }
}

/**
 * What a state or a cloud says of an object, as a value of the schema: members that are not named are null or no blocks, members
 * that the schema does not have are left out. Throws where a member cannot be of its type.
 */
export function conform(block: BlockSchema, given: Value): Value {
  if (given.kind !== "mapping") return withMarks(nullValue(impliedType(block)), given.marks);
  const object = objectOfBlock(block, (member) => {
    const value = given.entries.get(member.name);
    if (member.kind === "block") return value ? conformBlocks(member.nested, value) : noBlocks(member.nested);
    return value ? conformAttribute(member.attribute.type, value) : nullValue(member.attribute.type);
  });
  return withMarks(object, given.marks);
}

function conformAttribute(type: Type, value: Value): Value {
  if (value.kind === "null") return nullValue(type);
  return type.kind === "dynamic" ? typedValue(value) : convert(value, completed(type));
}

/** States write a value of any type with its type beside it. */
function typedValue(value: Value): Value {
  if (value.kind !== "mapping" || value.entries.size !== 2) return value;
  const [inner, type] = [value.entries.get("value"), value.entries.get("type")];
  const named = type && typeFromJson(plainType(type));
  return inner && named ? convert(inner, named) : value;
}

function plainType(value: Value): unknown {
  if (value.kind === "string") return value.value;
  if (value.kind === "sequence") return value.items.map(plainType);
  return value.kind === "mapping" ? Object.fromEntries([...value.entries].map(([name, inner]) => [name, plainType(inner)])) : undefined;
}

const completedTypes = new WeakMap<Type, Type>();

/** The type with every attribute optional: a hand-written state may leave some out. */
function completed(type: Type): Type {
  if (!("element" in type) && type.kind !== "object") return type;
  const known = completedTypes.get(type);
  if (known) return known;
  const made: Type =
    type.kind === "object"
      ? objectOf(
          [...type.attributes].map(([name, inner]) => [name, completed(inner)] as const),
          new Set(type.attributes.keys()),
        )
      : { kind: type.kind, element: completed(type.element) };
  completedTypes.set(type, made);
  return made;
}

function conformBlocks(nested: NestedBlock, value: Value): Value {
  const inner = impliedType(nested.block);
  if (nested.nesting === "single" || nested.nesting === "group") return conform(nested.block, value);
  if (value.kind === "mapping" && nested.nesting === "map") {
    const entries = [...value.entries].map(([key, item]) => [key, conform(nested.block, item)] as const);
    return withMarks(mapValue(inner, entries), value.marks);
  }
  const items = value.kind === "sequence" ? value.items.map((item) => conform(nested.block, item)) : [];
  return withMarks(nested.nesting === "set" ? setValue(inner, items) : listValue(inner, items), value.marks);
}

/** A member of an object; undefined where the object is null or unknown. */
export function memberOf(object: Value | undefined, name: string): Value | undefined {
  return object?.kind === "mapping" ? object.entries.get(name) : undefined;
}

export const isNull = (value: Value | undefined): boolean => value === undefined || value.kind === "null";

/** The same sequence with other items: a list, a set or a tuple as before. */
export function withItems(value: SequenceValue, items: readonly Value[]): Value {
  if (value.type.kind === "set") return withMarks(setValue(value.type.element, items), value.marks);
  return { ...value, items };
}

/** The value as text, where it is known. */
export function textOf(value: Value | undefined): string | undefined {
  if (value === undefined || value.kind === "null" || value.kind === "unknown") return undefined;
  const converted = tryConvert(value, { kind: "string" });
  return converted.ok && converted.value.kind === "string" ? converted.value.value : undefined;
}

export const nothing: Value = nullValue(dynamic);
