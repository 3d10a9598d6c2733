import type { Span } from "#engines/source";
import type { World } from "#engines/world";
import { postConditions } from "../catalog/directives.ts";
import type { PostCondition, Stage } from "../model.ts";
import type { Reader } from "../read/reader.ts";
import { checkAgent, checkOptions, checkParameters, checkTools } from "./directives.ts";
import { checkMatrix } from "./matrix.ts";
import { checkSteps } from "./steps.ts";
import { checkWhen } from "./when.ts";

export type StageRules = { readonly reader: Reader; readonly methods: ReadonlySet<string>; readonly installed: World["tools"] | undefined };

/** Stages beside each other; `within` a parallel or a matrix there is no other one. */
export function checkStages(rules: StageRules, stages: readonly Stage[], within: boolean): void {
  checkNames(
    rules.reader,
    "stage",
    stages.map(({ name, nameSpan }) => ({ name, span: nameSpan })),
  );
  for (const stage of stages) checkStage(rules, stage, within);
}

function checkNames(
  reader: Reader,
  what: "stage" | "parallel branch",
  names: readonly { readonly name: string; readonly span: Span }[],
): void {
  const seen = new Set<string>();
  const told = new Set<string>();
  for (const { name, span } of names) {
    if (seen.has(name) && !told.has(name)) {
      told.add(name);
      reader.error("duplicate-name", span, `Duplicate ${what} name: "${name}"`, "Names beside each other differ.");
    }
    seen.add(name);
  }
}

function checkStage(rules: StageRules, stage: Stage, within: boolean): void {
  const { reader } = rules;
  checkShape(reader, stage, within);
  checkParts(rules, stage);
  for (const work of stage.work) {
    switch (work.kind) {
      case "steps":
        checkBranch(rules, work.steps, work.span);
        break;
      case "branches":
        for (const branch of work.branches) checkBranch(rules, branch.steps, branch.span);
        break;
      case "stages":
        checkStages(rules, work.stages, within);
        break;
      case "parallel":
        checkStages(rules, work.stages, true);
        break;
      case "matrix":
        checkMatrix(reader, work.matrix);
        checkParts(rules, work.matrix.cell);
        for (const inner of work.matrix.cell.work) if (inner.kind === "stages") checkStages(rules, inner.stages, true);
        break;
      default:
        work satisfies never;
    }
  }
}

/** What each stage, and each cell of a matrix, has of its own. */
function checkParts(rules: StageRules, stage: Stage): void {
  const { reader } = rules;
  if (stage.agent) checkAgent(reader, stage.agent);
  checkOptions(reader, stage.options, true);
  checkTools(reader, stage.tools, rules.installed);
  if (stage.input) checkParameters(reader, stage.input.parameters);
  if (stage.when) checkWhen(reader, stage.when);
  checkPost(rules, stage.post);
}

function checkBranch(
  { reader, methods }: Pick<StageRules, "reader" | "methods">,
  steps: Parameters<typeof checkSteps>[1],
  span: Span,
): void {
  if (steps.length === 0) reader.error("no-steps", span, "No steps specified for branch", "Write at least one step.");
  checkSteps(reader, steps, methods);
}

function checkShape(reader: Reader, stage: Stage, within: boolean): void {
  const parallel = stage.work.find(({ kind }) => kind === "parallel" || kind === "matrix");
  const branches = stage.work.find((work) => work.kind === "branches" && work.branches.length > 1);
  const nested = parallel ?? branches;
  if (within && nested) {
    const summary = '"matrix" or "parallel" cannot be nested inside another "matrix" or "parallel".';
    reader.error("nested-parallel", nested.span, summary, "What is inside runs one after the other: use `stages`.");
  } else if (stage.work.length > 1) {
    const summary = `Only one of "matrix", "parallel", "stages", or "steps" allowed for stage "${stage.name}"`;
    reader.error("several-works", stage.nameSpan, summary, "Make the others stages of their own.");
  } else if (stage.work.length === 0) {
    const summary = `Expected one of "steps", "stages", or "parallel" for stage "${stage.name}"`;
    reader.error("no-work", stage.nameSpan, summary, "Write `steps { … }`.");
  } else if (parallel) {
    const detail = "Give it to the stages inside.";
    const because = `is not allowed in stage "${stage.name}" as it contains parallel or matrix stages`;
    if (stage.agent) reader.error("parallel-agent", stage.agent.span, `"agent" ${because}`, detail);
    const [tool] = stage.tools;
    if (tool) reader.error("parallel-tools", tool.span, `"tools" ${because}`, detail);
  } else {
    const [work] = stage.work;
    if (work?.kind === "branches") checkNames(reader, "parallel branch", work.branches);
  }
}

export function checkPost({ reader, methods }: StageRules, conditions: readonly PostCondition[]): void {
  const seen = new Set<string>();
  for (const { name, body, span } of conditions) {
    if (!postConditions.includes(name.value)) {
      const summary = `Invalid condition "${name.value}" - valid conditions are [${postConditions.join(", ")}]`;
      reader.unknown("post-condition", name, summary, postConditions);
    }
    if (seen.has(name.value))
      reader.error("duplicate-condition", name.span, `Duplicate build condition name: "${name.value}"`, "Put the steps into one block.");
    seen.add(name.value);
    checkBranch({ reader, methods }, body, span);
  }
}
