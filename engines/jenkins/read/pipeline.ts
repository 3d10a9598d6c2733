import { type Diagnostic, type SourceFile, type Span, startOf } from "#engines/source";
import type { Pipeline } from "../model.ts";
import type { Statement } from "../syntax/ast.ts";
import { readAgent, readDirectives, readEnvironment, readTools, sectionBlock } from "./directives.ts";
import { blockOf, callOf, Reader } from "./reader.ts";
import { noStages, readPost, readStages } from "./stages.ts";

const sections = ["agent", "stages", "environment", "post", "tools", "options", "parameters", "triggers", "libraries"];

/** Sections of old versions, and what Jenkins says of them. */
const renamed: ReadonlyMap<string, string> = new Map([
  ["properties", "The ‘properties’ section has been renamed as of version 0.8. Use ‘options’ instead."],
  ["wrappers", "The 'wrappers' section has been removed as of version 0.8. Use 'options' instead."],
  ["jobProperties", "The ‘jobProperties’ section has been renamed as of version 0.7. Use ‘properties’ instead."],
  ["notifications", "The ‘notifications’ section has been removed as of version 0.6. Use ‘post’ for all post-build actions."],
  ["postBuild", "The ‘postBuild’ section has been renamed as of version 0.6. Use ‘post’ for all post-build actions."],
]);

/** Finds the pipeline block of a script and reads it. */
export function readPipeline(
  { path, text }: SourceFile,
  statements: readonly Statement[],
): { pipeline: Pipeline | undefined; diagnostics: readonly Diagnostic[] } {
  const reader = new Reader(text);
  const found = statements.find((statement) => isPipeline(statement));
  if (!found) {
    noPipeline(reader, statements, path);
    return { pipeline: undefined, diagnostics: reader.diagnostics };
  }
  const block = blockOf(found);
  if (!block) {
    reader.error("expected-block", found.span, 'Expected a block with the "pipeline" step', "Write `pipeline { … }`.");
    return { pipeline: undefined, diagnostics: reader.diagnostics };
  }
  const outside = statements.filter((statement) => statement !== found);
  for (const second of outside.filter(isPipeline))
    reader.error("second-pipeline", second.span, "Multiple occurrences of the pipeline section", "A file holds one pipeline block.");
  return { pipeline: readBody(reader, found, block.closure.body, outside), diagnostics: reader.diagnostics };
}

const isPipeline = (statement: Statement): boolean => {
  const call = callOf(statement);
  return call?.name.value === "pipeline" && !call.target;
};

function noPipeline(reader: Reader, statements: readonly Statement[], path: string): void {
  const pending = [...statements];
  for (let statement = pending.shift(); statement; statement = pending.shift()) {
    const block = blockOf(statement);
    if (block && isPipeline(statement)) {
      const summary = "pipeline block must be at the top-level, not within another block.";
      reader.error("not-at-top", statement.span, summary, "Move it out; what stood around it may be one of its options.");
      return;
    }
    pending.push(...(block?.closure.body ?? []));
  }
  const span = statements[0]?.span ?? startOf(path);
  reader.error(
    "no-pipeline",
    span,
    "There is no pipeline block",
    "A declarative Jenkinsfile holds `pipeline { … }`. Scripted pipelines are not simulated.",
  );
}

function readBody(reader: Reader, statement: Statement, body: readonly Statement[], outside: readonly Statement[]): Pipeline {
  const pipeline: { -readonly [Key in keyof Pipeline]: Pipeline[Key] } = {
    ...{
      span: statement.span,
      agent: undefined,
      environment: [],
      tools: [],
      options: [],
      parameters: [],
      triggers: [],
      stages: [],
      libraries: [],
      post: [],
      outside,
    },
  };
  const seen = new Set<string>();
  for (const line of body) {
    const call = callOf(line);
    if (!call) {
      const summary = `Not a valid section definition: "${reader.source(line)}". Some extra configuration is required.`;
      reader.error("invalid-section", line.span, summary, `A pipeline holds: ${sections.join(", ")}.`);
      if (line.kind === "expression" && line.expression.kind === "name") seen.add(line.expression.name);
      continue;
    }
    const section = reader.name(call);
    if (seen.has(section.value)) {
      reader.error("duplicate-section", line.span, `Multiple occurrences of the ${section.value} section`, "Keep one of them.");
      continue;
    }
    seen.add(section.value);
    switch (section.value) {
      case "agent":
        pipeline.agent = readAgent(reader, line);
        break;
      case "stages": {
        const stages = readStages(reader, line);
        if (stages) noStages(reader, line, stages);
        pipeline.stages = stages ?? [];
        break;
      }
      case "environment":
        pipeline.environment = readEnvironment(reader, line);
        break;
      case "post":
        pipeline.post = readPost(reader, line);
        break;
      case "tools":
        pipeline.tools = readTools(reader, line);
        break;
      case "options":
      case "parameters":
      case "triggers":
        pipeline[section.value] = readDirectives(reader, line, section.value);
        break;
      case "libraries":
        pipeline.libraries = readLibraries(reader, line);
        break;
      case "error":
        break;
      default: {
        const old = renamed.get(section.value);
        const summary = old ?? `Undefined section "${section.value}"`;
        reader.unknown("unknown-section", { value: section.value, span: line.span }, summary, sections);
      }
    }
  }
  for (const required of ["stages", "agent"]) {
    if (!seen.has(required)) {
      const detail = `A pipeline has the section \`${required}\`.`;
      reader.error("missing-section", call(statement), `Missing required section "${required}"`, detail);
    }
  }
  return pipeline;
}

/** The word `pipeline`, to point at. */
const call = (statement: Statement) => callOf(statement)?.name.span ?? statement.span;

function readLibraries(reader: Reader, statement: Statement): readonly Span[] {
  const body = sectionBlock(reader, statement, "libraries");
  if (body?.length === 0)
    reader.error("empty-section", statement.span, "libraries can not be empty", "Write `lib('name')`, or remove the block.");
  const libraries: Span[] = [];
  for (const line of body ?? []) {
    const library = callOf(line);
    const [only, second] = library?.arguments ?? [];
    if (blockOf(line) && library?.name.value === "lib")
      reader.error("no-blocks", line.span, "Libraries definitions cannot have blocks", "Write `lib('name')`.");
    else if (library?.name.value !== "lib" || !only || second || only.name)
      reader.error("expected-library", line.span, `Expected a "lib(...)" but got ${reader.source(line)}`, "Write `lib('name')`.");
    else {
      libraries.push(line.span);
      reader.warn("not-simulated", line.span, "Not simulated: shared libraries", "The code of a shared library is not in this repository.");
    }
  }
  return libraries;
}
