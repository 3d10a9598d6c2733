import { identity, nullValue, type Value, whollyKnown } from "#engines/hcl";
import type { BlockSchema, NestedBlock, Path } from "./model.ts";
import { isNull, memberOf } from "./objects.ts";

const none = nullValue({ kind: "dynamic" });

/** Two values that are not known are never the same: neither is settled yet. */
export function changed(before: Value | undefined, after: Value | undefined): boolean {
  const [left, right] = [before ?? none, after ?? none];
  if (left === right) return !whollyKnown(left);
  return !whollyKnown(left) || !whollyKnown(right) || identity(left) !== identity(right);
}

/** Which changes the provider cannot make to an existing object. */
export function replacePaths(block: BlockSchema, prior: Value, planned: Value): readonly Path[] {
  const paths: Path[] = [];
  for (const { name, forceNew, forceNewIf } of block.attributes.values()) {
    const before = memberOf(prior, name);
    // States of versions before resources had a region of their own.
    if (name === "region" && isNull(before)) continue;
    const forces = forceNew || (forceNewIf !== undefined && isTrue(memberOf(planned, forceNewIf)));
    if (forces && changed(before, memberOf(planned, name))) paths.push([name]);
  }
  for (const [name, nested] of block.blocks) nestedPaths([name], nested, memberOf(prior, name), memberOf(planned, name), paths);
  return paths;
}

function nestedPaths(path: Path, nested: NestedBlock, prior: Value | undefined, planned: Value | undefined, paths: Path[]): void {
  if (nested.nesting === "single" || nested.nesting === "group") return;
  if (isBare(prior) && isBare(planned)) return;
  if (prior?.kind !== "sequence" || planned?.kind !== "sequence") {
    if (nested.forceNew) paths.push(path);
    return;
  }
  if (nested.nesting === "set") {
    if (setForcesReplacement(nested, prior.items, planned.items)) paths.push(path);
    return;
  }
  if (nested.forceNew && prior.items.length !== planned.items.length) paths.push(path);
  for (let index = 0; index < Math.max(prior.items.length, planned.items.length); index++) {
    const [before, after] = [prior.items[index], planned.items[index]];
    for (const { name, forceNew } of nested.block.attributes.values())
      if (forceNew && changed(memberOf(before, name), memberOf(after, name))) paths.push([...path, index, name]);
    for (const [name, inner] of nested.block.blocks)
      nestedPaths([...path, index, name], inner, memberOf(before, name) ?? noItems, memberOf(after, name) ?? noItems, paths);
  }
}

const noItems: Value = { kind: "sequence", type: { kind: "tuple", elements: [] }, marks: new Set(), items: [] };

const isBare = (blocks: Value | undefined): boolean => isNull(blocks) || (blocks?.kind === "sequence" && blocks.items.length === 0);

function setForcesReplacement(nested: NestedBlock, prior: readonly Value[], planned: readonly Value[]): boolean {
  const added = [...planned];
  const removed = prior.filter((element) => {
    const index = added.findIndex((candidate) => !changed(candidate, element));
    if (index >= 0) added.splice(index, 1);
    return index < 0;
  });
  const different = [...removed, ...added];
  return different.length > 0 && (nested.forceNew || different.some((element) => saysForceNew(nested.block, element)));
}

function saysForceNew(block: BlockSchema, element: Value): boolean {
  for (const { name, forceNew } of block.attributes.values()) if (forceNew && !isNull(memberOf(element, name))) return true;
  for (const [name, nested] of block.blocks) {
    const inner = memberOf(element, name);
    if (inner?.kind === "sequence" && inner.items.some((item) => saysForceNew(nested.block, item))) return true;
  }
  return false;
}

const isTrue = (value: Value | undefined): boolean => value?.kind === "bool" && value.value;
