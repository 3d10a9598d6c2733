import { didYouMean, suggest } from "#engines/source";
import type { YamlEntry, YamlNode } from "#engines/yaml";
import { isPattern } from "./expressions/index.ts";
import { dataKeys, jobKeys, modelledKeys, refusedKeys, triggerKeys } from "./keywords.ts";
import type { Artifacts, Job, Retry } from "./model.ts";
import { noArtifacts, readArtifacts, readCaches } from "./read-artifacts.ts";
import { readEnvironment, readRelease } from "./read-environment.ts";
import { readFilter } from "./read-filter.ts";
import { readNeeds } from "./read-needs.ts";
import { readParallel } from "./read-parallel.ts";
import { checkDelay, readAllowFailure, readCodes, readRules, readWhen } from "./read-rules.ts";
import { readTrigger } from "./read-trigger.ts";
import type { GitlabReader } from "./reader.ts";
import { says } from "./says.ts";

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

/** https://docs.gitlab.com/ci/yaml/#when: only a rule says never, and what starts a pipeline is not delayed. */
const jobWhens = ["on_success", "on_failure", "always", "manual", "delayed"] as const;
const triggerWhens = ["on_success", "on_failure", "always", "manual"] as const;

/** One job, with what it inherits: https://docs.gitlab.com/ci/yaml/#inherit */
export function readJob(entry: YamlEntry, defaults: Keys, reader: GitlabReader): Job | undefined {
  const given = reader.map(entry.value, `The job "${entry.key}"`);
  if (!given) return undefined;
  // https://docs.gitlab.com/ci/yaml/#extends: null takes away what was extended, and the default holds again.
  const own: Keys = new Map([...given].filter(([, { value }]) => value.kind !== "scalar" || value.value !== null));
  checkKeys(entry, own, reader);
  const inherit = reader.map(own.get("inherit")?.value, "`inherit`", ["default", "variables"]);
  const inheritedKeys = inherits(inherit?.get("default")?.value, reader);
  const inheritsKey = (key: string) => isAmong(key, inheritedKeys);
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
      `A job runs a script; a job that only others extend starts with a dot.${says(`jobs:${entry.key} config should implement the script:, run:, or trigger: keyword`)}`,
    );
  const rules = at("rules") && readRules(at("rules") as YamlNode, reader, "job");
  for (const key of ["only", "except", "start_in"]) {
    const filter = own.get(key);
    if (filter && own.has("rules"))
      reader.error("rules-and-only", filter.keySpan, `\`${key}\` cannot stand beside \`rules\``, "Say it with a rule.");
  }
  checkTrigger(entry, own, reader);
  if (!own.has("rules") && !own.has("trigger")) checkDelay(at("when"), own.get("start_in"), reader);
  checkName(entry, reader);
  checkPublish(entry.key, own, reader);
  checkCoverage(at("coverage"), reader);
  return {
    name: entry.key,
    span: entry.keySpan,
    stage: reader.located(at("stage"), "`stage`") ?? { value: "test", span: entry.keySpan },
    beforeScript: reader.script(at("before_script"), "`before_script`"),
    script,
    afterScript: reader.script(at("after_script"), "`after_script`"),
    variables: reader.variables(at("variables"), "`variables`"),
    inheritsVariables: inherits(inherit?.get("variables")?.value, reader),
    rules,
    when: readWhen(at("when"), reader, own.has("trigger") ? triggerWhens : jobWhens) ?? "on_success",
    startIn: reader.duration(at("start_in"), "`start_in`") ?? 0,
    only: readFilter(at("only"), "`only`", reader),
    except: readFilter(at("except"), "`except`", reader),
    allowFailure: readAllowFailure(at("allow_failure"), reader),
    needs: at("needs") ? readNeeds(at("needs"), reader) : undefined,
    dependencies: reader.list(at("dependencies"), "`dependencies`")?.flatMap((item) => reader.located(item, "A dependency") ?? []),
    artifacts: withPages(readArtifacts(at("artifacts"), reader), entry, own, reader),
    environment: readEnvironment(at("environment"), reader),
    retry: readRetry(at("retry"), reader),
    timeout: readTimeout(at("timeout"), reader),
    cache: readCaches(at("cache"), reader),
    resourceGroup: reader.scalarText(at("resource_group"), "`resource_group`") ?? "",
    interruptible: reader.boolean(at("interruptible"), "`interruptible`") ?? false,
    trigger: readTrigger(own.get("trigger")?.value, reader),
    release: readRelease(at("release"), reader),
    tokens: ["id_tokens", "secrets"].flatMap((key) => [...(reader.map(at(key), `\`${key}\``)?.keys() ?? [])]),
    parallel: readParallel(at("parallel"), reader),
    instance: undefined,
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
      `GitLab refuses keywords it does not know.${nearest}${says(`jobs:${entry.key} config contains unknown keys: ${key}`)}`,
    );
  }
}

