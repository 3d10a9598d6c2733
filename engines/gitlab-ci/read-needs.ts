import type { YamlNode } from "#engines/yaml";
import type { Need } from "./model.ts";
import { readMatrix } from "./read-parallel.ts";
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
    return job === undefined
      ? undefined
      : { job, span: node.span, optional: false, artifacts: true, matrix: undefined, pipeline: undefined };
  }
  const keys = reader.map(node, "A need", ["job", "artifacts", "optional", "project", "ref", "pipeline", "parallel"]);
  const project = keys?.get("project");
  if (project) return reader.notSupported({ span: project.keySpan }, "`needs:project`", "Nothing is known of other projects here.");
  const parallel = keys?.get("parallel")?.value;
  const matrix = reader.map(parallel, "`needs:parallel`", ["matrix"])?.get("matrix")?.value;
  const name = keys?.get("job")?.value;
  const job = reader.scalarText(name, "`needs:job`");
  if (!name || job === undefined) return reader.error("needs", node.span, "The need names no job", "Add `job: <name>`.");
  return {
    job,
    span: name.span,
    optional: reader.boolean(keys?.get("optional")?.value, "`optional`") ?? false,
    artifacts: reader.boolean(keys?.get("artifacts")?.value, "`artifacts`") ?? true,
    matrix: matrix && readMatrix(matrix, reader),
    pipeline: reader.scalarText(keys?.get("pipeline")?.value, "`needs:pipeline`"),
  };
}
