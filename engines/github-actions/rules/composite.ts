import { type Diagnostic, Positions, type SourceFile } from "#engines/source";
import type { LocalAction } from "../actions/local.ts";
import { builtInContexts } from "../expressions/contexts.ts";
import { type ExpressionType, loose, mapOf, strict, strictMap, string } from "../expressions/types.ts";
import type { ContextTypes } from "./context-types.ts";
import { checkStep } from "./expressions.ts";
import { TemplateChecker } from "./template-checker.ts";

/** https://docs.github.com/en/actions/reference/metadata-syntax-for-github-actions#runs-for-composite-actions: an action sees its inputs and steps, and neither secrets nor `vars` nor `needs`. */
export function compositeExpressions(file: SourceFile, { metadata, steps, defaults, outputs }: LocalAction): readonly Diagnostic[] {
  const checker = new TemplateChecker(new Positions(file), file);
  const inputs = strictMap(new Map([...metadata.inputs.keys()].map((name): [string, ExpressionType] => [name, string])));
  const contexts: ContextTypes = { ...builtInContexts, inputs, matrix: loose };
  for (const value of defaults.values()) checker.text(value, contexts, "action.input.default");
  const known = new Map<string, ExpressionType>();
  const withSteps = () => ({ ...contexts, steps: strictMap(new Map(known)) });
  for (const step of steps) {
    checkStep(step, withSteps(), checker, { values: "action.step", condition: "action.step.if" });
    if (step.id) known.set(step.id.value.toLowerCase(), anyStep);
  }
  for (const value of outputs.values()) checker.text(value, withSteps(), "action.step");
  return checker.diagnostics;
}

const anyStep = strict({ outputs: mapOf(string), conclusion: string, outcome: string });
