import type { YamlNode } from "#engines/yaml";
import {
  type CallInput,
  type CallOutput,
  type CallSecret,
  callTypes,
  type DispatchInput,
  dispatchTypes,
  type Filter,
  type FilterName,
  type Text,
  type WorkflowEvent,
} from "../model.ts";
import { type Entry, isNull, type WorkflowReader } from "./reader.ts";

const filterNames: readonly FilterName[] = ["branches", "branches-ignore", "tags", "tags-ignore", "paths", "paths-ignore"];

/** https://docs.github.com/en/actions/reference/workflow-syntax-for-github-actions#on: a name, names, or a map of events. */
export function readEvents(node: YamlNode, reader: WorkflowReader): readonly WorkflowEvent[] {
  if (node.kind === "map") return reader.map(node, "`on`").flatMap((entry) => readEvent(entry, reader) ?? []);
  return reader.textOrTexts(node, "`on`").flatMap((name) => readPlainEvent(name, reader) ?? []);
}

function readPlainEvent(name: Text, reader: WorkflowReader): WorkflowEvent | undefined {
  switch (name.value) {
    case "workflow_dispatch":
      return { kind: "dispatch", name, inputs: new Map() };
    case "workflow_call":
      return { kind: "call", name, inputs: new Map(), secrets: new Map(), declaresSecrets: false, outputs: new Map() };
    case "repository_dispatch":
      return { kind: "repository-dispatch", name, types: [] };
    case "image_version":
      return { kind: "image-version", name, names: [], versions: [] };
    case "schedule":
      return reader.error(name.span, "`schedule` needs times", "Write `schedule:` with a list of `- cron: …` below it.");
    default:
      return { kind: "webhook", name, types: [], filters: [], workflows: [] };
  }
}

function readEvent(entry: Entry, reader: WorkflowReader): WorkflowEvent | undefined {
  const { key: name, value } = entry;
  switch (name.value) {
    case "workflow_dispatch":
      return { kind: "dispatch", name, inputs: readDispatchInputs(value, reader) };
    case "workflow_call":
      return readCall(name, value, reader);
    case "schedule":
      return { kind: "schedule", name, times: readTimes(value, reader) };
    case "repository_dispatch": {
      let types: readonly Text[] = [];
      for (const inner of reader.map(value, "`repository_dispatch`", { mayBeEmpty: true })) {
        if (inner.id === "types") types = reader.textOrTexts(inner.value, "`types`");
        else reader.unknown(inner, "`repository_dispatch`", ["types"]);
      }
      return { kind: "repository-dispatch", name, types };
    }
    case "image_version": {
      const found: { names: readonly Text[]; versions: readonly Text[] } = { names: [], versions: [] };
      for (const inner of reader.map(value, "`image_version`", { mayBeEmpty: true })) {
        if (inner.id === "names" || inner.id === "versions") found[inner.id] = reader.textOrTexts(inner.value, `\`${inner.id}\``);
        else reader.unknown(inner, "`image_version`", ["names", "versions"]);
      }
      return { kind: "image-version", name, ...found };
    }
    default:
      return readWebhook(name, value, reader);
  }
}

function readWebhook(name: Text, node: YamlNode, reader: WorkflowReader): WorkflowEvent {
  let types: readonly Text[] = [];
  let workflows: readonly Text[] = [];
  const filters: Filter[] = [];
  for (const entry of reader.map(node, `\`${name.value}\``, { mayBeEmpty: true })) {
    const filter = filterNames.find((known) => known === entry.id);
    if (filter) {
      const patterns = isNull(entry.value) ? [] : reader.textOrTexts(entry.value, `\`${filter}\``, true, false);
      filters.push({ name: filter, span: entry.key.span, patterns });
    } else if (entry.id === "types") types = reader.textOrTexts(entry.value, "`types`");
    else if (entry.id === "workflows") workflows = reader.textOrTexts(entry.value, "`workflows`");
    else reader.unknown(entry, `\`${name.value}\``, [...filterNames, "types", "workflows"]);
  }
  return { kind: "webhook", name, types, filters, workflows };
}

function readTimes(node: YamlNode, reader: WorkflowReader): readonly { readonly cron: Text; readonly timezone?: Text }[] {
  return (reader.list(node, "`schedule`") ?? []).flatMap((item) => {
    let cron: Text | undefined;
    let timezone: Text | undefined;
    for (const entry of reader.map(item, "An item of `schedule`")) {
      if (entry.id === "cron") cron = reader.text(entry.value, "`cron`");
      else if (entry.id === "timezone") timezone = reader.text(entry.value, "`timezone`");
      else reader.unknown(entry, "An item of `schedule`", ["cron", "timezone"]);
    }
    if (!cron && item.kind === "map" && !item.entries.some(({ key }) => key === "cron"))
      reader.error(item.span, "An item of `schedule` has no `cron`", 'Write the time as `cron: "30 5 * * 1-5"`.');
    return cron ? [{ cron, timezone }] : [];
  });
}

