import type { Block, Body, JsonNode } from "#engines/hcl";

/**
 * A body over which another is laid: arguments replace arguments of the same name, and blocks of a type all blocks of that type, dynamic
 * ones included. https://developer.hashicorp.com/terraform/language/files/override#merging-behavior
 */
export function mergeBodies(base: Body, over: Body): Body {
  if (base.over) return { ...base, over: mergeBodies(base.over, over) };
  if (base.json && over.json) {
    const replaced = new Set(over.json.flatMap((node) => (node.kind === "object" ? node.entries.map(({ name }) => name) : [])));
    return { ...base, json: [...base.json.map((node) => without(node, replaced)), ...over.json] };
  }
  // Which blocks of the other syntax are of the same type is known when a schema is.
  if (base.json || over.json) return { ...base, over };
  const types = new Set(over.blocks.map(effectiveType));
  const blocks = [...base.blocks.filter((block) => !types.has(effectiveType(block))), ...over.blocks];
  return { ...base, attributes: new Map([...base.attributes, ...over.attributes]), blocks };
}

const effectiveType = ({ type, labels: [label] }: Block): string => (type === "dynamic" && label ? label.value : type);

function without(node: JsonNode, names: ReadonlySet<string>): JsonNode {
  return node.kind === "object" ? { ...node, entries: node.entries.filter(({ name }) => !names.has(name)) } : node;
}
