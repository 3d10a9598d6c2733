import type { Block, Body, JsonNode } from "#engines/hcl";
import type { Findings } from "./findings.ts";

/**
 * A body over which another is laid: arguments replace arguments of the same name, and blocks of a type all blocks of that type, dynamic
 * ones included. https://developer.hashicorp.com/terraform/language/files/override#merging-behavior
 */
export function mergeBodies(base: Body, over: Body, findings: Findings): Body {
  if (base.json && over.json) {
    const replaced = new Set(over.json.flatMap((node) => (node.kind === "object" ? node.entries.map(({ name }) => name) : [])));
    return { ...base, json: [...base.json.map((node) => without(node, replaced)), ...over.json] };
  }
  if (over.json && isEmptyJson(over.json)) return base;
  if (base.json || over.json) {
    const detail = "Merging a block of native syntax with one of JSON syntax is not supported here. Write both in the same syntax.";
    findings.error("override-mixed", "Overriding across syntaxes is not supported", detail, over.span);
    return base;
  }
  const types = new Set(over.blocks.map(effectiveType));
  const blocks = [...base.blocks.filter((block) => !types.has(effectiveType(block))), ...over.blocks];
  return { ...base, attributes: new Map([...base.attributes, ...over.attributes]), blocks };
}

const effectiveType = ({ type, labels: [label] }: Block): string => (type === "dynamic" && label ? label.value : type);

const isEmptyJson = (nodes: readonly JsonNode[]): boolean => nodes.every((node) => node.kind === "object" && node.entries.length === 0);

function without(node: JsonNode, names: ReadonlySet<string>): JsonNode {
  return node.kind === "object" ? { ...node, entries: node.entries.filter(({ name }) => !names.has(name)) } : node;
}
