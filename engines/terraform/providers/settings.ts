import { identity, mapValue, string, stringValue, unknownValue, type Value, whollyKnown } from "#engines/hcl";
import type { BlockSchema } from "./model.ts";
import { isNull, memberOf, textOf } from "./objects.ts";

/** A change under way, whose members may still be set. */
type Change = {
  readonly block: BlockSchema;
  readonly prior: Value;
  readonly config: Value;
  readonly planned: Map<string, Value>;
  readonly providerConfig: Value;
};

const defaultRegion = stringValue("us-east-1");

/** The account every simulated provider works in. */
export const accountId = "123456789012";

/** The region a provider configuration names; unknown where that is not known yet. */
export function regionOf(providerConfig: Value): Value {
  const region = memberOf(providerConfig, "region");
  return region === undefined || region.kind === "null" ? defaultRegion : region;
}

/** The tags that `default_tags` adds to everything. */
export function defaultTagsOf(providerConfig: Value): Value {
  const blocks = memberOf(providerConfig, "default_tags");
  if (blocks?.kind === "unknown") return unknownValue({ kind: "map", element: string });
  const [first] = blocks?.kind === "sequence" ? blocks.items : [];
  const tags = memberOf(first, "tags");
  return tags === undefined || tags.kind === "null" ? noTags : tags;
}

const noTags = mapValue(string, []);

/** A resource is in its provider's region unless it says otherwise. */
export function planRegion({ block, prior, config, planned, providerConfig }: Change): void {
  const region = block.attributes.get("region");
  if (!region?.optional || !region.computed || !isNull(memberOf(config, "region"))) return;
  if (isNull(memberOf(prior, "region"))) planned.set("region", regionOf(providerConfig));
}

/** `tags_all` is the provider's default tags overlaid with the resource's own. */
export function planTagsAll({ block, prior, config, planned, providerConfig }: Change): void {
  const all = block.attributes.get("tags_all");
  if (!block.attributes.has("tags") || !all?.computed || !isNull(memberOf(config, "tags_all"))) return;
  const [tags, defaults] = [planned.get("tags"), defaultTagsOf(providerConfig)];
  if ((tags && !whollyKnown(tags)) || !whollyKnown(defaults)) {
    planned.set("tags_all", unknownValue(all.type));
    return;
  }
  const merged = [...entriesOf(defaults), ...entriesOf(tags)];
  if (merged.length > 0) planned.set("tags_all", mapValue(string, merged));
  else if (prior.kind === "null") planned.set("tags_all", unknownValue(all.type));
  else if (tagsText(memberOf(prior, "tags")) !== tagsText(tags)) planned.set("tags_all", noTags);
  else planned.set("tags_all", memberOf(prior, "tags_all") ?? noTags);
}

const entriesOf = (map: Value | undefined) => (map?.kind === "mapping" ? [...map.entries] : []);
const tagsText = (tags: Value | undefined): string => identity(tags?.kind === "mapping" ? tags : noTags);

/** The region as text, where it is known. */
export const regionText = (providerConfig: Value): string => textOf(regionOf(providerConfig)) ?? defaultRegion.value;