/** https://docs.gitlab.com/ci/yaml/#coverage: a pattern for RE2 between slashes. */
function checkCoverage(node: YamlNode | undefined, reader: GitlabReader): void {
  const pattern = node?.kind === "scalar" && typeof node.value === "string" ? /^\/(.*)\/([ismU]*)$/s.exec(node.value) : null;
  if (!node || !pattern || isPattern(pattern[1] ?? "", pattern[2] ?? "")) return;
  reader.error("coverage", node.span, "`coverage` is no valid pattern", "It is a regular expression of RE2 between slashes.");
}

/** https://docs.gitlab.com/ci/jobs/#job-names */
const maxName = 255;

function checkName({ key, keySpan }: YamlEntry, reader: GitlabReader): void {
  if (key.length > maxName)
    reader.error(
      "job-name",
      keySpan,
      "The name of the job is too long",
      `It has ${maxName} characters at most, and this one ${key.length}.`,
    );
}

/** https://docs.gitlab.com/ci/yaml/#pages: a job of this name, unless it says otherwise, and those that say so. */
function isPages(name: string, own: Keys): boolean {
  const pages = own.get("pages")?.value;
  const isOff = pages?.kind === "scalar" && pages.value === false;
  return !isOff && (pages !== undefined || name === "pages");
}

/** What is published is an artifact: the folder `public`, or the one that is named. */
function withPages(artifacts: Artifacts | undefined, { key, keySpan }: YamlEntry, own: Keys, reader: GitlabReader): Artifacts | undefined {
  if (!isPages(key, own)) return artifacts;
  const pages = own.get("pages")?.value;
  const inner = pages?.kind === "map" ? pages.entries.find((entry) => entry.key === "publish")?.value : undefined;
  const path = reader.located(inner ?? own.get("publish")?.value, "`publish`") ?? { value: "public", span: keySpan };
  const all = artifacts ?? noArtifacts(keySpan);
  return all.paths.some(({ value }) => value === path.value) ? all : { ...all, paths: [...all.paths, path] };
}

/** https://docs.gitlab.com/ci/yaml/#pagespublish */
function checkPublish(name: string, own: Keys, reader: GitlabReader): void {
  const publish = own.get("publish");
  if (!publish || isPages(name, own)) return;
  reader.error("publish", publish.keySpan, "`publish` can only be used within a `pages` job", "Add `pages: true`, or remove it.");
}

/** A job that starts a pipeline runs no script. */
function checkTrigger(entry: YamlEntry, own: Keys, reader: GitlabReader): void {
  if (!own.has("trigger")) return;
  const parallel = own.get("parallel")?.value;
  if (parallel && parallel.kind !== "map")
    reader.error("parallel", parallel.span, "`parallel` cannot be a number beside `trigger`", "Only a `matrix` starts several pipelines.");
  const allowed = own.get("allow_failure")?.value;
  if (allowed?.kind === "map")
    reader.error("trigger-keys", allowed.span, "`allow_failure` must be true or false beside `trigger`", "A pipeline has no exit code.");
  for (const { key, keySpan } of own.values()) {
    if (!jobKeys.includes(key) || triggerKeys.some((known) => known === key)) continue;
    reader.error(
      "trigger-keys",
      keySpan,
      `The job "${entry.key}" starts a pipeline and cannot have \`${key}\``,
      "It runs no script of its own. Put the work into another job.",
    );
  }
}

function refuse(key: string, span: YamlEntry["keySpan"], reader: GitlabReader): boolean {
  const refused = refusedKeys.some((known) => known === key);
  if (refused) reader.notSupported({ span }, `the keyword \`${key}\``);
  return refused;
}

/** `true`, `false`, or a list of the names that are inherited. */
function inherits(node: YamlNode | undefined, reader: GitlabReader): boolean | readonly string[] {
  if (!node) return true;
  if (node.kind === "scalar") return reader.boolean(node, "`inherit`") ?? true;
  return reader.texts(node, "`inherit`") ?? [];
}

/** Whether a name is inherited. */
export const isAmong = (name: string, inherited: boolean | readonly string[]): boolean =>
  typeof inherited === "boolean" ? inherited : inherited.includes(name);

/** https://docs.gitlab.com/ci/yaml/#timeout: GitLab knows no job that may take longer than a month. */
const maxTimeout = 2_629_746;

function readTimeout(node: YamlNode | undefined, reader: GitlabReader): number {
  const seconds = reader.duration(node, "`timeout`") ?? defaultTimeout;
  if (node && seconds > maxTimeout)
    reader.error("timeout", node.span, "A job may take a month at most", "GitLab refuses a longer `timeout`.");
  return seconds;
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
