import { type Condition, type Pipeline, parseJenkinsfile, type Stage } from "#engines/jenkins";
import type { SourceFile, Span } from "#engines/source";
import type { World } from "#engines/world";
import { stepMutants } from "./jenkins-steps.ts";
import type { Mutant } from "./model.ts";
import { TextEdits } from "./text-edits.ts";

type Edit = { readonly name: string; readonly text: string };
type Section = Pick<Stage, "environment" | "options" | "post">;

/** A `Jenkinsfile` with one thing dropped, masked, turned round, swapped or printed. */
export function mutateJenkinsfile(file: SourceFile, world: World): readonly Mutant[] {
  const { pipeline } = parseJenkinsfile(file).model;
  if (!pipeline) return [];
  const edits = new TextEdits(file.text);
  const found = [
    ...sections(pipeline, "pipeline", edits),
    ...lines(pipeline, "pipeline", edits),
    ...mutateStages(pipeline.stages, true, edits, world, pipeline.environment),
  ];
  return found.flatMap(({ name, text }) => (text === file.text ? [] : [{ name, file: { path: file.path, text } }]));
}

/** Parameters and triggers, which only a pipeline has. */
const lines = ({ parameters, triggers }: Pipeline, where: string, edits: TextEdits): readonly Edit[] => [
  ...parameters.map(({ name, span }, index) => ({ name: `drop ${where}.parameters[${index}] ${name.value}`, text: dropLine(span, edits) })),
  ...triggers.map(({ name, span }) => ({ name: `drop ${where}.triggers ${name.value}`, text: dropLine(span, edits) })),
];

/** What a pipeline and a stage both have. */
function* sections({ environment, options, post }: Section, where: string, edits: TextEdits): Generator<Edit> {
  for (const { name, span } of environment) yield { name: `drop ${where}.environment.${name.value}`, text: dropLine(span, edits) };
  for (const { name, span } of options) yield { name: `drop ${where}.options ${name.value}`, text: dropLine(span, edits) };
  for (const { name, span, body } of post) {
    yield { name: `drop ${where}.post ${name.value}`, text: dropLine(span, edits) };
    if (name.value !== "always") yield { name: `widen ${where}.post ${name.value} to always`, text: edits.replace(name.span, "always") };
    yield* stepMutants(body, `${where}.post ${name.value}`, edits);
  }
}

function* mutateStages(
  stages: readonly Stage[],
  isSequence: boolean,
  edits: TextEdits,
  world: World,
  given: Section["environment"],
): Generator<Edit> {
  for (const [index, stage] of stages.entries()) {
    yield* mutateStage(stage, edits, world, given);
    const next = stages[index + 1];
    if (isSequence && next) yield { name: `swap ${stage.name} and ${next.name}`, text: edits.swap(stage.span, next.span) };
  }
}

function* mutateStage(stage: Stage, edits: TextEdits, world: World, given: Section["environment"]): Generator<Edit> {
  const { name, span, agent, input, when, work } = stage;
  yield { name: `drop ${name}`, text: edits.replace(span, "") };
  if (agent) yield { name: `drop ${name}.agent`, text: edits.replace(agent.span, "") };
  if (input) yield { name: `drop ${name}.input`, text: edits.replace(input.span, "") };
  if (when) {
    yield { name: `drop ${name}.when`, text: edits.replace(when.span, "") };
    yield* flags(["beforeAgent", "beforeInput", "beforeOptions"], when.span, `${name}.when`, edits);
    for (const condition of when.conditions) yield* mutateCondition(condition, when.conditions.length, `${name}.when`, edits);
  }
  yield* sections(stage, name, edits);
  yield* flags(["failFast"], span, name, edits);
  for (const part of work) {
    if (part.kind === "steps") {
      yield* stepMutants(part.steps, name, edits);
      yield* printed(stage, part.steps[0]?.span, edits, world, given);
    } else if (part.kind === "branches") for (const branch of part.branches) yield* stepMutants(branch.steps, branch.name, edits);
    else if (part.kind === "matrix") yield* mutateStage(part.matrix.cell, edits, world, given);
    else yield* mutateStages(part.stages, part.kind === "stages", edits, world, [...given, ...stage.environment]);
  }
}

const blocks: Readonly<Record<string, string>> = { allOf: "anyOf", anyOf: "allOf" };

/** A condition left out, turned round, or its block read the other way. */
function* mutateCondition(condition: Condition, siblings: number, where: string, edits: TextEdits): Generator<Edit> {
  const { name, children, span } = condition;
  if (siblings > 1) yield { name: `drop ${where} ${name.value}`, text: dropLine(span, edits) };
  yield { name: `turn ${where} ${name.value}`, text: edits.replace(span, `not { ${edits.source(span)} }`) };
  const other = blocks[name.value];
  if (other !== undefined) yield { name: `turn ${where} ${name.value} into ${other}`, text: edits.replace(name.span, other) };
  for (const child of children) yield* mutateCondition(child, children.length, `${where} ${name.value}`, edits);
}

/** A switch that stands at the top of a block, taken out. */
function* flags(names: readonly string[], within: Span, where: string, edits: TextEdits): Generator<Edit> {
  const text = edits.source(within);
  for (const name of names) {
    const found = new RegExp(`\\b${name}(?:\\s+true\\b|\\(true\\)|\\s*=\\s*true\\b)`).exec(text);
    if (!found) continue;
    const start = within.start.offset + found.index;
    yield { name: `drop ${where}.${name}`, text: edits.slice(start, start + found[0].length, "") };
  }
}

/** The first credential that is one text, printed where a stage's steps begin: the variable that holds it, or one made for it. */
function* printed(stage: Stage, first: Span | undefined, edits: TextEdits, world: World, given: Section["environment"]): Generator<Edit> {
  const [id] = [...world.credentials.values()].filter(({ secret }) => secret.kind === "text").map((credential) => credential.id);
  if (!first || id === undefined) return;
  const bound = [...stage.environment, ...given].find(({ value }) => value.kind === "call" && value.name.value === "credentials");
  const step = bound
    ? `sh 'echo "$${bound.name.value}"'`
    : `withCredentials([string(credentialsId: '${id}', variable: 'SECRET')]) { sh 'echo "$SECRET"' }`;
  yield { name: `print ${id} in ${stage.name}`, text: edits.insert(first.start.offset, `${step}\n`) };
}

/** A line, and the block around it where nothing else stands there: an empty one would be refused. */
function dropLine(span: Span, edits: TextEdits): string {
  const block = edits.blockAround(span, /\b(?:environment|options|post|parameters|triggers|when)\s*\{\s*$/, /^\s*\}/);
  return block ? edits.slice(block.start, block.end, "") : edits.replace(span, "");
}
