import { bool, decodeJson, listOf, type MappingValue, mapOf, number, setOf, string, type Type, type Value } from "#engines/hcl";
import type { AttributeSchema, BlockSchema, NestedAttributes, NestedBlock, Provider, ResourceSchema } from "./model.ts";
import { isTrue } from "./plan.ts";
import { nestedType } from "./read-schema.ts";

const plainAttribute = (name: string, type: Type): AttributeSchema => ({
  name,
  type,
  required: false,
  optional: true,
  computed: false,
  sensitive: false,
  writeOnly: false,
  deprecated: false,
  forceNew: false,
});

const identifier: AttributeSchema = { ...plainAttribute("id", string), computed: true, forceNew: true };

const simple: readonly AttributeSchema[] = [
  plainAttribute("bool", bool),
  plainAttribute("float", number),
  plainAttribute("integer", number),
  plainAttribute("number", number),
  plainAttribute("string", string),
];

const deepest = 3;

/**
 * The mock provider that Terraform's own tests use: two resources of its own, and those that `dynamic_resources.json` describes.
 * https://github.com/hashicorp/terraform-provider-tfcoremock
 */
export function mockProvider(dynamicResources: string): Provider {
  const blocks = new Map<string, BlockSchema>([
    ["tfcoremock_simple_resource", { attributes: byName([identifier, ...simple]), blocks: new Map() }],
    ["tfcoremock_complex_resource", withIdentifier(complexBlock(0))],
  ]);
  for (const [type, written] of members(decodeJson(dynamicResources))) blocks.set(type, withIdentifier(writtenBlock(written)));
  const schemas = (kind: "managed" | "data") =>
    new Map([...blocks].map(([type, block]): [string, ResourceSchema] => [type, { type, kind, version: 0, block, behaviour: "mock" }]));
  return {
    name: "hashicorp/tfcoremock",
    version: "0.1.1",
    config: { attributes: byName(["resource_directory", "data_directory"].map((name) => plainAttribute(name, string))), blocks: new Map() },
    resources: schemas("managed"),
    dataSources: new Map([...schemas("data")].map(([type, schema]) => [type, { ...schema, block: askedById(schema.block) }])),
  };
}

const byName = (attributes: readonly AttributeSchema[]) => new Map(attributes.map((attribute) => [attribute.name, attribute]));

const withIdentifier = (block: BlockSchema): BlockSchema => ({
  ...block,
  attributes: new Map([["id", block.attributes.get("id") ?? identifier], ...block.attributes]),
});

/** As a data source, an object is asked for by its id. */
function askedById(block: BlockSchema): BlockSchema {
  const asked = { ...identifier, required: true, optional: false, computed: false };
  return { ...block, attributes: new Map([...block.attributes, ["id", asked]]) };
}

function complexBlock(depth: number): BlockSchema {
  const attributes = byName([...simple, ...complexAttributes(depth)]);
  if (depth >= deepest) return { attributes, blocks: new Map() };
  const block = complexBlock(depth + 1);
  return {
    attributes,
    blocks: new Map([
      ["list_block", nestedBlock("list", block)],
      ["set_block", nestedBlock("set", block)],
    ]),
  };
}

const nestedBlock = (nesting: NestedBlock["nesting"], block: BlockSchema): NestedBlock => ({
  nesting,
  min: 0,
  max: 0,
  block,
  computed: false,
  deprecated: false,
  forceNew: false,
});

function complexAttributes(depth: number): readonly AttributeSchema[] {
  if (depth >= deepest) return [];
  const attributes = byName([...simple, ...complexAttributes(depth + 1)]);
  return [
    nestedAttribute("list", "list", attributes),
    nestedAttribute("map", "map", attributes),
    nestedAttribute("object", "single", attributes),
    nestedAttribute("set", "set", attributes),
  ];
}

function nestedAttribute(name: string, nesting: NestedAttributes["nesting"], attributes: NestedAttributes["attributes"]): AttributeSchema {
  return { ...plainAttribute(name, nestedType(nesting, attributes.values())), nested: { nesting, attributes } };
}

const members = (value: Value | undefined): MappingValue["entries"] => (value?.kind === "mapping" ? value.entries : new Map());
const text = (value: Value | undefined): string => (value?.kind === "string" ? value.value : "");

function writtenBlock(written: Value): BlockSchema {
  const parts = members(written);
  const blocks = [...members(parts.get("blocks"))].map(([name, block]): [string, NestedBlock] => {
    const mode = text(members(block).get("mode"));
    return [name, nestedBlock(mode === "set" ? "set" : "list", writtenBlock(block))];
  });
  return { attributes: writtenAttributes(parts.get("attributes")), blocks: new Map(blocks) };
}

const writtenAttributes = (written: Value | undefined) =>
  new Map([...members(written)].map(([name, attribute]) => [name, writtenAttribute(name, attribute)]));

function writtenAttribute(name: string, written: Value): AttributeSchema {
  const parts = members(written);
  const flag = (flagName: string) => isTrue(parts.get(flagName));
  const nested = writtenNesting(parts);
  return {
    ...plainAttribute(name, nested ? nestedType(nested.nesting, nested.attributes.values()) : writtenType(parts)),
    required: flag("required"),
    optional: flag("optional"),
    computed: flag("computed"),
    sensitive: flag("sensitive"),
    forceNew: flag("replace"),
    ...(nested ? { nested } : {}),
  };
}

function writtenNesting(parts: MappingValue["entries"]): NestedAttributes | undefined {
  const kind = text(parts.get("type"));
  if (kind === "object") return { nesting: "single", attributes: writtenAttributes(parts.get("object")) };
  if (kind !== "list" && kind !== "set" && kind !== "map") return undefined;
  const element = members(parts.get(kind));
  return text(element.get("type")) === "object" ? { nesting: kind, attributes: writtenAttributes(element.get("object")) } : undefined;
}

function writtenType(parts: MappingValue["entries"]): Type {
  const kind = text(parts.get("type"));
  switch (kind) {
    case "boolean":
      return bool;
    case "integer":
    case "float":
    case "number":
      return number;
    case "list":
      return listOf(writtenType(members(parts.get("list"))));
    case "set":
      return setOf(writtenType(members(parts.get("set"))));
    case "map":
      return mapOf(writtenType(members(parts.get("map"))));
    case "object":
      return nestedType("single", writtenAttributes(parts.get("object")).values());
    default:
      return string;
  }
}
