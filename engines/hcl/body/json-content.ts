import type { Diagnostic, Span } from "#engines/source";
import type { Attribute, Block, Body, JsonBody, JsonEntry, JsonNode, Label } from "../syntax/ast.ts";
import { jsonBody } from "../syntax/json.ts";
import type { BodyContent, BodySchema } from "./content.ts";
import { jsonExpression } from "./json-expression.ts";

/** In JSON the schema says which properties are arguments and which are blocks: https://github.com/hashicorp/hcl/blob/main/json/spec.md */
export function jsonContent(body: Body, nodes: JsonBody, schema: BodySchema): BodyContent {
  const diagnostics: Diagnostic[] = [];
  const attributes = new Map<string, Attribute>();
  const blocks: Block[] = [];
  const rest: JsonNode[] = [];
  const argumentNames = new Set(schema.attributes.map(({ name }) => name));
  const types = new Map(schema.blocks.map((block) => [block.type, block] as const));
  for (const node of objects(nodes, diagnostics)) {
    const others: JsonEntry[] = [];
    for (const entry of node.entries) {
      const type = types.get(entry.name);
      if (argumentNames.has(entry.name)) take(attributes, entry, diagnostics);
      else if (type) blocks.push(...unpack(entry, type.labels, diagnostics));
      else others.push(entry);
    }
    rest.push({ ...node, entries: others });
  }
  return { attributes, blocks, missingAt: body.missingAt, diagnostics, rest: { ...body, json: rest } };
}

export function jsonAttributes(nodes: JsonBody): { attributes: ReadonlyMap<string, Attribute>; diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const attributes = new Map<string, Attribute>();
  for (const { entries } of objects(nodes, diagnostics))
    for (const entry of entries) if (entry.name !== "//") take(attributes, entry, diagnostics, "Duplicate attribute definition");
  return { attributes, diagnostics };
}

function take(attributes: Map<string, Attribute>, entry: JsonEntry, diagnostics: Diagnostic[], summary = "Duplicate argument"): void {
  const { name, nameSpan, span } = entry;
  const first = attributes.get(name);
  if (first) {
    const detail = `The argument "${name}" is set on line ${first.nameSpan.start.line} already. It may be set once.`;
    diagnostics.push({ severity: "error", code: "hcl/attribute-redefined", summary, detail, span: nameSpan });
    return;
  }
  attributes.set(name, { name, nameSpan, value: jsonExpression(entry.value, diagnostics), span });
}

type ObjectNode = JsonNode & { kind: "object" };

/** The objects themselves, or those of a list. */
function objects(nodes: readonly JsonNode[], diagnostics: Diagnostic[]): ObjectNode[] {
  return nodes.flatMap((node) => {
    if (node.kind === "object") return [node];
    if (node.kind === "array") return objects(node.items, diagnostics);
    const detail = "A JSON object stands here, which holds the body of a block.";
    diagnostics.push({ severity: "error", code: "hcl/json", summary: "Incorrect JSON value type", detail, span: startOf(node) });
    return [];
  });
}

/** One property stands for the blocks of its type: an object level for each label, and lists for several blocks. */
function unpack(entry: JsonEntry, labels: readonly string[], diagnostics: Diagnostic[]): Block[] {
  const blocks: Block[] = [];
  const descend = (node: JsonNode, taken: readonly Label[]): void => {
    if (node.kind === "keyword" && node.value === null) {
      // A property that is null stands for no block.
      if (taken.length < labels.length) missingLabel(labels[taken.length] ?? "", entry, node, diagnostics);
      return;
    }
    if (taken.length === labels.length) {
      const bodies = node.kind === "array" ? node.items : [node];
      for (const object of objects(bodies, diagnostics)) blocks.push(blockOf(entry, taken, object, startOf(node)));
      return;
    }
    const wanted = objects([node], diagnostics);
    if (wanted.length > 0 && wanted.every(({ entries }) => entries.length === 0))
      missingLabel(labels[taken.length] ?? "", entry, node, diagnostics);
    for (const { entries } of wanted)
      for (const { name, nameSpan, value } of entries) descend(value, [...taken, { value: name, span: nameSpan }]);
  };
  descend(entry.value, []);
  return blocks;
}

function missingLabel(label: string, entry: JsonEntry, node: JsonNode, diagnostics: Diagnostic[]): void {
  const detail = `A property is needed here whose name is the ${label} of the ${entry.name} block.`;
  diagnostics.push({ severity: "error", code: "hcl/labels", summary: "Missing block label", detail, span: startOf(node) });
}

const startOf = (node: JsonNode) => (node.kind === "object" || node.kind === "array" ? node.open : node.span);

function blockOf(entry: JsonEntry, labels: readonly Label[], object: ObjectNode, header: Span): Block {
  return {
    type: entry.name,
    typeSpan: entry.nameSpan,
    labels,
    body: jsonBody([object]),
    openBrace: object.open,
    closeBrace: object.close,
    header,
  };
}
