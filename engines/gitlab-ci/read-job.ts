import { didYouMean, type Located, suggest } from "#engines/source";
import type { YamlEntry, YamlNode } from "#engines/yaml";
import { dataKeys, jobKeys, modelledKeys, refusedKeys } from "./keywords.ts";
import type { AllowFailure, Artifacts, Job, JobEnvironment, Retry } from "./model.ts";
import { readNeeds } from "./read-needs.ts";
import { readRules, readWhen } from "./read-rules.ts";
import type { GitlabReader } from "./reader.ts";

const defaultTimeout = 3600;
const noRetry: Retry = { max: 0, when: ["always"], exitCodes: [] };
const retryReasons = [
  ...[
    "always",
    "unknown_failure",
    "script_failure",
    "api_failure",
    "stuck_or_timeout_failure",
    "runner_system_failure",
    "runner_unsupported",
  ],
  ...["stale_schedule", "job_execution_timeout", "archived_failure", "unmet_prerequisites", "scheduler_failure", "data_integrity_failure"],
];

type Keys = ReadonlyMap<string, YamlEntry>;

/** One job, with what it inherits: https://docs.gitlab.com/ci/yaml/#inherit */
export function readJob(
  entry: YamlEntry,
  defaults: Keys,
  globals: ReadonlyMap<string, Located<string>>,
  reader: GitlabReader,
): Job | undefined {
  const own = reader.map(entry.value, `The job "${entry.key}"`);
  if (!own) return undefined;
  checkKeys(entry, own, reader);
  const inherit = reader.map(own.get("inherit")?.value, "`inherit`", ["default", "variables"]);
  const inheritsKey = inherits(inherit?.get("default")?.value, reader);
  const inheritsVariable = inherits(inherit?.get("variables")?.value, reader);
  const keys: Keys = new Map([...[...defaults].filter(([key]) => inheritsKey(key)), ...own]);
  for (const { key, keySpan } of [...defaults.values()].filter((inherited) => !own.has(inherited.key) && inheritsKey(inherited.key)))
    refuse(key, keySpan, reader);
  const at = (key: string) => keys.get(key)?.value;
  const script = reader.script(at("script"), "`script`");
  const misspelt = [...own.keys()].some((key) => !jobKeys.includes(key) && suggest(key, jobKeys) === "script");
  if (!misspelt && !own.has("script") && !own.has("trigger") && !own.has("run"))
    reader.error(
      "no-script",
      entry.keySpan,
      `The job "${entry.key}" has no script`,
      "A job runs a script; a job that only others extend starts with a dot.",
    );
  const rules = at("rules") && readRules(at("rules") as YamlNode, reader, "job");
  if (rules && own.has("when")) {
    const span = own.get("when")?.keySpan ?? entry.keySpan;
    const detail = "Put `when` into the rules it belongs to.";
    if (own.get("when")?.value.kind === "scalar") reader.error("rules-and-when", span, "`when` cannot stand beside `rules`", detail);
  }
  return {
    name: entry.key,
    span: entry.keySpan,
    stage: reader.located(at("stage"), "`stage`") ?? { value: "test", span: entry.keySpan },
    beforeScript: reader.script(at("before_script"), "`before_script`"),
    script,
    afterScript: reader.script(at("after_script"), "`after_script`"),
    variables: new Map([...[...globals].filter(([name]) => inheritsVariable(name)), ...reader.variables(at("variables"), "`variables`")]),
    rules,
    when: readWhen(at("when"), reader, ["on_success", "on_failure", "always", "manual", "delayed", "never"]) ?? "on_success",
    startIn: reader.duration(at("start_in"), "`start_in`") ?? 0,
    allowFailure: readAllowFailure(at("allow_failure"), reader),
    needs: at("needs") ? readNeeds(at("needs"), reader) : undefined,
    dependencies: reader.list(at("dependencies"), "`dependencies`")?.flatMap((item) => reader.located(item, "A dependency") ?? []),
    artifacts: readArtifacts(at("artifacts"), reader),
    environment: readEnvironment(at("environment"), reader),
    retry: readRetry(at("retry"), reader),
    timeout: reader.duration(at("timeout"), "`timeout`") ?? defaultTimeout,
  };
}

function checkKeys(entry: YamlEntry, own: Keys, reader: GitlabReader): void {
  for (const { key, keySpan } of own.values()) {
    if (refuse(key, keySpan, reader) || jobKeys.includes(key)) continue;
    const nearest = didYouMean(key, [...modelledKeys, ...dataKeys, ...refusedKeys]);
    reader.error(
      "unknown-key",
      keySpan,
      `The job "${entry.key}" has no keyword "${key}"`,
      `GitLab refuses keywords it does not know.${nearest}`,
    );
  }
}

