import type { Diagnostic } from "#engines/source";
import type { World } from "#engines/world";
import type { Jenkinsfile } from "./parse.ts";
import { Reader } from "./read/reader.ts";
import { checkAgent, checkOptions, checkParameters, checkTools, checkTriggers } from "./rules/directives.ts";
import { checkPost, checkStages } from "./rules/stages.ts";

/** What Jenkins' declarative validator says before anything runs, and warnings of what is not simulated. `installed` are the tools. */
export function checkPipeline({ pipeline, text, broken }: Jenkinsfile, installed?: World["tools"]): readonly Diagnostic[] {
  if (!pipeline || broken) return [];
  const reader = new Reader(text);
  const methods = new Set(pipeline.outside.flatMap((statement) => (statement.kind === "method" ? [statement.name] : [])));
  const rules = { reader, methods, installed };
  if (pipeline.agent) checkAgent(reader, pipeline.agent);
  checkTools(reader, pipeline.tools, installed);
  checkOptions(reader, pipeline.options, false);
  checkTriggers(reader, pipeline.triggers);
  checkParameters(reader, pipeline.parameters);
  checkStages(rules, pipeline.stages, false);
  checkPost(rules, pipeline.post);
  for (const statement of pipeline.outside) {
    if (statement.kind === "annotation")
      reader.warn(
        "not-simulated",
        statement.span,
        `Not simulated: @${statement.name}`,
        "The code of a shared library is not in this repository.",
      );
    if (statement.kind === "opaque")
      reader.warn("not-simulated", statement.span, `Not simulated: ${statement.what}`, "A run that comes to it is not judged.");
  }
  return reader.diagnostics;
}
