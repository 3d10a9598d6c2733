import { type Diagnostic, didYouMean, type Located, type Parsed, type SourceFile, startOf } from "#engines/source";
import type { YamlEntry, YamlMap, YamlNode } from "#engines/yaml";
import { expandConfiguration } from "./expand.ts";
import type { Surroundings } from "./include/surroundings.ts";
import { defaultKeys, globalDefaults, globalKeys, jobKeys } from "./keywords.ts";
import type { Configuration, Job, Workflow } from "./model.ts";
import { layOut } from "./parallel.ts";
import { readJob } from "./read-job.ts";
import { readAutoCancel, readRules } from "./read-rules.ts";
import { GitlabReader } from "./reader.ts";
import { says } from "./says.ts";
import { faultsOf } from "./schema/faults.ts";

export const configurationPath = ".gitlab-ci.yml";

const defaultStages = ["build", "test", "deploy"];

/**
 * Reads the pipeline of a repository, or that of other files in it, which a child pipeline is made of. Never throws; what could not be
 * understood is missing from the model and told.
 */
export function parseConfiguration(
  files: readonly SourceFile[],
  paths: readonly string[] = [configurationPath],
  around: Surroundings = nothingAround,
): Parsed<Configuration> {
  const all = parseWith(files, paths, around);
  if (!all.model.dependsOnEvent) return all;
  // As long as no event is known, a fault is one that is there whatever `include:rules` let in.
  const none = parseWith(files, paths, { ...around, holds: () => false });
  const faults = new Set(none.diagnostics.map((diagnostic) => JSON.stringify(diagnostic)));
  return { model: all.model, diagnostics: all.diagnostics.filter((diagnostic) => faults.has(JSON.stringify(diagnostic))) };
}

const nothingAround: Surroundings = { provides: [], variables: {}, holds: undefined };

function parseWith(files: readonly SourceFile[], paths: readonly string[], around: Surroundings): Parsed<Configuration> {
  const reader = new GitlabReader();
  const empty: Configuration = { stages: [], jobs: new Map(), workflow: noWorkflow, variables: new Map(), dependsOnEvent: false };
  const byPath = new Map(files.map((file) => [file.path, file]));
  const missing = paths.find((path) => !byPath.has(path));
  if (missing !== undefined) {
    const known = files.map((file) => file.path);
    const detail =
      missing === configurationPath
        ? "GitLab looks for this name at the top of the repository."
        : `The repository has no such file.${didYouMean(missing, known)}`;
    reader.error("no-file", startOf(missing), `There is no ${missing}`, detail);
    return { model: empty, diagnostics: reader.diagnostics };
  }
  const roots = paths.flatMap((path) => byPath.get(path) ?? []);
  const root = expandConfiguration(roots, files, around, reader);
  const [main = configurationPath] = paths;
  if (!root && reader.diagnostics.length === 0)
    reader.error("empty", startOf(main), "The file is empty", "Define at least one job with a script.");
  const model = root ? readConfiguration(root, main, reader) : empty;
  return { model: { ...model, dependsOnEvent: reader.dependsOnEvent && !around.holds }, diagnostics: withSchemaFaults(reader) };
}

/** What the editor marks and the reader has not already said of the same place, in the files that were read. */
function withSchemaFaults({ diagnostics, roots, settled }: GitlabReader): readonly Diagnostic[] {
  const faults = roots.flatMap(faultsOf);
  const spoken = [...diagnostics.map(({ span }) => span), ...settled];
  const said = ({ span }: Diagnostic) =>
    spoken.some((other) => other.file === span.file && other.start.offset <= span.end.offset && span.start.offset <= other.end.offset);
  const seen = new Set<string>();
  return [...diagnostics, ...faults.filter((fault) => !said(fault))].filter((diagnostic) => {
    const text = JSON.stringify(diagnostic);
    return !seen.has(text) && seen.add(text);
  });
}

