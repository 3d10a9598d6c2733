import type { SourceFile } from "#engines/source";
import type { World } from "#engines/world";
import { readYaml, type YamlEntry, type YamlMap, type YamlNode, type YamlSeq } from "#engines/yaml";
import type { Mutant } from "./model.ts";
import { scriptMutants } from "./scripts.ts";
import { YamlEdits } from "./yaml-edits.ts";

type Edit = { readonly name: string; readonly text: string | undefined };

/** Keys that change what a workflow, a job or a step does. */
const droppable = {
  workflow: ["permissions", "concurrency", "env", "defaults"],
  job: [
    "needs",
    "if",
    "environment",
    "permissions",
    "concurrency",
    "timeout-minutes",
    "env",
    "defaults",
    "strategy",
    "outputs",
    "services",
  ],
  step: ["if", "id", "env", "with", "shell", "working-directory", "timeout-minutes"],
};
/** Keys under which each line is worth losing too. */
const withLines = ["env", "with", "strategy", "matrix", "outputs", "concurrency", "environment", "permissions"];

/** A workflow with one thing dropped, widened, masked, turned round or printed. */
export function mutateWorkflow(file: SourceFile, world: World): readonly Mutant[] {
  const root = readYaml(file, { version: "1.2", merge: "none", duplicateKeys: "keep" }).model;
  if (root?.kind !== "map") return [];
  const edits = new YamlEdits(file.text);
  const jobs = mapOf(root, "jobs");
  const found: Edit[] = [
    ...events(mapOf(root, "on"), edits),
    ...drops(root, "", droppable.workflow, edits),
    ...(jobs?.entries ?? []).flatMap(({ key, value }) => (value.kind === "map" ? [...mutateJob(key, value, edits, world)] : [])),
  ];
  return found.flatMap(({ name, text }) => (text === undefined || text === file.text ? [] : [{ name, file: { path: file.path, text } }]));
}

/** What sets the workflow off, without one event or without one of its filters. */
function events(on: YamlMap | undefined, edits: YamlEdits): readonly Edit[] {
  if (!on) return [];
  return on.entries.flatMap((entry) => {
    const { key, value } = entry;
    const filters = value.kind === "map" ? value.entries : [];
    return [
      ...(on.entries.length > 1 ? [{ name: `drop on.${key}`, text: edits.dropEntry(on, entry) }] : []),
      ...filters.map((filter) => ({ name: `drop on.${key}.${filter.key}`, text: dropOnly(value, filter, edits) })),
    ];
  });
}

function* mutateJob(name: string, job: YamlMap, edits: YamlEdits, world: World): Generator<Edit> {
  yield* drops(job, `${name}.`, droppable.job, edits);
  const needs = entryValue(job, "needs");
  if (needs?.kind === "seq" && needs.items.length > 1) {
    for (const item of needs.items) yield { name: `drop ${name}.needs ${edits.source(item.span)}`, text: edits.dropItem(needs, item) };
  }
  yield* conditions(job, name, edits);
  yield* failures(job, name, edits);
  if (needs && !entryValue(job, "if")) yield { name: `always run ${name}`, text: edits.addEntry(job, "if: always()") };
  yield* flags(mapOf(job, "strategy"), `${name}.strategy`, ["fail-fast"], edits);
  yield* flags(mapOf(job, "concurrency"), `${name}.concurrency`, ["cancel-in-progress"], edits);
  const steps = entryValue(job, "steps");
  if (steps?.kind !== "seq") return;
  yield* printed(name, steps, edits, world);
  for (const [index, step] of steps.items.entries()) {
    if (step.kind === "map") yield* mutateStep(`${name}.steps[${index}]`, step, steps, edits);
  }
}

function* mutateStep(where: string, step: YamlMap, steps: YamlSeq, edits: YamlEdits): Generator<Edit> {
  if (steps.items.length > 1) yield { name: `drop ${where}`, text: edits.dropItem(steps, step) };
  yield* drops(step, `${where}.`, droppable.step, edits);
  yield* conditions(step, where, edits);
  const run = entryValue(step, "run");
  if (!run) return;
  yield* scriptMutants(run, `${where}.run`, edits);
  // What the platform's own actions do is not what a workflow is written to survive.
  yield* failures(step, where, edits);
}

