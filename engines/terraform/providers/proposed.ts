import {
  identical,
  listValue,
  type MappingValue,
  mapValue,
  nullValue,
  objectValue,
  type SequenceValue,
  setValue,
  type Value,
} from "#engines/hcl";
import type { AttributeSchema, BlockSchema, NestedAttributes, NestedBlock } from "./model.ts";
import { impliedType, isNull, memberOf, nothing, objectOfBlock } from "./objects.ts";

type Attributes = ReadonlyMap<string, AttributeSchema>;
type Merge = (prior: Value, config: Value) => Value;

/**
 * What Terraform proposes to the provider: the configuration laid over the prior object, where computed attributes that the
 * configuration leaves out keep what they were. Neither value carries marks.
 */
export function proposedNew(block: BlockSchema, prior: Value, config: Value): Value {
  if (config.kind !== "mapping") return prior;
  return objectOfBlock(block, (member) => {
    const written = memberOf(config, member.name) ?? nothing;
    const before = memberOf(prior, member.name);
    if (member.kind === "attribute") return proposedAttribute(member.attribute, before ?? nullValue(member.attribute.type), written);
    return proposedBlocks(member.nested, before, written);
  });
}

function proposedBlocks(nested: NestedBlock, prior: Value | undefined, config: Value): Value {
  const merge: Merge = (before, written) => proposedNew(nested.block, before, written);
  if (nested.nesting === "single" && isNull(config)) return config;
  if (nested.nesting === "single" || nested.nesting === "group") return merge(prior ?? nullValue(impliedType(nested.block)), config);
  return merged(nested.nesting, prior, config, merge, (before, written) =>
    mayHaveBeen({ attributes: nested.block.attributes, blocks: nested.block.blocks }, before, written),
  );
}

function proposedAttribute(attribute: AttributeSchema, prior: Value, config: Value): Value {
  if (attribute.computed && config.kind === "null") return heldMoreThanComputed(attribute, prior) ? config : prior;
  return attribute.nested ? proposedNested(attribute.nested, prior, config) : config;
}

function proposedNested(nested: NestedAttributes, prior: Value, config: Value): Value {
  const merge: Merge = (before, written) => {
    if (written.kind !== "mapping") return written;
    return objectValue(
      [...nested.attributes].map(
        ([name, inner]) =>
          [
            name,
            proposedAttribute(inner, memberOf(before, name) ?? nullValue(inner.type), memberOf(written, name) ?? nullValue(inner.type)),
          ] as const,
      ),
    );
  };
  if (nested.nesting === "single") return merge(prior, config);
  const schema = { attributes: nested.attributes, blocks: new Map() };
  return merged(nested.nesting, prior, config, merge, (before, written) => mayHaveBeen(schema, before, written));
}

function merged(
  nesting: "list" | "set" | "map",
  prior: Value | undefined,
  config: Value,
  merge: Merge,
  matches: (prior: Value, config: Value) => boolean,
): Value {
  if (nesting === "map") return config.kind === "mapping" ? mergedMap(prior, config, merge) : config;
  if (config.kind !== "sequence" || config.items.length === 0) return config;
  const before = prior?.kind === "sequence" ? prior.items : [];
  return config.type.kind === "set" ? mergedSet(before, config, merge, matches) : mergedList(before, config, merge);
}

function mergedList(before: readonly Value[], config: SequenceValue, merge: Merge): Value {
  const items = config.items.map((item, index) => {
    const earlier = before[index];
    return earlier === undefined ? item : merge(earlier, item);
  });
  return config.type.kind === "list" ? listValue(config.type.element, items) : { ...config, items };
}

function mergedMap(prior: Value | undefined, config: MappingValue, merge: Merge): Value {
  const entries = [...config.entries].map(([key, item]) => {
    const earlier = memberOf(prior, key);
    return [key, earlier === undefined ? item : merge(earlier, item)] as const;
  });
  return config.type.kind === "map" ? mapValue(config.type.element, entries) : objectValue(entries);
}

/** An element of a set has no name to find it by: the first prior one that the configuration may have led to is taken as its own. */
function mergedSet(before: readonly Value[], config: SequenceValue, merge: Merge, matches: (a: Value, b: Value) => boolean): Value {
  if (config.type.kind !== "set") return config;
  const left = [...before];
  const element = config.type.element;
  const items = config.items.map((item) => {
    const index = left.findIndex((candidate) => matches(candidate, item));
    const [earlier] = index < 0 ? [] : left.splice(index, 1);
    return merge(earlier ?? nullValue(element), item);
  });
  return setValue(element, items);
}

type Nesting = { readonly attributes: Attributes; readonly blocks: BlockSchema["blocks"] };

/** Whether the prior object differs from the configuration only in what the provider computed. */
function mayHaveBeen(schema: Nesting, prior: Value, config: Value): boolean {
  if (identical(prior, config)) return true;
  if (prior.kind !== "mapping" || config.kind !== "mapping") return false;
  for (const attribute of schema.attributes.values()) {
    const [before, written] = [memberOf(prior, attribute.name), memberOf(config, attribute.name)];
    if (!before || !written) return false;
    if (!attributeMayHaveBeen(attribute, before, written)) return false;
  }
  for (const [name, nested] of schema.blocks) {
    const [before, written] = [memberOf(prior, name), memberOf(config, name)];
    if (!before || !written) return false;
    if (!elementsMayHaveBeen(nested.nesting, nested.block, before, written)) return false;
  }
  return true;
}

function attributeMayHaveBeen(attribute: AttributeSchema, before: Value, written: Value): boolean {
  if (identical(before, written)) return true;
  if (attribute.nested) {
    if (before.kind === "null" || written.kind === "null") return attribute.computed && written.kind === "null";
    return elementsMayHaveBeen(attribute.nested.nesting, { attributes: attribute.nested.attributes, blocks: new Map() }, before, written);
  }
  return attribute.computed && written.kind === "null";
}

function elementsMayHaveBeen(nesting: NestedBlock["nesting"], schema: Nesting, before: Value, written: Value): boolean {
  if (identical(before, written)) return true;
  if (nesting === "single" || nesting === "group") return mayHaveBeen(schema, before, written);
  if (before.kind === "sequence" && written.kind === "sequence" && before.type.kind !== "set") {
    return before.items.every((item, index) => {
      const other = written.items[index];
      return other !== undefined && mayHaveBeen(schema, item, other);
    });
  }
  if (before.kind !== "mapping" || written.kind !== "mapping") return false;
  return [...before.entries].every(([key, item]) => {
    const other = written.entries.get(key);
    return other !== undefined && mayHaveBeen(schema, item, other);
  });
}

/** Optional and computed nested attributes that held something only a configuration can have said are not kept without one. */
function heldMoreThanComputed(attribute: AttributeSchema, prior: Value): boolean {
  const { nested } = attribute;
  if (!attribute.optional || !nested || prior.kind === "null") return false;
  const objects = nested.nesting === "single" ? [prior] : childrenOf(prior);
  return objects.some((object) =>
    [...nested.attributes.values()].some((inner) => {
      const value = memberOf(object, inner.name);
      return value !== undefined && value.kind !== "null" && (!inner.computed || heldMoreThanComputed(inner, value));
    }),
  );
}

function childrenOf(value: Value): readonly Value[] {
  if (value.kind === "sequence") return value.items;
  return value.kind === "mapping" ? [...value.entries.values()] : [];
}
