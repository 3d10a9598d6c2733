import { identity, nullValue, type Type, type Value } from "#engines/hcl";
import type { AttributeSchema, BlockSchema, NestedBlock } from "../providers/index.ts";
import { aligned, pairedSet } from "./align.ts";
import { type BlockDiffs, below, type Change, combined, type Diff, type DiffAction, forced, implicit, startAction } from "./diff.ts";

/** How two objects of a schema differ. */
export function compareBlock(block: BlockSchema, change: Change): Diff {
  const attributes = new Map<string, Diff>();
  const blocks = new Map<string, BlockDiffs>();
  const start = startAction(change);
  let action = start;
  for (const attribute of block.attributes.values()) {
    const part = member(change, attribute.name);
    const diff = attribute.writeOnly
      ? { action: start, replace: forced(part.replace), view: { kind: "write-only" as const } }
      : compareAttribute(attribute, legacy(attribute.type, part));
    if (diff.action === "no-op" && part.before === undefined && part.after === undefined && !attribute.writeOnly) continue;
    attributes.set(attribute.name, diff);
    action = combined(action, [diff]);
  }
  for (const [name, nested] of block.blocks) {
    const part = member(change, name);
    if (part.before === undefined && part.after === undefined) continue;
    const diffs = compareBlocks(nested, part);
    blocks.set(name, diffs);
    action = combined(
      action,
      diffs.elements.map(({ diff }) => diff),
    );
  }
  return { action, replace: forced(change.replace), view: { kind: "block", attributes, blocks } };
}

function member({ before, after, replace }: Change, name: string): Change {
  return { before: implicit(entry(before, name)), after: implicit(entry(after, name)), replace: below(replace, name) };
}

const entry = (object: Value | undefined, name: string) => (object?.kind === "mapping" ? object.entries.get(name) : undefined);

/** The older plugin SDK has no null text, so an empty text counts as none, and is shown as null where it cannot be left out. */
const legacyText = (value: Value | undefined) => (value?.kind === "string" && value.value === "" ? undefined : value);
const shownText = (value: Value | undefined) => (value?.kind === "string" && value.value === "" ? nullValue(value.type) : value);

function legacy(type: Type, change: Change): Change {
  return type.kind === "string" ? { ...change, before: legacyText(change.before), after: legacyText(change.after) } : change;
}

function compareBlocks(nested: NestedBlock, change: Change): BlockDiffs {
  const hidden = { before: isSensitive(change.before), after: isSensitive(change.after) };
  const replace = forced(change.replace);
  const one = (part: Change) => compareBlock(nested.block, part);
  if (change.after?.kind === "unknown") return { replace, hidden, elements: unknownBlocks(nested, change) };
  if (nested.nesting === "single" || nested.nesting === "group") return { replace, hidden, elements: [{ diff: one(change) }] };
  if (nested.nesting === "map") {
    const keys = new Set([...keysOf(change.before), ...keysOf(change.after)]);
    return { replace, hidden, elements: [...keys].sort().map((key) => ({ key, diff: one(member(change, key)) })) };
  }
  const elements = (nested.nesting === "set" ? pairedSet(change) : byPosition(change)).map((part) => ({ diff: one(part) }));
  return { replace, hidden, elements };
}

/** Blocks that are known after apply, and behind them those that were there before. */
function unknownBlocks(nested: NestedBlock, { before, replace }: Change): BlockDiffs["elements"] {
  const unknown: Diff = {
    action: before === undefined ? "create" : "update",
    replace: forced(replace),
    view: { kind: "unknown", before: undefined },
  };
  const gone = nested.nesting === "single" || nested.nesting === "group" ? (before ? [before] : []) : itemsOf(before);
  const deleted = gone.map((item) => ({ diff: compareBlock(nested.block, { before: item, after: undefined, replace: [] }) }));
  return [{ diff: unknown }, ...deleted];
}

const keysOf = (value: Value | undefined) => (value?.kind === "mapping" ? value.entries.keys() : []);
const itemsOf = (value: Value | undefined): readonly Value[] => (value?.kind === "sequence" ? value.items : []);
const isSensitive = (value: Value | undefined): boolean => value?.marks.has("sensitive") ?? false;

function byPosition({ before, after, replace }: Change): Change[] {
  const [left, right] = [itemsOf(before), itemsOf(after)];
  return Array.from({ length: Math.max(left.length, right.length) }, (_, index) => ({
    before: left[index],
    after: right[index],
    replace: below(replace, index),
  }));
}

function compareAttribute(attribute: AttributeSchema, change: Change): Diff {
  const { nested } = attribute;
  if (!nested) return compareType(attribute.type, change);
  return guarded(change, (part) => {
    const object = (inner: Change) => guarded(inner, (known) => compareMembers(nested.attributes.values(), known));
    if (nested.nesting === "single") return compareMembers(nested.attributes.values(), part);
    if (nested.nesting === "map") return compareMap(part, object, true);
    const parts = nested.nesting === "set" ? pairedSet(part) : byPosition(part);
    return sequenceDiff(nested.nesting, true, part, parts.map(object));
  });
}

function compareMembers(attributes: Iterable<AttributeSchema>, change: Change): Diff {
  return objectDiff(
    change,
    [...attributes].map(
      (attribute) => [attribute.name, (part: Change) => compareAttribute(attribute, legacy(attribute.type, part))] as const,
    ),
    true,
  );
}

