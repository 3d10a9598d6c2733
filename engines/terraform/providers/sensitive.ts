import { type Value, withMark } from "#engines/hcl";
import type { AttributeSchema, BlockSchema } from "./model.ts";
import { withItems } from "./objects.ts";

/** The object with the mark `sensitive` on every attribute that its schema says is. */
export function markSensitive(block: BlockSchema, object: Value): Value {
  if (object.kind !== "mapping" || !holdsSensitive(block)) return object;
  const entries = new Map(object.entries);
  markAttributes(block.attributes, entries);
  for (const [name, nested] of block.blocks) {
    const value = entries.get(name);
    if (value && holdsSensitive(nested.block))
      entries.set(
        name,
        eachObject(value, nested.nesting, (one) => markSensitive(nested.block, one)),
      );
  }
  return { ...object, entries };
}

function markAttributes(attributes: Iterable<readonly [string, AttributeSchema]>, entries: Map<string, Value>): void {
  for (const [name, attribute] of attributes) {
    const value = entries.get(name);
    if (!value) continue;
    const { nested } = attribute;
    if (attribute.sensitive) entries.set(name, withMark(value, "sensitive"));
    else if (nested && [...nested.attributes.values()].some(isSensitive)) {
      const mark = (one: Value) => {
        if (one.kind !== "mapping") return one;
        const inner = new Map(one.entries);
        markAttributes(nested.attributes, inner);
        return { ...one, entries: inner };
      };
      entries.set(name, eachObject(value, nested.nesting, mark));
    }
  }
}

function eachObject(value: Value, nesting: string, mark: (object: Value) => Value): Value {
  if (nesting === "single" || nesting === "group") return mark(value);
  if (value.kind === "sequence") return withItems(value, value.items.map(mark));
  if (value.kind !== "mapping") return value;
  return { ...value, entries: new Map([...value.entries].map(([key, one]) => [key, mark(one)] as const)) };
}

const isSensitive = (attribute: AttributeSchema): boolean =>
  attribute.sensitive || [...(attribute.nested?.attributes.values() ?? [])].some(isSensitive);

const known = new WeakMap<BlockSchema, boolean>();

function holdsSensitive(block: BlockSchema): boolean {
  const answer = known.get(block);
  if (answer !== undefined) return answer;
  const found =
    [...block.attributes.values()].some(isSensitive) || [...block.blocks.values()].some((nested) => holdsSensitive(nested.block));
  known.set(block, found);
  return found;
}