function readDispatchInputs(node: YamlNode, reader: WorkflowReader): ReadonlyMap<string, DispatchInput> {
  const inputs = new Map<string, DispatchInput>();
  for (const entry of reader.map(node, "`workflow_dispatch`", { mayBeEmpty: true })) {
    if (entry.id !== "inputs") {
      reader.unknown(entry, "`workflow_dispatch`", ["inputs"]);
      continue;
    }
    for (const input of reader.map(entry.value, "`inputs`", { freeNames: true, mayBeEmpty: true }))
      inputs.set(input.id, readDispatchInput(input, reader));
  }
  return inputs;
}

function readDispatchInput({ key, value }: Entry, reader: WorkflowReader): DispatchInput {
  const input: { -readonly [Key in keyof DispatchInput]: DispatchInput[Key] } = { name: key, type: undefined };
  for (const entry of reader.map(value, `The input "${key.value}"`, { mayBeEmpty: true })) {
    switch (entry.id) {
      case "description":
        input.description = reader.text(entry.value, "`description`", true);
        break;
      case "required":
        input.required = reader.bool(entry.value, "`required`");
        break;
      case "default":
        input.default = reader.text(entry.value, "`default`", true);
        break;
      case "type": {
        const text = reader.text(entry.value, "`type`");
        input.type = dispatchTypes.find((type) => type === text?.value);
        if (text && !input.type)
          reader.error(text.span, `An input cannot be of the type "${text.value}"`, `Choose from: ${dispatchTypes.join(", ")}.`);
        break;
      }
      case "options":
        input.options = reader.texts(entry.value, "`options`");
        input.optionsSpan = entry.key.span;
        input.optionCount = entry.value.kind === "seq" ? entry.value.items.length : 0;
        break;
      case "deprecationMessage":
        reader.text(entry.value, "`deprecationMessage`", true);
        break;
      default:
        reader.unknown(entry, `The input "${key.value}"`, ["default", "description", "options", "required", "type"]);
    }
  }
  return input;
}

function readCall(name: Text, node: YamlNode, reader: WorkflowReader): WorkflowEvent {
  const inputs = new Map<string, CallInput>();
  const secrets = new Map<string, CallSecret>();
  const outputs = new Map<string, CallOutput>();
  let declaresSecrets = false;
  const free = { freeNames: true, mayBeEmpty: true };
  for (const entry of reader.map(node, "`workflow_call`", { mayBeEmpty: true })) {
    if (entry.id === "inputs")
      for (const each of reader.map(entry.value, "`inputs`", free)) inputs.set(each.id, readCallInput(each, reader));
    else if (entry.id === "secrets") {
      declaresSecrets = true;
      for (const each of reader.map(entry.value, "`secrets`", free)) secrets.set(each.id, readCallSecret(each, reader));
    } else if (entry.id === "outputs")
      for (const each of reader.map(entry.value, "`outputs`", free)) outputs.set(each.id, readCallOutput(each, reader));
    else reader.unknown(entry, "`workflow_call`", ["inputs", "outputs", "secrets"]);
  }
  return { kind: "call", name, inputs, secrets, declaresSecrets, outputs };
}

function readCallInput({ key, value }: Entry, reader: WorkflowReader): CallInput {
  const input: { -readonly [Key in keyof CallInput]: CallInput[Key] } = { name: key, type: undefined };
  let told = false;
  for (const entry of reader.map(value, `The input "${key.value}"`, { mayBeEmpty: true })) {
    if (entry.id === "description") input.description = reader.text(entry.value, "`description`", true);
    else if (entry.id === "required") input.required = reader.bool(entry.value, "`required`");
    else if (entry.id === "default") input.default = reader.text(entry.value, "`default`", true);
    else if (entry.id === "type") {
      told = true;
      const text = reader.text(entry.value, "`type`");
      input.type = callTypes.find((type) => type === text?.value);
      if (text && !input.type)
        reader.error(text.span, `An input cannot be of the type "${text.value}"`, `Choose from: ${callTypes.join(", ")}.`);
    } else if (entry.id === "deprecationMessage") reader.text(entry.value, "`deprecationMessage`", true);
    else reader.unknown(entry, `The input "${key.value}"`, ["default", "description", "required", "type"]);
  }
  if (!told)
    reader.error(key.span, `The input "${key.value}" has no \`type\``, `A called workflow's inputs need one of: ${callTypes.join(", ")}.`);
  return input;
}

function readCallSecret({ key, value }: Entry, reader: WorkflowReader): CallSecret {
  const secret: { -readonly [Key in keyof CallSecret]: CallSecret[Key] } = { name: key };
  for (const entry of reader.map(value, `The secret "${key.value}"`, { mayBeEmpty: true })) {
    if (entry.id === "description") reader.text(entry.value, "`description`", true);
    else if (entry.id === "required") secret.required = reader.bool(entry.value, "`required`");
    else reader.unknown(entry, `The secret "${key.value}"`, ["description", "required"]);
  }
  return secret;
}

function readCallOutput({ key, value }: Entry, reader: WorkflowReader): CallOutput {
  let text: Text | undefined;
  for (const entry of reader.map(value, `The output "${key.value}"`)) {
    if (entry.id === "description") reader.text(entry.value, "`description`", true);
    else if (entry.id === "value") text = reader.text(entry.value, "`value`");
    else reader.unknown(entry, `The output "${key.value}"`, ["description", "value"]);
  }
  if (!text) reader.error(key.span, `The output "${key.value}" has no \`value\``, "An output takes its value from a job's outputs.");
  return { name: key, value: text };
}
