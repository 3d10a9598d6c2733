import type { Branch, Condition, PostCondition, Stage, When, Work } from "../model.ts";
import type { Call, Statement } from "../syntax/ast.ts";
import { readAgent, readDirectives, readEnvironment, readInput, readTools, sectionBlock } from "./directives.ts";
import { readMatrix } from "./matrix.ts";
import { blockOf, callOf, type Reader } from "./reader.ts";

export function readStages(reader: Reader, statement: Statement): readonly Stage[] | undefined {
  return sectionBlock(reader, statement, "stages")?.flatMap((line) => readStage(reader, line) ?? []);
}

export function readStage(reader: Reader, statement: Statement): Stage | undefined {
  const call = callOf(statement);
  if (call?.name.value !== "stage" || call.target || !blockOf(statement)) {
    reader.error("expected-stage", statement.span, "Expected a stage", 'Here stand stages: `stage("name") { … }`.');
    return undefined;
  }
  // The name comes first and the block second, so a stage that has only a block has a wrong name and no block.
  const [name, body] = call.arguments;
  const text = (name && reader.literal(name.value)) ?? "error";
  if (body?.value.kind !== "closure") {
    reader.error("stage-block", call.name.span, "Stage does not have a block", 'Write `stage("name") { … }`.');
    return undefined;
  }
  return readSections(reader, text, name?.value.span ?? call.name.span, statement, body.value.body, stageSections);
}

const stageSections = new Set([
  "agent",
  "when",
  "steps",
  "post",
  "options",
  "input",
  "tools",
  "environment",
  "parallel",
  "failFast",
  "stages",
  "matrix",
]);

/** What is the same in a stage and in a matrix. */
export function readSections(
  reader: Reader,
  name: string,
  nameSpan: Stage["nameSpan"],
  statement: Statement,
  body: readonly Statement[],
  known: ReadonlySet<string>,
): Stage {
  const stage: { -readonly [Key in keyof Stage]: Stage[Key] } = {
    ...{ name, nameSpan, span: statement.span, agent: undefined, environment: [], tools: [], options: [] },
    ...{ input: undefined, when: undefined, post: [], failFast: false, work: [] },
  };
  const work: Work[] = [];
  const seen = new Set<string>();
  for (const line of body) {
    const call = callOf(line);
    if (!call) {
      const summary = `Not a valid stage section definition: "${reader.source(line)}". Some extra configuration is required.`;
      reader.error("invalid-section", line.span, summary, `A stage holds: ${[...known].join(", ")}.`);
      continue;
    }
    const section = reader.name(call);
    if (seen.has(section.value)) {
      reader.error("duplicate-section", line.span, `Multiple occurrences of the ${section.value} section`, "Keep one of them.");
      continue;
    }
    seen.add(section.value);
    if (!known.has(section.value)) {
      if (section.value === "axes" || section.value === "excludes" || section.value === "error") continue;
      const summary = `Unknown stage section "${section.value}". Starting with version 0.5, steps in a stage must be in a ‘steps’ block.`;
      reader.unknown("unknown-section", section, summary, known);
      continue;
    }
    switch (section.value) {
      case "agent":
        stage.agent = readAgent(reader, line);
        break;
      case "when":
        stage.when = readWhen(reader, line);
        break;
      case "steps":
        work.push(...readSteps(reader, line));
        break;
      case "post":
        stage.post = readPost(reader, line);
        break;
      case "options":
        stage.options = readDirectives(reader, line, "options");
        break;
      case "input":
        stage.input = readInput(reader, line);
        break;
      case "tools":
        stage.tools = readTools(reader, line);
        break;
      case "environment":
        stage.environment = readEnvironment(reader, line);
        break;
      case "failFast":
        stage.failFast = readBoolean(reader, call);
        break;
      case "stages": {
        const stages = readStages(reader, line) ?? [];
        noStages(reader, line, stages);
        work.push({ kind: "stages", stages, span: line.span });
        break;
      }
      case "parallel": {
        const stages = (sectionBlock(reader, line, "parallel") ?? []).flatMap((each) => readStage(reader, each) ?? []);
        noStages(reader, line, stages);
        work.push({ kind: "parallel", stages, span: line.span });
        break;
      }
      default:
        work.push({ kind: "matrix", matrix: readMatrix(reader, line), span: line.span });
    }
  }
  return { ...stage, work };
}

