import { expressions } from "#engines/gitlab-ci";
import type { SourceFile } from "#engines/source";
import type { World } from "#engines/world";
import { readYaml, type YamlEntry, type YamlMap, type YamlNode } from "#engines/yaml";
import type { Mutant } from "./model.ts";
import { scriptMutants } from "./scripts.ts";
import { YamlEdits } from "./yaml-edits.ts";

/** Keys that change what a pipeline does. */
const droppable = [
  ...["needs", "dependencies", "artifacts", "rules", "only", "except", "when", "environment", "allow_failure", "retry", "timeout", "stage"],
  ...["before_script", "after_script", "resource_group", "interruptible", "parallel", "cache", "variables", "extends", "trigger"],
];
const scripts = ["before_script", "script", "after_script"];
const global = ["stages", "include", "variables", "workflow", "default", "spec", "image", "services", "cache"];

/** A `.gitlab-ci.yml` with one thing dropped, widened, masked, swapped or printed. */
export function mutateGitlab(file: SourceFile, world: World): readonly Mutant[] {
  const root = readYaml(file, { version: "1.1", merge: "in-order", duplicateKeys: "last-wins", tags: ["!reference"] }).model;
  if (root?.kind !== "map") return [];
  const edits = new YamlEdits(file.text);
  const found: { name: string; text: string | undefined }[] = [];
  for (const entry of root.entries) {
    const { key, value } = entry;
    if (key === "stages" && value.kind === "seq") found.push(...swaps(value.items, edits));
    if (key === "workflow" && value.kind === "map")
      found.push(...rulesOf(value, "workflow", edits), { name: "drop workflow", text: edits.dropEntry(root, entry) });
    if (value.kind === "map" && (key === "default" || !global.includes(key))) found.push(...mutateJob(key, value, edits, world));
  }
  return found.flatMap(({ name, text }) => (text === undefined || text === file.text ? [] : [{ name, file: { path: file.path, text } }]));
}

function* mutateJob(name: string, job: YamlMap, edits: YamlEdits, world: World): Generator<{ name: string; text: string | undefined }> {
  const isHidden = name.startsWith(".") || name === "default";
  for (const entry of job.entries) {
    if (droppable.includes(entry.key) && !isDefaultStage(entry))
      yield { name: `drop ${name}.${entry.key}`, text: edits.dropEntry(job, entry) };
    if (scripts.includes(entry.key)) yield* scriptMutants(entry.value, `${name}.${entry.key}`, edits);
    if (entry.key === "needs" && entry.value.kind === "seq") {
      for (const item of entry.value.items) yield { name: `drop ${name}.needs ${needName(item)}`, text: edits.dropItem(entry.value, item) };
    }
    if (entry.key === "environment" && entry.value.kind === "map") {
      for (const inner of entry.value.entries) {
        if (["on_stop", "action"].includes(inner.key))
          yield { name: `drop ${name}.environment.${inner.key}`, text: edits.dropEntry(entry.value, inner) };
      }
    }
  }
  yield* rulesOf(job, name, edits);
  if (isHidden) return;
  if (!job.entries.some(({ key }) => key === "allow_failure"))
    yield { name: `allow ${name} to fail`, text: edits.addEntry(job, "allow_failure: true") };
  yield* printed(name, job, edits, world);
}

/** The first masked secret, printed. */
function* printed(name: string, job: YamlMap, edits: YamlEdits, world: World): Generator<{ name: string; text: string | undefined }> {
  const secret = world.variables.find(({ masked }) => masked);
  const script = job.entries.find(({ key }) => key === "script")?.value;
  if (secret && script?.kind === "seq")
    yield { name: `print ${secret.name} in ${name}`, text: edits.addItem(script, `echo "$${secret.name}"`) };
}

function* rulesOf(owner: YamlMap, name: string, edits: YamlEdits): Generator<{ name: string; text: string | undefined }> {
  const rules = owner.entries.find(({ key }) => key === "rules")?.value;
  if (rules?.kind !== "seq") return;
  for (const [index, rule] of rules.items.entries()) {
    const where = `${name}.rules[${index}]`;
    if (rule.kind !== "map") continue;
    if (rules.items.length > 1) yield { name: `drop ${where}`, text: edits.dropItem(rules, rule) };
    for (const entry of rule.entries) {
      if (entry.key === "if") yield* conditions(entry, where, edits);
      if (rule.entries.length > 1 || entry.key !== "when")
        yield { name: `drop ${where}.${entry.key}`, text: dropOrWiden(rule, entry, edits) };
    }
  }
}

/** A rule without its only key would be no rule: what it asked for always holds then. */
const dropOrWiden = (rule: YamlMap, entry: YamlEntry, edits: YamlEdits) =>
  rule.entries.length > 1
    ? edits.dropEntry(rule, entry)
    : edits.slice(entry.keySpan.start.offset, entry.value.span.end.offset, "when: on_success");

function* conditions({ value }: YamlEntry, where: string, edits: YamlEdits): Generator<{ name: string; text: string }> {
  if (value.kind !== "scalar") return;
  const turned = { "==": "!=", "!=": "==", "=~": "!~", "!~": "=~", "&&": "||", "||": "&&" } as const;
  const text = String(value.value);
  try {
    for (const token of expressions.lex(text)) {
      if (token.kind !== "operator") continue;
      const mutated = text.slice(0, token.at) + turned[token.text] + text.slice(token.at + token.length);
      yield { name: `turn ${token.text} in ${where}.if`, text: edits.replace(value.span, JSON.stringify(mutated)) };
    }
  } catch (error) {
    if (!(error instanceof expressions.ExpressionError)) throw error;
  }
}

/** Neighbouring stages the other way round. */
function* swaps(items: readonly YamlNode[], edits: YamlEdits): Generator<{ name: string; text: string }> {
  for (const [index, item] of items.slice(0, -1).entries()) {
    const next = items[index + 1];
    if (item.kind !== "scalar" || next?.kind !== "scalar") continue;
    yield { name: `swap stages ${item.source} and ${next.source}`, text: edits.swap(item.span, next.span) };
  }
}

function needName(item: YamlNode): string {
  if (item.kind === "scalar") return item.source;
  const job = item.kind === "map" ? item.entries.find(({ key }) => key === "job")?.value : undefined;
  return job?.kind === "scalar" ? job.source : "";
}

/** A job that names no stage is in this one. */
const isDefaultStage = ({ key, value }: YamlEntry) => key === "stage" && value.kind === "scalar" && value.value === "test";
