import type { Concurrency, Defaults, EnvironmentUse, Permissions } from "../model.ts";
import type { Entry, WorkflowReader } from "./reader.ts";

export function readPermissions({ key, value }: Entry, reader: WorkflowReader): Permissions | undefined {
  if (value.kind === "scalar" && value.value !== null) {
    const all = reader.text(value, "`permissions`");
    return all && { all, scopes: [], span: key.span };
  }
  const scopes = reader.map(value, "`permissions`", { mayBeEmpty: true }).flatMap((entry) => {
    const text = reader.text(entry.value, `The permission "${entry.key.value}"`);
    return text ? [{ name: entry.key, value: text }] : [];
  });
  return { scopes, span: key.span };
}

export function readDefaults({ value }: Entry, reader: WorkflowReader): Defaults {
  const found: { -readonly [Key in keyof Defaults]: Defaults[Key] } = {};
  for (const entry of reader.map(value, "`defaults`")) {
    if (entry.id !== "run") {
      reader.unknown(entry, "`defaults`", ["run"]);
      continue;
    }
    for (const inner of reader.map(entry.value, "`defaults.run`")) {
      if (inner.id === "shell") found.shell = reader.text(inner.value, "`shell`");
      else if (inner.id === "working-directory") found.workingDirectory = reader.text(inner.value, "`working-directory`");
      else reader.unknown(inner, "`defaults.run`", ["shell", "working-directory"]);
    }
  }
  return found;
}

export function readConcurrency({ key, value }: Entry, reader: WorkflowReader): Concurrency {
  if (value.kind === "scalar" && value.value !== null) return { group: reader.text(value, "`concurrency`"), span: key.span };
  const found: { -readonly [Key in keyof Concurrency]: Concurrency[Key] } = { span: key.span };
  let group = false;
  for (const entry of reader.map(value, "`concurrency`")) {
    if (entry.id === "group") {
      found.group = reader.text(entry.value, "`group`");
      group = true;
    } else if (entry.id === "cancel-in-progress") found.cancelInProgress = reader.bool(entry.value, "`cancel-in-progress`");
    else if (entry.id === "queue") {
      const text = reader.text(entry.value, "`queue`");
      if (text?.value === "single" || text?.value === "max") found.queue = text.value;
      else if (text) reader.error(text.span, `\`queue\` cannot be "${text.value}"`, "Write single or max.");
    } else reader.unknown(entry, "`concurrency`", ["cancel-in-progress", "group", "queue"]);
  }
  if (found.queue === "max" && found.cancelInProgress?.kind === "value" && found.cancelInProgress.value) {
    const detail = "Either those that come later wait, or they cancel the one that runs. Remove one of the two keys.";
    reader.error(key.span, "`queue: max` and `cancel-in-progress: true` exclude each other", detail);
  }
  if (!group) reader.error(key.span, "`concurrency` has no `group`", "Runs of one group do not run at the same time; give it a name.");
  return found;
}

export function readEnvironment({ key, value }: Entry, reader: WorkflowReader): EnvironmentUse {
  if (value.kind === "scalar" && value.value !== null) return { name: reader.text(value, "`environment`"), span: key.span };
  const found: { -readonly [Key in keyof EnvironmentUse]: EnvironmentUse[Key] } = { span: key.span };
  let name = false;
  for (const entry of reader.map(value, "`environment`")) {
    if (entry.id === "name") {
      found.name = reader.text(entry.value, "`name`");
      name = true;
    } else if (entry.id === "url") found.url = reader.text(entry.value, "`url`");
    else if (entry.id === "deployment") found.deployment = reader.bool(entry.value, "`deployment`");
    else reader.unknown(entry, "`environment`", ["deployment", "name", "url"]);
  }
  if (!name) reader.error(key.span, "`environment` has no `name`", "Say which environment the job deploys to.");
  return found;
}