function refuse(key: string, span: YamlEntry["keySpan"], reader: GitlabReader): boolean {
  const refused = refusedKeys.some((known) => known === key);
  if (refused) reader.notSupported({ span }, `the keyword \`${key}\``);
  return refused;
}

/** `true`, `false`, or a list of the names that are inherited. */
function inherits(node: YamlNode | undefined, reader: GitlabReader): (name: string) => boolean {
  if (!node) return () => true;
  if (node.kind === "scalar") {
    const all = reader.boolean(node, "`inherit`") ?? true;
    return () => all;
  }
  const names = reader.texts(node, "`inherit`") ?? [];
  return (name) => names.includes(name);
}

function readAllowFailure(node: YamlNode | undefined, reader: GitlabReader): AllowFailure | undefined {
  if (!node) return undefined;
  if (node.kind !== "map") return { kind: reader.boolean(node, "`allow_failure`") ? "yes" : "no" };
  const keys = reader.map(node, "`allow_failure`", ["exit_codes"]);
  return { kind: "exit-codes", codes: readCodes(keys?.get("exit_codes")?.value, reader) };
}

function readCodes(node: YamlNode | undefined, reader: GitlabReader): readonly number[] {
  const items = node?.kind === "seq" ? node.items : node ? [node] : [];
  return items.flatMap((item) => reader.integer(item, "An exit code") ?? []);
}

function readArtifacts(node: YamlNode | undefined, reader: GitlabReader): Artifacts | undefined {
  const keys = reader.map(node, "`artifacts`", [
    "paths",
    "exclude",
    "when",
    "expire_in",
    "expose_as",
    "name",
    "public",
    "access",
    "reports",
    "untracked",
  ]);
  if (!keys || !node) return undefined;
  const at = (key: string) => keys.get(key)?.value;
  const untracked = at("untracked");
  if (untracked && reader.boolean(untracked, "`untracked`")) reader.notSupported(untracked, "`artifacts:untracked`");
  const when = reader.text(at("when"), "`artifacts:when`") ?? "on_success";
  const known = (["on_success", "on_failure", "always"] as const).find((each) => each === when);
  if (!known)
    reader.error(
      "artifacts-when",
      at("when")?.span ?? node.span,
      `\`artifacts:when\` cannot be "${when}"`,
      "It is one of: on_success, on_failure, always.",
    );
  const reports = reader.map(at("reports"), "`artifacts:reports`");
  return {
    span: node.span,
    paths: (reader.list(at("paths"), "`artifacts:paths`") ?? []).flatMap((item) => reader.located(item, "A path") ?? []),
    exclude: reader.texts(at("exclude"), "`artifacts:exclude`") ?? [],
    when: known ?? "on_success",
    dotenv: reader.texts(reports?.get("dotenv")?.value, "`dotenv`") ?? [],
  };
}

function readEnvironment(node: YamlNode | undefined, reader: GitlabReader): JobEnvironment | undefined {
  if (!node) return undefined;
  if (node.kind !== "map") {
    const name = reader.located(node, "`environment`");
    return name && { name, url: "", action: "start" };
  }
  const keys = reader.map(node, "`environment`", ["name", "url", "action", "on_stop", "auto_stop_in", "deployment_tier", "kubernetes"]);
  const name = reader.located(keys?.get("name")?.value, "`environment:name`");
  if (!name) return reader.error("environment", node.span, "The environment has no name", "Add `name:`.");
  const action = reader.text(keys?.get("action")?.value, "`environment:action`") ?? "start";
  return { name, url: reader.text(keys?.get("url")?.value, "`environment:url`") ?? "", action };
}

function readRetry(node: YamlNode | undefined, reader: GitlabReader): Retry {
  if (!node) return noRetry;
  const keys = node.kind === "map" ? reader.map(node, "`retry`", ["max", "when", "exit_codes"]) : undefined;
  const maxNode = keys ? keys.get("max")?.value : node;
  const max = reader.integer(maxNode, "`retry`") ?? 0;
  if (maxNode && (max < 0 || max > 2)) reader.error("retry", maxNode.span, "A job is retried 0, 1 or 2 times", `${max} is out of range.`);
  const whenNode = keys?.get("when")?.value;
  const exitCodes = readCodes(keys?.get("exit_codes")?.value, reader);
  const when = reader.texts(whenNode, "`retry:when`") ?? (exitCodes.length > 0 ? [] : ["always"]);
  for (const reason of when) {
    if (whenNode && !retryReasons.includes(reason))
      reader.error(
        "retry",
        whenNode.span,
        `"${reason}" is no reason to retry`,
        `It is one of: ${retryReasons.join(", ")}.${didYouMean(reason, retryReasons)}`,
      );
  }
  return { max: Math.min(2, Math.max(0, max)), when, exitCodes };
}
