import type { YamlNode } from "#engines/yaml";
import type { Step, Text, Variable } from "../model.ts";
import { type Entry, isNull, type WorkflowReader } from "./reader.ts";

const shared = ["continue-on-error", "env", "id", "if", "name", "timeout-minutes"];
const runKeys = [...shared, "run", "shell", "working-directory"];
const usesKeys = [...shared, "uses", "with"];

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };

export function readSteps(node: YamlNode, reader: WorkflowReader): readonly Step[] {
  return (reader.list(node, "`steps`") ?? []).map((item) => readStep(item, reader));
}

function readStep(node: YamlNode, reader: WorkflowReader): Step {
  const span = node.kind === "map" ? (node.entries[0]?.keySpan ?? node.span) : node.span;
  const step: Mutable<Step> = { span, action: { kind: "none" } };
  if (isNull(node) || (node.kind === "map" && node.entries.length === 0)) {
    reader.empty(node.span, "A step");
    return step;
  }
  const entries = reader.map(node, "A step", { mayBeEmpty: true });
  const kind = kindOf(entries);
  const rest = entries.filter((entry) => !readShared(entry, step, reader));
  if (kind === "run") step.action = readRun(rest, reader);
  else if (kind === "uses") step.action = readUses(rest, reader);
  if (kind === undefined || step.action.kind === "none")
    reader.error(span, "A step must have `run` or `uses`", "Run a script with `run:`, or an action with `uses:`.");
  return step;
}

/** The last of `uses` and `run` decides what the step is; the other is then out of place. */
const kindOf = (entries: readonly Entry[]): "run" | "uses" | undefined =>
  entries.map(({ id }) => id).findLast((id): id is "run" | "uses" => id === "uses" || id === "run");

function readShared(entry: Entry, step: Mutable<Step>, reader: WorkflowReader): boolean {
  const { value } = entry;
  switch (entry.id) {
    case "id":
      step.id = reader.text(value, "`id`");
      return true;
    case "if":
      step.if = reader.text(value, "`if`");
      return true;
    case "name":
      step.name = reader.text(value, "`name`", true);
      return true;
    case "env":
      step.env = reader.env(value, "`env`");
      return true;
    case "continue-on-error":
      step.continueOnError = reader.bool(value, "`continue-on-error`");
      return true;
    case "timeout-minutes":
      step.timeoutMinutes = reader.number(value, "`timeout-minutes`", "positive");
      return true;
    default:
      return false;
  }
}

function readRun(entries: readonly Entry[], reader: WorkflowReader): Step["action"] {
  let run: Text | undefined;
  const found: { shell?: Text; workingDirectory?: Text } = {};
  for (const entry of entries) {
    if (entry.id === "run") run = reader.text(entry.value, "`run`");
    else if (entry.id === "shell") found.shell = reader.text(entry.value, "`shell`");
    else if (entry.id === "working-directory") found.workingDirectory = reader.text(entry.value, "`working-directory`");
    else reader.unknown(entry, "A step that runs a script", runKeys);
  }
  return run ? { kind: "run", run, ...found } : { kind: "none" };
}

function readUses(entries: readonly Entry[], reader: WorkflowReader): Step["action"] {
  let uses: Text | undefined;
  let inputs: readonly Variable[] = [];
  for (const entry of entries) {
    if (entry.id === "uses") uses = reader.text(entry.value, "`uses`");
    else if (entry.id === "with") inputs = reader.variables(entry.value, "`with`", true);
    else reader.unknown(entry, "A step that runs an action", usesKeys);
  }
  return uses ? { kind: "uses", uses, inputs } : { kind: "none" };
}
