import type { Value } from "#engines/hcl";
import { memberOf, textOf } from "../providers/objects.ts";
import { type Estate, type EstateObject, partsAt } from "./estate.ts";

export type MissingTags = { readonly address: string; readonly type: string; readonly missing: readonly string[] };

/** Which resources that can have tags lack one of these, or have it without a value. Default tags of the provider count. */
export function missingTags(estate: Estate, names: readonly string[]): MissingTags[] {
  return estate.objects.flatMap((object) => {
    const tags = tagsOf(object);
    const missing = tags ? names.filter((name) => !tags.has(name)) : [];
    return missing.length > 0 ? [{ address: object.address, type: object.type, missing }] : [];
  });
}

/** The names of the tags that have a value, or will; undefined for what cannot have tags. */
function tagsOf({ schema, values }: EstateObject): ReadonlySet<string> | undefined {
  // Groups of instances have a block for each tag.
  if (schema.block.blocks.has("tag")) return new Set(partsAt(values, ["tag", "key"]).flatMap((key) => textOf(key) ?? []));
  if (!schema.block.attributes.has("tags")) return undefined;
  const names = [memberOf(values, "tags_all"), memberOf(values, "tags")].flatMap(written);
  return new Set(names);
}

const written = (tags: Value | undefined): string[] =>
  tags?.kind === "mapping"
    ? [...tags.entries].flatMap(([name, value]) => (value.kind === "null" || textOf(value) === "" ? [] : [name]))
    : [];
