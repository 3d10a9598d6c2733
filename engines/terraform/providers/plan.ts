import {
  boolValue,
  countValue,
  emptyList,
  listValue,
  mapValue,
  nullValue,
  objectValue,
  setValue,
  stringValue,
  type Type,
  unknownValue,
  type Value,
} from "#engines/hcl";
import { takeMatching } from "./matching.ts";
import { mockReplacePaths } from "./mock-replacement.ts";
import type { AttributeSchema, BlockSchema, NestedBlock, Path, ProviderDiagnostic, ResourceSchema } from "./model.ts";
import { impliedType, isNull, memberOf, nothing, objectOfBlock, withItems } from "./objects.ts";
import { changed, replacePaths } from "./replacement.ts";
import { planRegion, planTagsAll } from "./settings.ts";
import { planTerraformData } from "./terraform-data.ts";

export type PlanInput = {
  readonly schema: ResourceSchema;
  /** Null where the resource is created. */
  readonly prior: Value;
  readonly config: Value;
  readonly proposed: Value;
  readonly providerConfig: Value;
};

export type PlannedResource = {
  readonly planned: Value;
  readonly requiresReplace: readonly Path[];
  readonly diagnostics: readonly ProviderDiagnostic[];
};

/** How the provider completes what Terraform proposes. No value carries marks. */
export function planResource(input: PlanInput): PlannedResource {
  const { schema, prior, proposed } = input;
  if (proposed.kind === "null") return { planned: proposed, requiresReplace: [], diagnostics: [] };
  if (schema.behaviour === "terraform_data") return { ...planTerraformData(prior, proposed), diagnostics: [] };
  const planned = planSimulated(input);
  if (prior.kind === "null") return { planned, requiresReplace: [], diagnostics: [] };
  const paths = schema.behaviour === "mock" ? mockReplacePaths : replacePaths;
  return { planned, requiresReplace: paths(schema.block, prior, planned), diagnostics: [] };
}

type Context = { readonly creating: boolean; readonly legacy: boolean; readonly nested: boolean };

function planSimulated({ schema, prior, config, proposed, providerConfig }: PlanInput): Value {
  const { block } = schema;
  const creating = prior.kind === "null";
  const completed = planBlock(block, config, proposed, { creating, legacy: schema.behaviour === "legacy", nested: false });
  const planned = new Map(completed.entries);
  if (!creating)
    for (const [name, nested] of block.blocks)
      if (nested.computed && isEmpty(memberOf(config, name))) planned.set(name, memberOf(prior, name) ?? nothing);
  const changes = { block, prior, config, planned, providerConfig };
  planRegion(changes);
  planTagsAll(changes);
  if (!creating) recompute(block, config, prior, planned);
  return objectOfBlock(block, ({ name }) => planned.get(name) ?? nothing);
}

function planBlock(block: BlockSchema, config: Value | undefined, proposed: Value, context: Context) {
  return objectOfBlock(block, (member) => {
    const [written, value] = [memberOf(config, member.name), memberOf(proposed, member.name)];
    if (member.kind === "attribute") return planAttribute(member.attribute, written, value ?? noValue(member.attribute), context);
    return planNested(member.nested, written, value, context);
  });
}

const noValue = ({ type }: AttributeSchema): Value => nullValue(type);

function planAttribute(attribute: AttributeSchema, written: Value | undefined, proposed: Value, context: Context): Value {
  if (attribute.writeOnly) return noValue(attribute);
  if (isNull(written)) {
    if (attribute.fallback) return attribute.fallback;
    const chosen = attribute.computed && (context.creating || context.nested);
    return proposed.kind === "null" && chosen ? unknownValue(attribute.type) : proposed;
  }
  return context.legacy && attribute.optional ? zeroMembers(attribute.type, proposed) : proposed;
}

function planNested(nested: NestedBlock, written: Value | undefined, proposed: Value | undefined, context: Context): Value {
  const inner = { ...context, nested: true };
  if (nested.nesting === "single" || nested.nesting === "group")
    return proposed === undefined || proposed.kind === "null"
      ? nullValue(impliedType(nested.block))
      : planBlock(nested.block, written, proposed, inner);
  const type = proposed?.type ?? nothing.type;
  if (proposed === undefined || proposed.kind === "unknown") return proposed ?? unknownValue(type);
  if (isEmpty(written) && nested.computed && context.creating) return unknownValue(type);
  if (proposed.kind !== "sequence") return proposed;
  const items = written?.kind === "sequence" ? written.items : [];
  const pair = nested.nesting === "set" ? takeMatching(items) : (_element: Value, index: number) => items[index];
  return withItems(
    proposed,
    proposed.items.map((element, index) => planBlock(nested.block, pair(element, index), element, inner)),
  );
}

export const isEmpty = (blocks: Value | undefined): boolean =>
  isNull(blocks) ||
  (blocks?.kind === "sequence" && blocks.items.length === 0) ||
  (blocks?.kind === "mapping" && blocks.type.kind === "map" && blocks.entries.size === 0);

/** The older SDK has no null inside attributes that may be written as blocks: it plans the zero value. */
function zeroMembers(type: Type, value: Value): Value {
  if ((type.kind !== "list" && type.kind !== "set") || type.element.kind !== "object" || value.kind !== "sequence") return value;
  const items = value.items.map((item) =>
    item.kind === "mapping"
      ? objectValue([...item.entries].map(([name, member]) => [name, member.kind === "null" ? zeroOf(member.type) : member] as const))
      : item,
  );
  return withItems(value, items);
}

export function zeroOf(type: Type): Value {
  switch (type.kind) {
    case "string":
      return stringValue("");
    case "number":
      return countValue(0);
    case "bool":
      return boolValue(false);
    case "map":
      return mapValue(type.element, []);
    case "list":
      return listValue(type.element, []);
    case "set":
      return setValue(type.element, []);
    case "object":
      return objectValue([...type.attributes].map(([name, inner]) => [name, zeroOf(inner)] as const));
    case "tuple":
    case "dynamic":
      return emptyList();
    default:
      return type satisfies never;
  }
}

/** Versions, addresses and the like, which move on when something else changes. */
function recompute(block: BlockSchema, config: Value, prior: Value, planned: Map<string, Value>): void {
  for (const attribute of block.attributes.values()) {
    const { recomputedOn, recomputedIf, name } = attribute;
    if (!recomputedOn || !isNull(memberOf(config, name))) continue;
    if (recomputedIf && !isTrue(planned.get(recomputedIf))) continue;
    if (recomputedOn.some((other) => changed(memberOf(prior, other), planned.get(other)))) planned.set(name, unknownValue(attribute.type));
  }
}

export const isTrue = (value: Value | undefined): boolean => value?.kind === "bool" && value.value;
