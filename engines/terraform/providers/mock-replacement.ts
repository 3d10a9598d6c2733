import { identical, type Value } from "#engines/hcl";
import type { AttributeSchema, BlockSchema, NestedBlock, Path } from "./model.ts";
import { memberOf, nothing } from "./objects.ts";

/** Every attribute that changed and asks for replacement, inside nested attributes and blocks too; sets are named as a whole. */
export function mockReplacePaths(block: BlockSchema, prior: Value, planned: Value): readonly Path[] {
  const paths: Path[] = [];
  visitBlock(block, [], prior, planned, paths);
  return paths;
}

function visitBlock(block: BlockSchema, path: Path, prior: Value, planned: Value, paths: Path[]): void {
  for (const attribute of block.attributes.values())
    visitAttribute(attribute, [...path, attribute.name], memberOf(prior, attribute.name), memberOf(planned, attribute.name), paths);
  for (const [name, nested] of block.blocks)
    visitElements(nested.nesting, [...path, name], memberOf(prior, name), memberOf(planned, name), paths, (at, before, after) =>
      visitBlock(nested.block, at, before, after, paths),
    ) ||
      (anyForces(nested.block) && paths.push([...path, name]));
}

function visitAttribute(attribute: AttributeSchema, path: Path, prior: Value = nothing, planned: Value = nothing, paths: Path[]): void {
  if (identical(prior, planned)) return;
  if (attribute.forceNew) paths.push(path);
  const { nested } = attribute;
  if (!nested) return;
  const block = { attributes: nested.attributes, blocks: new Map<string, NestedBlock>() };
  const visited = visitElements(nested.nesting, path, prior, planned, paths, (at, before, after) =>
    visitBlock(block, at, before, after, paths),
  );
  if (!visited && anyForces(block)) paths.push(path);
}

/** Visits the elements that both have; false where they cannot be told apart, as in sets. */
function visitElements(
  nesting: NestedBlock["nesting"],
  path: Path,
  prior: Value = nothing,
  planned: Value = nothing,
  _paths: Path[],
  visit: (path: Path, prior: Value, planned: Value) => void,
): boolean {
  if (identical(prior, planned)) return true;
  if (nesting === "set") return false;
  if (nesting === "single" || nesting === "group") {
    if (prior.kind === "mapping" && planned.kind === "mapping") visit(path, prior, planned);
    return true;
  }
  if (prior.kind === "sequence" && planned.kind === "sequence")
    for (const [index, item] of planned.items.entries()) {
      const before = prior.items[index];
      if (before) visit([...path, index], before, item);
    }
  if (prior.kind === "mapping" && planned.kind === "mapping")
    for (const [key, item] of planned.entries) {
      const before = prior.entries.get(key);
      if (before) visit([...path, key], before, item);
    }
  return true;
}

function anyForces(block: BlockSchema): boolean {
  for (const attribute of block.attributes.values()) {
    if (attribute.forceNew) return true;
    if (attribute.nested && anyForces({ attributes: attribute.nested.attributes, blocks: new Map() })) return true;
  }
  return [...block.blocks.values()].some((nested) => anyForces(nested.block));
}