/** `continue-on-error`, where it is not said: what fails counts as passed. */
function* failures(owner: YamlMap, where: string, edits: YamlEdits): Generator<Edit> {
  const entry = owner.entries.find(({ key }) => key === "continue-on-error");
  if (entry) yield { name: `drop ${where}.continue-on-error`, text: edits.dropEntry(owner, entry) };
  else yield { name: `let ${where} fail`, text: edits.addEntry(owner, "continue-on-error: true") };
}

function* drops(owner: YamlMap, where: string, keys: readonly string[], edits: YamlEdits): Generator<Edit> {
  for (const entry of owner.entries) {
    if (!keys.includes(entry.key)) continue;
    yield { name: `drop ${where}${entry.key}`, text: edits.dropEntry(owner, entry) };
    yield* lines(entry, `${where}${entry.key}`, edits);
  }
}

function* lines({ key, value }: YamlEntry, where: string, edits: YamlEdits): Generator<Edit> {
  if (!withLines.includes(key) || value.kind !== "map" || value.entries.length < 2) return;
  for (const inner of value.entries) {
    yield { name: `drop ${where}.${inner.key}`, text: edits.dropEntry(value, inner) };
    yield* lines(inner, `${where}.${inner.key}`, edits);
  }
}

const turned: Readonly<Record<string, readonly string[]>> = {
  ...{ "==": ["!="], "!=": ["=="], "&&": ["||"], "||": ["&&"], "<": [">="], ">=": ["<"], ">": ["<="], "<=": [">"] },
  ...{ "success()": ["always()"], "always()": ["success()"], "failure()": ["always()", "success()"], "!cancelled()": ["success()"] },
};

/** Each comparison and each question about the jobs before turned round; what stands in quotes is left alone. */
function* conditions(owner: YamlMap, where: string, edits: YamlEdits): Generator<Edit> {
  const condition = entryValue(owner, "if");
  if (condition?.kind !== "scalar") return;
  const text = String(condition.value);
  for (const { 0: token, index } of text.matchAll(/'(?:[^']|'')*'|!cancelled\(\)|\w+\(\)|[=!<>]=|&&|\|\||[<>]/g)) {
    const others = Object.hasOwn(turned, token) ? (turned[token] ?? []) : [];
    for (const [which, other] of others.entries()) {
      const mutated = text.slice(0, index) + other + text.slice(index + token.length);
      const name = which === 0 ? `turn ${token} in ${where}.if` : `turn ${token} to ${other} in ${where}.if`;
      yield { name, text: edits.replace(condition.span, JSON.stringify(mutated)) };
    }
  }
}

function* flags(owner: YamlMap | undefined, where: string, keys: readonly string[], edits: YamlEdits): Generator<Edit> {
  for (const { key, value } of owner?.entries ?? []) {
    if (keys.includes(key) && value.kind === "scalar" && typeof value.value === "boolean")
      yield { name: `turn ${where}.${key}`, text: edits.replace(value.span, String(!value.value)) };
  }
}

/** The first masked secret, printed. */
function* printed(name: string, steps: YamlSeq, edits: YamlEdits, world: World): Generator<Edit> {
  const secret = world.variables.find(({ masked }) => masked);
  if (secret) yield { name: `print ${secret.name} in ${name}`, text: edits.addItem(steps, `run: echo "\${{ secrets.${secret.name} }}"`) };
}

/** A list of one filter is no list without it, and the event says nothing more of itself. */
const dropOnly = (owner: YamlNode, entry: YamlEntry, edits: YamlEdits) =>
  owner.kind === "map" && owner.entries.length > 1
    ? edits.dropEntry(owner, entry)
    : edits.slice(entry.keySpan.start.offset, entry.value.span.end.offset, "{}");

const entryValue = (map: YamlMap, key: string): YamlNode | undefined => map.entries.find((entry) => entry.key === key)?.value;

function mapOf(map: YamlMap, key: string): YamlMap | undefined {
  const value = entryValue(map, key);
  return value?.kind === "map" ? value : undefined;
}
