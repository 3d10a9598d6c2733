import type { World } from "#engines/world";
import { agentTypes, optionTypes, parameterTypes, stageOptionTypes, toolTypes, triggerTypes } from "../catalog/directives.ts";
import { nearest } from "../catalog/nearest.ts";
import type { Signature } from "../catalog/signature.ts";
import type { Agent, Directive, Tool } from "../model.ts";
import type { Reader } from "../read/reader.ts";
import { checkCallArguments } from "./arguments.ts";

export function checkOptions(reader: Reader, options: readonly Directive[], inStage: boolean): void {
  checkEach(reader, "option", options, inStage ? stageOptionTypes : optionTypes, new Set(["parameters", "triggers", "pipelineTriggers"]));
  for (const { name, span } of options) {
    const section = name.value === "pipelineTriggers" ? "triggers" : name.value;
    if (inStage || (section !== "parameters" && section !== "triggers")) continue;
    const summary = `The "${section}" job property cant be used in the "options" directive. Use the "${section} {...}" directive instead.`;
    reader.error("option-elsewhere", span, summary, "It is a section of the pipeline.");
  }
  checkDuplicates(reader, "option", options);
}

export function checkTriggers(reader: Reader, triggers: readonly Directive[]): void {
  checkEach(reader, "trigger", triggers, triggerTypes);
  checkDuplicates(reader, "trigger", triggers);
}

export function checkParameters(reader: Reader, parameters: readonly Directive[]): void {
  checkEach(reader, "parameter", parameters, parameterTypes);
}

function checkEach(
  reader: Reader,
  what: "option" | "trigger" | "parameter",
  directives: readonly Directive[],
  known: ReadonlyMap<string, Signature>,
  elsewhere: ReadonlySet<string> = new Set(),
): void {
  for (const { name, arguments: args, span } of directives) {
    if (name.value === "error" || elsewhere.has(name.value)) continue;
    const signature = known.get(name.value);
    if (!signature) {
      const summary = `Invalid ${what} type "${name.value}". Valid ${what} types: [${[...known.keys()].sort().join(", ")}]`;
      reader.unknown(`unknown-${what}`, name, summary, known.keys());
    } else if (signature.takesBlock) checkCallArguments(reader, name.value, span, args, { ...signature, parameters: signature.parameters });
    else checkCallArguments(reader, name.value, span, args, signature);
  }
}

function checkDuplicates(reader: Reader, what: "option" | "trigger", directives: readonly Directive[]): void {
  const seen = new Set<string>();
  for (const { name } of directives) {
    if (seen.has(name.value)) reader.error("duplicate-name", name.span, `Duplicate ${what} name: "${name.value}"`, "Keep one of them.");
    seen.add(name.value);
  }
}

export function checkTools(reader: Reader, tools: readonly Tool[], installed: World["tools"] | undefined): void {
  for (const { type, version } of tools) {
    if (type.value === "error") continue;
    if (toolTypes.includes(type.value)) {
      const names = [...(installed?.get(type.value)?.keys() ?? [])];
      if (!installed || version.kind !== "literal" || names.includes(String(version.value))) continue;
      const near = names.length > 0 ? nearest(String(version.value), names) : "null";
      const summary = `Tool type "${type.value}" does not have an install of "${version.value}" configured - did you mean "${near}"?`;
      const detail = names.length > 0 ? `Installed are: ${names.join(", ")}.` : "None of this type is installed.";
      reader.error("tool-version", version.span, summary, detail);
      continue;
    }
    reader.unknown("unknown-tool", type, `Invalid tool type "${type.value}". Valid tool types: [${toolTypes.join(", ")}]`, toolTypes);
  }
}

export function checkAgent(reader: Reader, agent: Agent): void {
  const { type, settings } = agent;
  const types = [...agentTypes.keys()];
  if (type.value === "") {
    reader.error(
      "no-agent-type",
      agent.span,
      `No agent type specified. Must be one of [${types.join(", ")}]`,
      "Write `agent any`, or a type.",
    );
    return;
  }
  const signature = agentTypes.get(type.value);
  if (!signature) {
    reader.unknown("agent-type", type, `Invalid agent type "${type.value}" specified. Must be one of [${types.join(", ")}]`, types);
    return;
  }
  const given = new Set(settings.map(({ name }) => name.value));
  for (const { name } of signature.parameters.filter((parameter) => parameter.required && !given.has(parameter.name)))
    reader.error(
      "agent-parameter",
      type.span,
      `Missing required parameter for agent type "${type.value}": ${name}`,
      `Write \`${name} '…'\` into the block.`,
    );
  const names = signature.parameters.map(({ name }) => name);
  for (const { name } of settings) {
    if (names.includes(name.value)) continue;
    const summary = `Invalid config option "${name.value}" for agent type "${type.value}". Valid config options are [${names.join(", ")}]`;
    reader.unknown("agent-option", name, summary, names);
  }
  const file = settings.find(({ name }) => type.value === "dockerfile" && name.value === "filename");
  if (file?.value.kind === "literal" && /[\\/]/.test(String(file.value.value)))
    reader.error(
      "dockerfile-name",
      file.value.span,
      "Dockerfile filename cannot contain directory separators.",
      "Name its folder with `dir`.",
    );
}