/** How two values of a type differ. A part that may be of any type is compared by the types its values have. */
export function compareType(type: Type, change: Change): Diff {
  return guarded(change, (part) => {
    switch (type.kind) {
      case "string":
        return primitiveDiff({ ...part, before: shownText(part.before), after: shownText(part.after) });
      case "number":
      case "bool":
        return primitiveDiff(part);
      case "map":
        return compareMap(part, (inner) => compareType(type.element, inner), false);
      case "list":
        return sequenceDiff(
          "list",
          false,
          part,
          aligned(part, type.element.kind === "object").map((inner) => compareType(type.element, inner)),
        );
      case "set":
        return sequenceDiff(
          "set",
          false,
          part,
          pairedSet(part).map((inner) => compareType(type.element, inner)),
        );
      case "object":
        return objectDiff(
          part,
          [...type.attributes].map(([name, inner]) => [name, (one: Change) => compareType(inner, legacy(inner, one))] as const),
          false,
        );
      case "tuple":
        return sequenceDiff(
          "list",
          false,
          part,
          byPosition(part).map((inner, index) => compareType(type.elements[index] ?? { kind: "dynamic" }, inner)),
        );
      case "dynamic":
        return compareAny({ ...part, replace: [] });
      default:
        return type satisfies never;
    }
  });
}

/** As JSON is compared: by what the two values are. */
export function compareAny(change: Change): Diff {
  return guarded(change, (part) => {
    const { before, after } = part;
    const [left, right] = [shape(before), shape(after)];
    if (left !== right && left !== "none" && right !== "none") {
      const gone = compareAny({ before, after: undefined, replace: [] });
      const made = compareAny({ before: undefined, after, replace: [] });
      return { action: "update", replace: forced(part.replace), view: { kind: "type-change", before: gone, after: made } };
    }
    const kind = left === "none" ? right : left;
    if (kind === "mapping") {
      const names = new Set([...keysOf(before), ...keysOf(after)]);
      return objectDiff(
        part,
        [...names].map((name) => [name, compareAny] as const),
        false,
        true,
      );
    }
    if (kind === "sequence") return sequenceDiff("list", false, part, aligned(part, true).map(compareAny));
    return primitiveDiff(part);
  });
}

const shape = (value: Value | undefined): string => (value === undefined || value.kind === "null" ? "none" : value.kind);

function primitiveDiff(change: Change): Diff {
  const { before, after, replace } = change;
  return { action: simpleAction(change), replace: forced(replace), view: { kind: "primitive", before, after } };
}

function simpleAction({ before, after }: Change): DiffAction {
  if (before === undefined) return after === undefined ? "no-op" : "create";
  if (after === undefined) return "delete";
  return identity(before) === identity(after) && before.type.kind === after.type.kind ? "no-op" : "update";
}

function compareMap(change: Change, compare: (part: Change) => Diff, nested: boolean): Diff {
  const { before, after, replace } = change;
  const keys = new Set([...keysOf(before), ...keysOf(after)]);
  const members = new Map(
    [...keys].map((key) => [key, compare({ before: entry(before, key), after: entry(after, key), replace: below(replace, key) })] as const),
  );
  return { action: wholeAction(change, members.values()), replace: forced(replace), view: { kind: "map", nested, members } };
}

/** A collection without elements may still come or go. */
function wholeAction(change: Change, parts: Iterable<Diff>): DiffAction {
  return combined(startAction(change), parts);
}

function sequenceDiff(kind: "list" | "set", nested: boolean, change: Change, elements: readonly Diff[]): Diff {
  return { action: wholeAction(change, elements), replace: forced(change.replace), view: { kind, nested, elements } };
}

function objectDiff(
  change: Change,
  attributes: readonly (readonly [string, (part: Change) => Diff])[],
  nested: boolean,
  keepsNulls = false,
): Diff {
  const members = new Map<string, Diff>();
  for (const [name, compare] of attributes) {
    const part = keepsNulls
      ? { before: entry(change.before, name), after: entry(change.after, name), replace: below(change.replace, name) }
      : member(change, name);
    const diff = compare(part);
    if (diff.action === "no-op" && part.before === undefined && part.after === undefined) continue;
    members.set(name, diff);
  }
  return {
    action: combined(startAction(change), members.values()),
    replace: forced(change.replace),
    view: { kind: "object", nested, members },
  };
}

/** What is sensitive hides what is below; what is not known yet is compared no further. */
function guarded(change: Change, compare: (change: Change) => Diff): Diff {
  const [before, after] = [isSensitive(change.before), isSensitive(change.after)];
  if (before || after) {
    const inner = guarded({ ...change, before: bare(change.before), after: bare(change.after) }, compare);
    const action = inner.action === "no-op" && before !== after ? "update" : inner.action;
    return { action, replace: inner.replace, view: { kind: "sensitive", inner, before, after } };
  }
  if (change.after?.kind === "unknown") return unknownDiff(change, () => compare({ ...change, after: undefined, replace: [] }));
  return compare(change);
}

const bare = (value: Value | undefined): Value | undefined => value && { ...value, marks: new Set() };

function unknownDiff({ before, replace }: Change, compareBefore: () => Diff): Diff {
  const known = implicit(before) === undefined ? undefined : compareBefore();
  return { action: known ? "update" : "create", replace: forced(replace), view: { kind: "unknown", before: known } };
}
