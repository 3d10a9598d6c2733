import { boolValue, convert, countValue, mapValue, nullValue, string, stringValue, type Type, tupleValue, type Value } from "#engines/hcl";
import type { AttributeSchema, BlockSchema, ResourceSchema } from "./model.ts";
import { isNull, nothing, objectOfBlock, textOf, withItems } from "./objects.ts";
import { plain } from "./plain.ts";
import { policyDocument, type WrittenDocument } from "./policy-document.ts";
import { accountId, defaultTagsOf, regionOf, regionText } from "./settings.ts";

/** What the simulated cloud answers to a data source whose configuration is known. No value carries marks. */
export function readDataSource(input: {
  readonly schema: ResourceSchema;
  readonly config: Value;
  readonly providerConfig: Value;
}): Value | { readonly error: string } {
  const { schema, config, providerConfig } = input;
  const result = withFallbacks(schema.block, config);
  const region = schema.block.attributes.get("region");
  if (region?.computed && isNull(result.get("region"))) result.set("region", regionOf(providerConfig));
  if (schema.type === "aws_iam_policy_document") {
    const answer = readPolicy(result);
    if ("error" in answer) return answer;
    for (const [name, text] of Object.entries(answer)) result.set(name, stringValue(text));
  } else if (schema.type === "aws_default_tags") {
    result.set("id", stringValue("placeholder"));
    result.set("tags", mapValue(string, entriesOf(defaultTagsOf(providerConfig))));
  } else answer(schema, config, result, providerConfig);
  return objectOfBlock(schema.block, ({ name }) => result.get(name) ?? nothing);
}

const entriesOf = (value: Value) => (value.kind === "mapping" ? value.entries : []);

function readPolicy(config: ReadonlyMap<string, Value>): ReturnType<typeof policyDocument> | { readonly error: string } {
  // The schema has converted every member to the type that WrittenDocument names.
  const written = Object.fromEntries([...config].map(([name, value]) => [name, plain(value)])) as WrittenDocument;
  try {
    return policyDocument(written);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return { error: "A document in source_policy_documents or override_policy_documents is not valid JSON." };
  }
}

function withFallbacks(block: BlockSchema, config: Value): Map<string, Value> {
  const result = new Map(config.kind === "mapping" ? config.entries : []);
  for (const { name, fallback } of block.attributes.values()) if (fallback && isNull(result.get(name))) result.set(name, fallback);
  for (const [name, nested] of block.blocks) {
    const blocks = result.get(name);
    if (blocks?.kind !== "sequence") continue;
    const items = blocks.items.map((item) => {
      const members = withFallbacks(nested.block, item);
      return item.kind === "mapping" ? objectOfBlock(nested.block, (member) => members.get(member.name) ?? nothing) : item;
    });
    result.set(name, withItems(blocks, items));
  }
  return result;
}

/** Fills in what the schema answers; texts may name the arguments, the region and the account. */
function answer(schema: ResourceSchema, config: Value, result: Map<string, Value>, providerConfig: Value): void {
  const names = new Map<string, string>([
    ["region", textOf(result.get("region")) ?? regionText(providerConfig)],
    ["account_id", accountId],
  ]);
  if (config.kind === "mapping") for (const [name, value] of config.entries) if (value.kind === "string") names.set(name, value.value);
  for (const attribute of schema.block.attributes.values()) {
    if (!attribute.computed || !isNull(result.get(attribute.name))) continue;
    const rule = schema.answers?.get(attribute.name);
    const value = rule ? convert(substituted(rule, names), attribute.type) : placeholder(schema.type, attribute, names);
    result.set(attribute.name, value);
    const text = textOf(value);
    if (attribute.name === "id" && text !== undefined && !names.has("id")) names.set("id", text);
  }
}

function substituted(rule: Value, names: ReadonlyMap<string, string>): Value {
  if (rule.kind === "string") return stringValue(rule.value.replace(/\{(\w+)\}/g, (whole, name: string) => names.get(name) ?? whole));
  return rule.kind === "sequence" ? tupleValue(rule.items.map((item) => substituted(item, names))) : rule;
}

function placeholder(source: string, { name, type }: AttributeSchema, names: ReadonlyMap<string, string>): Value {
  if (type.kind !== "string") return emptyAnswer(type);
  if (name === "id") return stringValue(`${source}-placeholder`);
  if (name === "arn") return stringValue(`arn:aws:placeholder:${names.get("region")}:${names.get("account_id")}:${source}`);
  return stringValue(`${name}-placeholder`);
}

function emptyAnswer(type: Type): Value {
  if (type.kind === "number") return countValue(0);
  if (type.kind === "bool") return boolValue(false);
  if (type.kind === "object") return nullValue(type);
  return type.kind === "map" ? mapValue(type.element, []) : convert(tupleValue([]), type);
}
