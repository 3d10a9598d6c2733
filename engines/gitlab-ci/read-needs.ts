import type { YamlNode } from "#engines/yaml";
import type { Need } from "./model.ts";
import type { GitlabReader } from "./reader.ts";

/** https://docs.gitlab.com/ci/yaml/#needs */
const maxNeeds = 50;

export function readNeeds(node: YamlNode | undefined, reader: GitlabReader): readonly Need[] {
  const items = flatten(node, reader);
  if (items.length > maxNeeds && node)
    reader.error("needs", node.span, `A job may need ${maxNeeds} jobs at most`, `This one needs ${items.length}.`);
  return items.flatMap((item) => readNeed(item, reader) ?? []);
}

function flatten(node: YamlNode | undefined, reader: GitlabReader): readonly YamlNode[] {
  return (reader.list(node, "`needs`") ?? []).flatMap((item) => (item.kind === "seq" ? flatten(item, reader) : [item]));
}

function readNeed(node: YamlNode, reader: GitlabReader): Need | undefined {
  if (node.kind !== "map") {
    const job = reader.scalarText(node, "A need");
    return job === undefined ? undefined : { job, span: node.span, optional: false, artifacts: true };
  }
  const keys = reader.map(node, "A need", ["job", "artifacts", "optional", "project", "ref", "pipeline", "parallel"]);
  for (const key of ["project", "pipeline", "parallel"]) {
    const entry = keys?.get(key);
    if (entry) return reader.notSupported({ span: entry.keySpan }, `\`needs:${key}\``);
  }
  const name = keys?.get("job")?.value;
  const job = reader.scalarText(name, "`needs:job`");
  if (!name || job === undefined) return reader.error("needs", node.span, "The need names no job", "Add `job: <name>`.");
  return {
    job,
    span: name.span,
    optional: reader.boolean(keys?.get("optional")?.value, "`optional`") ?? false,
    artifacts: reader.boolean(keys?.get("artifacts")?.value, "`artifacts`") ?? true,
  };
}
