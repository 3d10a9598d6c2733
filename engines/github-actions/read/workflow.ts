import { type Parsed, type SourceFile, startOf } from "#engines/source";
import { readYaml, unusedAnchors, type YamlMap } from "#engines/yaml";
import type { Job, Workflow } from "../model.ts";
import { readEvents } from "./events.ts";
import { readJob } from "./job.ts";
import { WorkflowReader } from "./reader.ts";
import { readConcurrency, readDefaults, readPermissions } from "./settings.ts";
import { actionsYaml } from "./yaml-options.ts";

const keys = ["concurrency", "defaults", "env", "jobs", "name", "on", "permissions", "run-name"];

/** A file never changes, and is looked at by the checks, by every scenario, and by whoever calls the workflow. */
const known = new WeakMap<SourceFile, Parsed<Workflow | undefined>>();

/** Reads one workflow file. Never throws; what was not understood is missing from the model and told. */
export function readWorkflow(file: SourceFile): Parsed<Workflow | undefined> {
  const parsed = known.get(file) ?? readFile(file);
  known.set(file, parsed);
  return parsed;
}

function readFile(file: SourceFile): Parsed<Workflow | undefined> {
  const { model: root, diagnostics } = readYaml(file, actionsYaml);
  const reader = new WorkflowReader();
  // The YAML is broken: what else could be said of it would mislead.
  const broken = diagnostics.filter(({ code, severity }) => severity === "error" && code !== "yaml/alias-cycle");
  if (broken.length > 0) return { model: undefined, diagnostics: broken };
  if (!root || (root.kind === "scalar" && root.value === null)) {
    reader.error(startOf(file.path), "The workflow is empty", "Write at least `on:` and `jobs:`.");
    return { model: undefined, diagnostics: reader.diagnostics };
  }
  if (root.kind !== "map") {
    reader.error(root.span, "A workflow must be a map", "Write at least `on:` and `jobs:`.");
    return { model: undefined, diagnostics: reader.diagnostics };
  }
  for (const span of unusedAnchors(file))
    reader.error(span, "This anchor is not used", "An anchor (`&name`) is for an alias (`*name`) further down. Remove it or use it.");
  const model = readRoot(file, root, reader);
  return { model, diagnostics: [...diagnostics, ...reader.diagnostics] };
}

function readRoot(file: SourceFile, root: YamlMap, reader: WorkflowReader): Workflow {
  const span = root.entries[0]?.keySpan ?? root.span;
  const found: { -readonly [Key in keyof Workflow]?: Workflow[Key] } = {};
  let jobs: ReadonlyMap<string, Job> = new Map();
  for (const entry of reader.map(root, "A workflow")) {
    const { value } = entry;
    switch (entry.id) {
      case "name":
        found.name = reader.text(value, "`name`", true);
        break;
      case "run-name":
        found.runName = reader.text(value, "`run-name`");
        break;
      case "on":
        found.events = readEvents(entry.value, reader);
        break;
      case "permissions":
        found.permissions = readPermissions(entry, reader);
        break;
      case "env":
        found.env = reader.env(value, "`env`");
        break;
      case "defaults":
        found.defaults = readDefaults(entry, reader);
        break;
      case "concurrency":
        found.concurrency = readConcurrency(entry, reader);
        break;
      case "jobs":
        jobs = readJobs(value, reader);
        break;
      default:
        reader.unknown(entry, "A workflow", keys);
    }
  }
  const missing = (name: string) => !root.entries.some((entry) => entry.key === name);
  if (missing("on")) reader.error(span, "`on` is missing", "Say which events start the workflow, for example `on: push`.");
  if (missing("jobs")) reader.error(span, "`jobs` is missing", "A workflow needs at least one job.");
  return { ...found, path: file.path, span, events: found.events ?? [], jobs };
}

function readJobs(node: YamlMap["entries"][number]["value"], reader: WorkflowReader): ReadonlyMap<string, Job> {
  const jobs = new Map<string, Job>();
  for (const entry of reader.map(node, "`jobs`", { freeNames: true })) jobs.set(entry.id, readJob(entry, reader));
  return jobs;
}
