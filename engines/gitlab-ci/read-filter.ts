import type { YamlNode } from "#engines/yaml";
import type { Filter } from "./model.ts";
import { checkCondition } from "./read-rules.ts";
import type { GitlabReader } from "./reader.ts";

/** `only` and `except`: a list of refs, or a map. https://docs.gitlab.com/ci/yaml/deprecated_keywords/ */
export function readFilter(node: YamlNode | undefined, what: string, reader: GitlabReader): Filter | undefined {
  if (!node) return undefined;
  if (node.kind !== "map") return { refs: reader.texts(node, what) ?? [], variables: [], changes: undefined };
  const keys = reader.map(node, what, ["refs", "variables", "changes", "kubernetes"]);
  const at = (key: string) => keys?.get(key)?.value;
  const kubernetes = keys?.get("kubernetes");
  if (kubernetes) reader.notSupported({ span: kubernetes.keySpan }, `${what.replaceAll("`", "")}:kubernetes`);
  const conditions = reader.list(at("variables"), `${what}:variables`) ?? [];
  for (const condition of conditions) if (condition.kind === "scalar") checkCondition(String(condition.value), condition, reader);
  return {
    refs: reader.texts(at("refs"), `${what}:refs`) ?? [],
    variables: conditions.flatMap((item) => reader.located(item, "A condition") ?? []),
    changes: reader.texts(at("changes"), `${what}:changes`),
  };
}