function readConfiguration(root: YamlMap, path: string, reader: GitlabReader): Configuration {
  const entries = new Map(root.entries.map((entry) => [entry.key, entry]));
  const spec = entries.get("spec");
  if (spec)
    reader.error("spec", spec.keySpan, "`spec` stands among the jobs", "It is a document of its own: write `---` between it and the jobs.");
  const variables = reader.variables(entries.get("variables")?.value, "`variables`");
  const workflow = readWorkflow(entries.get("workflow"), reader);
  const defaults = readDefaults(entries, reader);
  const jobs = new Map<string, Job>();
  const reserved: readonly string[] = [...globalKeys, ...globalDefaults];
  for (const entry of root.entries) {
    if (reserved.includes(entry.key)) refuseJob(entry, reader);
    if (isNoName(entry)) refuseJob(entry, reader);
    if (reserved.includes(entry.key) || entry.key.startsWith(".")) continue;
    if (entry.value.kind !== "map" || !looksLikeJob(entry.value)) {
      reader.settled.push(entry.value.span);
      const known = [...reserved, ...(entry.value.kind === "map" ? jobKeys : [])];
      const detail = `A job is a map with a \`script:\`.${didYouMean(entry.key, reserved)}`;
      reader.error(
        "job",
        entry.keySpan,
        known.includes(entry.key) ? `"${entry.key}" stands in the wrong place` : `"${entry.key}" is no job`,
        detail,
      );
      continue;
    }
    const job = readJob(entry, defaults, reader);
    if (job) jobs.set(job.name, job);
  }
  if (jobs.size === 0 && reader.diagnostics.length === 0) {
    const detail = `Jobs whose name starts with a dot are hidden; define at least one that is not.${says("jobs config should contain at least one visible job")}`;
    reader.error("no-jobs", startOf(path), "The pipeline has no visible job", detail);
  }
  return { stages: readStages(entries.get("stages"), path, reader), jobs: layOut(jobs), workflow, variables, dependsOnEvent: false };
}

/** https://docs.gitlab.com/ci/jobs/#job-names: a keyword of the file is no name of a job, and GitLab refuses what it cannot be. */
function refuseJob({ key, keySpan, value }: YamlEntry, reader: GitlabReader): void {
  if (value.kind !== "map" || !value.entries.some((inner) => inner.key === "script" || inner.key === "stage")) return;
  if (key === "default" || key === "variables") return;
  reader.settled.push(value.span);
  reader.error(
    "reserved-name",
    keySpan,
    `A job cannot be named "${key}"`,
    "It is a word with a meaning of its own. Give the job another name.",
  );
}

/** https://docs.gitlab.com/ci/jobs/#job-names: words that must be in quotes to be names. */
const isNoName = ({ key, keySpan }: YamlEntry): boolean =>
  ["true", "false", "nil"].includes(key) && keySpan.end.offset - keySpan.start.offset === key.length;

/** A key that is no known keyword and holds no keyword of a job is a misspelt keyword rather than a job. */
function looksLikeJob(map: YamlMap): boolean {
  return (
    map.entries.length === 0 ||
    map.entries.some((entry) => jobKeys.includes(entry.key)) ||
    map.entries.some((entry) => didYouMean(entry.key, jobKeys) !== "")
  );
}

function readStages(entry: YamlEntry | undefined, path: string, reader: GitlabReader): readonly Located<string>[] {
  const span = entry?.keySpan ?? startOf(path);
  const listed = entry
    ? (reader.list(entry.value, "`stages`")?.flatMap((item) => readStage(item, reader)) ?? [])
    : defaultStages.map((value) => ({ value, span }));
  const middle = listed.filter(({ value }) => value !== ".pre" && value !== ".post");
  return [{ value: ".pre", span }, ...middle, { value: ".post", span }];
}

/** https://docs.gitlab.com/ci/yaml/#stages: lists inside are flattened, so that references can bring several. */
const readStage = (node: YamlNode, reader: GitlabReader): readonly Located<string>[] =>
  node.kind === "seq" ? node.items.flatMap((item) => readStage(item, reader)) : [reader.located(node, "A stage") ?? []].flat();

const noWorkflow: Workflow = { name: "", rules: undefined, autoCancel: { onNewCommit: undefined, onJobFailure: undefined } };

function readWorkflow(entry: YamlEntry | undefined, reader: GitlabReader): Workflow {
  const keys = reader.map(entry?.value, "`workflow`", ["rules", "name", "auto_cancel"]);
  if (!keys) return noWorkflow;
  const rules = keys.get("rules");
  return {
    name: reader.scalarText(keys.get("name")?.value, "`workflow:name`") ?? "",
    rules: rules && readRules(rules.value, reader, "workflow"),
    autoCancel: readAutoCancel(keys.get("auto_cancel")?.value, reader),
  };
}

/** `default:`, with the deprecated keywords at the top of the file below it. */
function readDefaults(entries: ReadonlyMap<string, YamlEntry>, reader: GitlabReader): ReadonlyMap<string, YamlEntry> {
  const keys = reader.map(entries.get("default")?.value, "`default`", [...defaultKeys]);
  const top = globalDefaults.flatMap((key) => {
    const entry = entries.get(key);
    return entry ? [[key, entry] as const] : [];
  });
  return new Map<string, YamlEntry>([...top, ...(keys ?? [])]);
}
