import type { YamlMap } from "#engines/yaml";

/** Maps are merged key by key, everything else is replaced: https://docs.gitlab.com/ci/yaml/yaml_optimization/#merge-details */
export function deepMerge(base: YamlMap, over: YamlMap): YamlMap {
  const entries = new Map(base.entries.map((entry) => [entry.key, entry]));
  for (const entry of over.entries) {
    const old = entries.get(entry.key);
    const both = old?.value.kind === "map" && entry.value.kind === "map";
    entries.set(
      entry.key,
      both && old.value.kind === "map" && entry.value.kind === "map" ? { ...entry, value: deepMerge(old.value, entry.value) } : entry,
    );
  }
  return { ...over, entries: [...entries.values()] };
}
