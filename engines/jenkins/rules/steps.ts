import { didYouMean } from "#engines/source";
import { blockedSteps, steps as knownSteps, pluginSteps } from "../catalog/steps.ts";
import { blockOf, callOf, type Reader } from "../read/reader.ts";
import type { Argument, Statement } from "../syntax/ast.ts";
import { checkStepArguments } from "./arguments.ts";

/** The steps of a block; `methods` are those that the file itself defines. */
export function checkSteps(reader: Reader, steps: readonly Statement[], methods: ReadonlySet<string>): void {
  for (const step of steps) checkStep(reader, step, methods);
}

function checkStep(reader: Reader, statement: Statement, methods: ReadonlySet<string>): void {
  const call = callOf(statement);
  if (!call) {
    reader.error(
      "expected-step",
      statement.span,
      "Expected a step",
      "A declarative block holds steps only. Put Groovy code into `script { … }`.",
    );
    return;
  }
  const { value: name, span } = reader.name(call);
  if (name === "error" && call.target) return;
  const block = blockOf(statement);
  if (name === "script" || name === "expression") {
    const pronoun = name === "script" ? "Script" : "When";
    if (!block) reader.error("step-without-block", statement.span, `${pronoun} step without a block`, `Write \`${name} { … }\`.`);
    return;
  }
  const reason = blockedSteps.get(name);
  if (reason !== undefined) {
    const summary = `Invalid step "${name}" used - not allowed in this context - ${reason}`;
    reader.error("blocked-step", statement.span, summary, "The structure of a declarative pipeline is written with its own sections.");
  }
  const args: readonly Argument[] = block ? block.arguments : call.arguments;
  for (const { value } of args) reader.value(value);
  if (block) checkSteps(reader, block.closure.body, methods);
  const signature = knownSteps.get(name);
  if (signature && reason === undefined) checkStepArguments(reader, name, statement.span, args, signature);
  else if (pluginSteps.has(name))
    reader.warn(
      "not-simulated",
      span,
      `Not simulated: the step "${name}"`,
      "It belongs to a plugin. A run that comes to it is not judged.",
    );
  else if (!signature && reason === undefined && !methods.has(name)) {
    const hint = didYouMean(name, knownSteps.keys());
    reader.warn("unknown-step", span, `No step is named "${name}"`, `It may belong to a plugin that is not simulated.${hint}`);
  }
}
