import type { YamlNode } from "#engines/yaml";
import type { Trigger } from "./model.ts";
import type { GitlabReader } from "./reader.ts";

const elsewhere =
  "It starts a pipeline of another project, of which nothing is known here. Child pipelines of this repository can be started.";

/** https://docs.gitlab.com/ci/yaml/#trigger */
export function readTrigger(node: YamlNode | undefined, reader: GitlabReader): Trigger | undefined {
  if (!node) return undefined;
  if (node.kind !== "map") return reader.notSupported(node, "`trigger` of another project", elsewhere);
  const keys = reader.map(node, "`trigger`", ["include", "project", "branch", "strategy", "forward", "inputs"]);
  const project = keys?.get("project");
  if (project) return reader.notSupported({ span: project.keySpan }, "`trigger:project`", elsewhere);
  const include = keys?.get("include")?.value;
  if (!include) return reader.error("trigger", node.span, "The trigger names no pipeline", "Add `include:` with a file of the repository.");
  const forward = reader.map(keys?.get("forward")?.value, "`trigger:forward`", ["yaml_variables", "pipeline_variables"]);
  const strategy = keys?.get("strategy")?.value;
  const items = include.kind === "seq" ? include.items : [include];
  const inner = items.flatMap((item) => {
    const inputs = item.kind === "map" ? item.entries.find(({ key }) => key === "inputs")?.value : undefined;
    return inputs?.kind === "map" ? [inputs] : [];
  });
  if (inner.length > 0 && items.length > 1) reader.notSupported(include, "`inputs` for one of several files of a child pipeline");
  return {
    includes: items.flatMap((item) => readInclude(item, reader) ?? []),
    inputs: inner[0],
    waits: strategy !== undefined && reader.oneOf(strategy, "`trigger:strategy`", ["depend", "mirror"], "depend") !== undefined,
    forwardsYamlVariables: reader.boolean(forward?.get("yaml_variables")?.value, "`yaml_variables`") ?? true,
    forwardsPipelineVariables: reader.boolean(forward?.get("pipeline_variables")?.value, "`pipeline_variables`") ?? false,
  };
}

function readInclude(node: YamlNode, reader: GitlabReader): Trigger["includes"][number] | undefined {
  if (node.kind !== "map") return reader.located(node, "`trigger:include`");
  const keys = reader.map(node, "`trigger:include`", [
    "local",
    "artifact",
    "job",
    "project",
    "ref",
    "file",
    "template",
    "component",
    "inputs",
  ]);
  for (const key of ["project", "template", "component"]) {
    const entry = keys?.get(key);
    if (entry) return reader.notSupported({ span: entry.keySpan }, `\`trigger:include:${key}\``, elsewhere);
  }
  const artifact = reader.located(keys?.get("artifact")?.value, "`trigger:include:artifact`");
  if (!artifact) return reader.located(keys?.get("local")?.value, "`trigger:include:local`");
  const job = reader.located(keys?.get("job")?.value, "`trigger:include:job`");
  if (job === undefined) return reader.error("trigger", node.span, "The artifact is of no job", "Add `job:` with the job that makes it.");
  return { ...artifact, artifactOf: job };
}