export function noStages(reader: Reader, statement: Statement, stages: readonly Stage[]): void {
  if (stages.length === 0) reader.error("no-stages", statement.span, "No stages specified", 'Write at least one `stage("name") { … }`.');
}

function readBoolean(reader: Reader, call: Call): boolean {
  const value = call.arguments[0]?.value;
  if (value?.kind === "literal" && value.type === "boolean") return value.value === true;
  reader.error("expected-boolean", call.span, `Expected a boolean with ${call.name.value}`, "Write `true` or `false`.");
  return false;
}

/** None if the block holds `parallel()` without branches. */
function readSteps(reader: Reader, statement: Statement): readonly Work[] {
  const body = sectionBlock(reader, statement, "steps");
  if (!body) return [];
  const [only, second] = body;
  const parallel = only && !second && callOf(only);
  if (!parallel || parallel.target || parallel.name.value !== "parallel") return [{ kind: "steps", steps: body, span: statement.span }];
  if (parallel.arguments.length === 0) return [];
  let failFast = false;
  const branches: Branch[] = [];
  for (const { name, value } of parallel.arguments) {
    const key = name?.kind === "literal" ? String(name.value) : name && reader.literal(name);
    if (value.kind === "closure" && key !== undefined) branches.push({ name: key, steps: value.body, span: value.span });
    else if (key === "failFast" && value.kind === "literal" && value.type === "boolean") failFast = value.value === true;
    else
      reader.error(
        "parallel-branch",
        value.span,
        "Expected closure or failFast",
        "A branch is `name: { … }`; beside branches stands only `failFast: true`.",
      );
  }
  return [{ kind: "branches", branches, failFast, span: statement.span }];
}

export function readPost(reader: Reader, statement: Statement): readonly PostCondition[] {
  const block = blockOf(statement);
  if (!block) {
    reader.error("expected-block", statement.span, "Expected a block", "Write `post { always { … } }`.");
    return [];
  }
  const conditions = block.closure.body.flatMap((line): PostCondition[] => {
    const inner = blockOf(line);
    if (inner) return [{ name: reader.name(inner.call), body: inner.closure.body, span: line.span }];
    const names = "always, changed, fixed, regression, aborted, success, unsuccessful, unstable, failure, notBuilt, cleanup";
    const summary = `The ‘post’ section can only contain build condition names with code blocks. Valid condition names are [${names}]`;
    reader.error("post-content", line.span, summary, "Put the steps into a condition: `always { … }`.");
    return [];
  });
  if (conditions.length === 0)
    reader.error("empty-section", statement.span, "post can not be empty", "Write a condition into it, or remove it.");
  return conditions;
}

function readWhen(reader: Reader, statement: Statement): When {
  const body = sectionBlock(reader, statement, "when") ?? [];
  const before = { beforeAgent: false, beforeInput: false, beforeOptions: false };
  const conditions: Condition[] = [];
  for (const line of body) {
    const call = callOf(line);
    const name = call?.name.value;
    if (call && (name === "beforeAgent" || name === "beforeInput" || name === "beforeOptions")) before[name] = readBoolean(reader, call);
    else {
      const condition = readCondition(reader, line);
      if (condition) conditions.push(condition);
    }
  }
  if (conditions.length === 0 && !body.some((line) => !callOf(line)))
    reader.error(
      "empty-when",
      statement.span,
      "Empty when closure, remove the property or add some content.",
      "A `when` holds at least one condition.",
    );
  return { conditions, ...before, span: statement.span };
}

function readCondition(reader: Reader, statement: Statement): Condition | undefined {
  const call = callOf(statement);
  if (!call) {
    reader.error("expected-condition", statement.span, "Expected a when condition", "Groovy code stands in `expression { … }`.");
    return undefined;
  }
  const name = reader.name(call);
  const block = blockOf(statement);
  const base = { name, span: statement.span };
  if (name.value === "expression") {
    if (!block) reader.error("step-without-block", statement.span, "When step without a block", "Write `expression { … }`.");
    return { ...base, arguments: undefined, children: [], code: block?.closure.body ?? [] };
  }
  for (const { value } of call.arguments) reader.value(value);
  if (!block) return { ...base, arguments: call.arguments, children: [], code: undefined };
  const children = block.closure.body.flatMap((line) => readCondition(reader, line) ?? []);
  return { ...base, arguments: block.arguments.length > 0 ? block.arguments : undefined, children, code: undefined };
}
