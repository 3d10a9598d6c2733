import type { Job, RunsOn, Variable } from "../model.ts";
import { readContainer, readServices, readSnapshot } from "./container.ts";
import { type Entry, isNull, type WorkflowReader } from "./reader.ts";
import { readConcurrency, readDefaults, readEnvironment, readPermissions } from "./settings.ts";
import { readSteps } from "./step.ts";
import { readStrategy } from "./strategy.ts";

const jobKeys = [
  ...["concurrency", "container", "continue-on-error", "defaults", "env", "environment", "if", "name", "needs", "outputs", "permissions"],
  ...["runs-on", "secrets", "services", "snapshot", "steps", "strategy", "timeout-minutes", "uses", "with"],
];
/** https://docs.github.com/en/actions/how-tos/reuse-automations/reuse-workflows#supported-keywords-for-jobs-that-call-a-reusable-workflow */
const notInCalls = new Set([
  ...["runs-on", "environment", "outputs", "env", "defaults", "steps", "timeout-minutes", "continue-on-error", "container", "services"],
  "snapshot",
]);
const onlyInCalls = new Set(["with", "secrets"]);

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

export function readJob({ key: id, value: node }: Entry, reader: WorkflowReader): Job {
  const what = `The job "${id.value}"`;
  const job: Mutable<Job> = { id, span: id.span, needs: [], outputs: new Map(), steps: [] };
  const call: Mutable<NonNullable<Job["call"]>> = { uses: id, inputs: [], secrets: [], inheritSecrets: false };
  const entries = new Map<string, Entry>();
  for (const entry of reader.map(node, what)) {
    entries.set(entry.id, entry);
    if (entry.id === "uses") {
      const uses = reader.text(entry.value, "`uses`");
      if (uses) call.uses = uses;
    } else if (entry.id === "with") call.inputs = reader.variables(entry.value, "`with`");
    else if (entry.id === "secrets") readSecrets(entry, call, reader);
    else if (!readKey(entry, job, reader)) reader.unknown(entry, what, jobKeys);
  }
  if (entries.has("uses")) {
    job.call = call;
    for (const alien of [...entries.values()].filter((entry) => notInCalls.has(entry.id))) {
      const detail =
        "A job that calls a workflow has no runner of its own: it may have name, uses, with, secrets, needs, if, permissions, strategy, concurrency.";
      reader.error(alien.key.span, `\`${alien.key.value}\` is not possible beside \`uses\``, detail);
    }
    return job;
  }
  for (const alien of [...entries.values()].filter((entry) => onlyInCalls.has(entry.id)))
    reader.error(alien.key.span, `\`${alien.key.value}\` needs \`uses\` in the job`, "It is for jobs that call another workflow.");
  if (!entries.has("steps") || entries.get("steps")?.value.kind !== "seq")
    reader.error(id.span, `${what} has no \`steps\``, "Say what it does, or call a workflow with `uses`.");
  if (!entries.has("runs-on"))
    reader.error(id.span, `${what} has no \`runs-on\``, "Say which runner it needs, for example `ubuntu-latest`.");
  return job;
}

/** False if the key is not known. */
function readKey(entry: Entry, job: Mutable<Job>, reader: WorkflowReader): boolean {
  const { value } = entry;
  switch (entry.id) {
    case "name":
      job.name = reader.text(value, "`name`", true);
      return true;
    case "needs":
      job.needs = reader.textOrTexts(value, "`needs`", false);
      return true;
    case "runs-on":
      job.runsOn = readRunsOn(entry, reader);
      return true;
    case "permissions":
      job.permissions = readPermissions(entry, reader);
      return true;
    case "environment":
      job.environment = readEnvironment(entry, reader);
      return true;
    case "concurrency":
      job.concurrency = readConcurrency(entry, reader);
      return true;
    case "outputs":
      job.outputs = new Map(
        reader.variables(value, "`outputs`", false).map((output): [string, Variable] => [output.name.value.toLowerCase(), output]),
      );
      return true;
    case "env":
      job.env = reader.env(value, "`env`");
      return true;
    case "defaults":
      job.defaults = readDefaults(entry, reader);
      return true;
    case "if":
      job.if = reader.text(value, "`if`");
      return true;
    case "steps":
      job.steps = readSteps(value, reader);
      return true;
    case "timeout-minutes":
      job.timeoutMinutes = reader.number(value, "`timeout-minutes`", "positive");
      return true;
    case "strategy":
      job.strategy = readStrategy(entry, reader);
      return true;
    case "continue-on-error":
      job.continueOnError = reader.bool(value, "`continue-on-error`");
      return true;
    case "container":
      job.container = readContainer(entry, reader, "container");
      return true;
    case "services":
      job.services = readServices(entry, reader);
      return true;
    case "snapshot":
      job.snapshot = readSnapshot(entry, reader);
      return true;
    default:
      return false;
  }
}

function readRunsOn({ value }: Entry, reader: WorkflowReader): RunsOn {
  if (value.kind !== "map" && !isNull(value)) return { labels: reader.textOrTexts(value, "`runs-on`") };
  const found: Mutable<RunsOn> = { labels: [] };
  for (const entry of reader.map(value, "`runs-on`")) {
    if (entry.id === "labels") found.labels = reader.textOrTexts(entry.value, "`labels`");
    else if (entry.id === "group") found.group = reader.text(entry.value, "`group`");
    else reader.unknown(entry, "`runs-on`", ["group", "labels"]);
  }
  return found;
}

function readSecrets({ value }: Entry, call: Mutable<NonNullable<Job["call"]>>, reader: WorkflowReader): void {
  if (value.kind !== "scalar" || isNull(value)) {
    call.secrets = reader.variables(value, "`secrets`");
    return;
  }
  if (value.value === "inherit") call.inheritSecrets = true;
  else reader.error(value.span, "`secrets` must be a map or `inherit`", "Name the secrets to pass on, or write `secrets: inherit`.");
}
