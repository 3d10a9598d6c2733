import { type Parsed, type SourceFile, startOf } from "#engines/source";
import { readYaml } from "#engines/yaml";
import type { Step, Text } from "../model.ts";
import { type Entry, WorkflowReader } from "../read/reader.ts";
import { readSteps } from "../read/step.ts";
import { actionsYaml } from "../read/yaml-options.ts";
import type { ActionInput, ActionMetadata } from "./model.ts";

/** https://docs.github.com/en/actions/reference/metadata-syntax-for-github-actions: an `action.yml` of the repository. */
export type LocalAction = {
  readonly metadata: ActionMetadata;
  readonly using: string;
  readonly defaults: ReadonlyMap<string, Text>;
  readonly outputs: ReadonlyMap<string, Text>;
  /** Of a composite action. */
  readonly steps: readonly Step[];
  /** What is wrong with the file; each names the file. */
  readonly problems: Parsed<undefined>["diagnostics"];
};

const runtimes = ["composite", "docker", "node20", "node24"];
const runsKeys: Readonly<Record<string, readonly string[]>> = {
  node: ["using", "main", "pre", "pre-if", "post", "post-if"],
  docker: ["using", "image", "pre-entrypoint", "entrypoint", "post-entrypoint", "pre-if", "post-if", "args", "env"],
  composite: ["using", "steps"],
};
const colors = ["white", "black", "yellow", "blue", "green", "orange", "red", "purple", "gray-dark"];

export function readLocalAction(file: SourceFile, exists: (path: string) => boolean): LocalAction {
  const { model: root, diagnostics } = readYaml(file, actionsYaml);
  const reader = new WorkflowReader();
  const inputs = new Map<string, ActionInput>();
  const defaults = new Map<string, Text>();
  const outputs = new Map<string, Text>();
  const start = startOf(file.path);
  const found = { name: "", using: "", steps: [] as readonly Step[] };
  const seen = new Set<string>();
  for (const entry of root ? reader.map(root, "An action") : []) {
    seen.add(entry.id);
    switch (entry.id) {
      case "name":
        found.name = reader.text(entry.value, "`name`")?.value ?? "";
        break;
      case "inputs":
        for (const input of reader.map(entry.value, "`inputs`", { freeNames: true, mayBeEmpty: true }))
          readInput(input, inputs, defaults, reader);
        break;
      case "outputs":
        for (const output of reader.map(entry.value, "`outputs`", { freeNames: true, mayBeEmpty: true })) {
          const value = reader.map(output.value, "An output", { mayBeEmpty: true }).find((inner) => inner.id === "value");
          outputs.set(output.id, (value && reader.text(value.value, "`value`", true)) ?? { ...output.key, value: "" });
        }
        break;
      case "runs":
        Object.assign(found, readRuns(entry, exists, reader));
        break;
      case "branding":
        readBranding(entry, reader);
        break;
      default:
        break;
    }
  }
  for (const key of ["name", "description", "runs"])
    if (!seen.has(key))
      reader.error(start, `\`${key}\` is missing`, `Every action has a name, a description and \`runs\`.`, "action-metadata");
  const metadata = { name: found.name, inputs, outputs: new Set(outputs.keys()) };
  return { metadata, using: found.using, defaults, outputs, steps: found.steps, problems: [...diagnostics, ...reader.diagnostics] };
}

function readInput({ id, key, value }: Entry, inputs: Map<string, ActionInput>, defaults: Map<string, Text>, reader: WorkflowReader): void {
  let required = false;
  let deprecated: string | undefined;
  for (const entry of reader.map(value, "An input", { mayBeEmpty: true })) {
    if (entry.id === "required") required = entry.value.kind === "scalar" && String(entry.value.value) === "true";
    else if (entry.id === "deprecationMessage") deprecated = reader.text(entry.value, "`deprecationMessage`", true)?.value;
    else if (entry.id === "default") {
      const text = reader.text(entry.value, "`default`", true);
      if (text) defaults.set(id, text);
    }
  }
  inputs.set(id, { name: key.value, required: required && !defaults.has(id), deprecated });
}

function readRuns(
  { key, value }: Entry,
  exists: (path: string) => boolean,
  reader: WorkflowReader,
): { using: string; steps: readonly Step[] } {
  const entries = reader.map(value, "`runs`");
  const using = entries.find((entry) => entry.id === "using");
  const name = (using && reader.text(using.value, "`using`")?.value) ?? "";
  if (!runtimes.includes(name) && using)
    reader.error(using.value.span, `An action cannot run with "${name}"`, `Choose from: ${runtimes.join(", ")}.`, "action-metadata");
  if (!using) reader.error(key.span, "`runs` has no `using`", `Choose from: ${runtimes.join(", ")}.`, "action-metadata");
  const kind = name.startsWith("node") ? "node" : name;
  const known = runsKeys[kind];
  let steps: readonly Step[] = [];
  for (const entry of entries) {
    if (known && !known.includes(entry.id))
      reader.error(
        entry.key.span,
        `\`${entry.id}\` is not for an action that runs with "${name}"`,
        `It may have: ${known.join(", ")}.`,
        "action-metadata",
      );
    else if (entry.id === "steps") {
      steps = readSteps(entry.value, reader);
      for (const { action, span } of steps)
        if (action.kind === "run" && !action.shell)
          reader.error(
            span,
            "A step of an action needs a `shell`",
            "Write `shell: bash`; actions do not see the workflow's defaults.",
            "action-metadata",
          );
    } else if (kind === "node" && ["main", "pre", "post"].includes(entry.id)) {
      const path = reader.text(entry.value, `\`${entry.id}\``)?.value ?? "";
      if (!exists(path.replace(/^\.\//, "")))
        reader.error(entry.value.span, `There is no file "${path}"`, "It is looked for in the action's folder.", "action-metadata");
    }
  }
  const needed = kind === "node" ? "main" : kind === "docker" ? "image" : kind === "composite" ? "steps" : undefined;
  if (needed && !entries.some((entry) => entry.id === needed))
    reader.error(key.span, `\`runs\` has no \`${needed}\``, `An action that runs with "${name}" needs it.`, "action-metadata");
  return { using: name, steps };
}

function readBranding({ value }: Entry, reader: WorkflowReader): void {
  for (const entry of reader.map(value, "`branding`", { mayBeEmpty: true })) {
    if (entry.id !== "color") continue;
    const color = reader.text(entry.value, "`color`");
    if (color && !colors.includes(color.value))
      reader.error(color.span, `"${color.value}" is no color of a badge`, `Choose from: ${colors.join(", ")}.`, "action-metadata");
  }
}
