import type { YamlNode } from "#engines/yaml";
import { isPattern } from "./expressions/index.ts";
import type { Filter } from "./model.ts";
import { checkCondition } from "./read-rules.ts";
import type { GitlabReader } from "./reader.ts";

/** `only` and `except`: a list of refs, or a map. https://docs.gitlab.com/ci/yaml/deprecated_keywords/ */
export function readFilter(node: YamlNode | undefined, what: string, reader: GitlabReader): Filter | undefined {
  if (!node) return undefined;
  if (node.kind !== "map") return { refs: readRefs(node, what, reader), variables: [], changes: undefined };
  const keys = reader.map(node, what, ["refs", "variables", "changes", "kubernetes"]);
  const at = (key: string) => keys?.get(key)?.value;
  const kubernetes = keys?.get("kubernetes");
  if (kubernetes) reader.notSupported({ span: kubernetes.keySpan }, `${what.replaceAll("`", "")}:kubernetes`);
  const conditions = reader.list(at("variables"), `${what}:variables`) ?? [];
  for (const condition of conditions) if (condition.kind === "scalar") checkCondition(String(condition.value), condition, reader);
  return {
    refs: readRefs(at("refs"), `${what}:refs`, reader),
    variables: conditions.flatMap((item) => reader.located(item, "A condition") ?? []),
    changes: reader.texts(at("changes"), `${what}:changes`),
  };
}

/** Names of refs, or patterns between slashes, which may be followed by a project. */
function readRefs(node: YamlNode | undefined, what: string, reader: GitlabReader): readonly string[] {
  for (const item of node?.kind === "seq" ? node.items : node ? [node] : []) {
    const pattern = item.kind === "scalar" && typeof item.value === "string" ? /^\/(.*)\/([ismU]*)(?:@.*)?$/s.exec(item.value) : null;
    if (pattern && !isPattern(pattern[1] ?? "", pattern[2] ?? ""))
      reader.error("ref-pattern", item.span, "This is no valid pattern", "It is a regular expression of RE2 between slashes.");
  }
  return reader.texts(node, what) ?? [];
}
