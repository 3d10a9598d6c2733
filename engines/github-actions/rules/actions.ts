import { type Diagnostic, didYouMean } from "#engines/source";
import { knownAction } from "../actions/known.ts";
import type { ActionMetadata } from "../actions/model.ts";
import type { Repository } from "../actions/repository.ts";
import { retirementOf } from "../actions/retired.ts";
import type { Text, Variable } from "../model.ts";
import { error, type Rule, warning } from "./rule.ts";

/** https://docs.github.com/en/actions/reference/workflow-syntax-for-github-actions#jobsjob_idstepsuses */
export const actions: Rule = ({ workflow, repository }) =>
  [...workflow.jobs.values()].flatMap((job) =>
    job.steps.flatMap(({ action }) =>
      action.kind === "uses" && !action.uses.value.includes("${{") ? check(action.uses, action.inputs, repository) : [],
    ),
  );

function check(uses: Text, inputs: readonly Variable[], repository: Repository): readonly Diagnostic[] {
  if (uses.value.startsWith("docker://")) return checkDocker(uses);
  if (uses.value.startsWith("./")) return checkLocal(uses, inputs, repository);
  const wrong = formatProblem(uses.value);
  if (wrong)
    return [
      error(
        "action",
        uses.span,
        `"${uses.value}" names no action`,
        `${wrong} Write owner/repository@version, or ./path for one of this repository.`,
      ),
    ];
  const metadata = knownAction(uses.value);
  if (!metadata) return [];
  const retired = retirementOf(uses.value);
  if (retired)
    return [warning("outdated-action", uses.span, `"${uses.value}" is shut down`, `GitHub fails every job that uses it: ${retired}`)];
  if (metadata.outdated) {
    const detail = "It needs a Node.js that runners no longer have. Take a newer version.";
    return [warning("outdated-action", uses.span, `"${uses.value}" is too old to run`, detail)];
  }
  return metadata.anyInput ? [] : checkInputs(uses, inputs, metadata);
}

function formatProblem(uses: string): string | undefined {
  const [path = "", ref] = uses.split("@", 2);
  if (ref === undefined || ref === "") return "The version behind `@` is missing.";
  const [owner, repository] = path.split("/");
  if (!owner || !repository) return "The owner is missing.";
  return undefined;
}

function checkDocker(uses: Text): readonly Diagnostic[] {
  const [, image = "", tag] = /^docker:\/\/([^:]*(?::\d+\/[^:]*)?)(?::(.*))?$/.exec(uses.value) ?? [];
  if (image === "") return [error("action", uses.span, "The image's name is missing", "Write docker://image:tag.")];
  return tag === "" ? [error("action", uses.span, "The image's tag is empty", "Write docker://image:tag.")] : [];
}

function checkLocal(uses: Text, inputs: readonly Variable[], repository: Repository): readonly Diagnostic[] {
  const action = repository.action(uses.value);
  // An action that is not here may be put there by an earlier step.
  if (!action) return [];
  const problems = action.problems.map(({ severity, summary, span, detail }) => {
    const say = severity === "error" ? error : warning;
    return say("action-metadata", uses.span, summary, `In ${span.file}, line ${span.start.line}. ${detail}`);
  });
  return [...problems, ...checkInputs(uses, inputs, action.metadata)];
}

function checkInputs(uses: Text, given: readonly Variable[], { name, inputs }: ActionMetadata): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  const names = new Set(given.map((input) => input.name.value.toLowerCase()));
  for (const [id, input] of inputs)
    if (input.required && !names.has(id))
      found.push(warning("action-input", uses.span, `The action needs the input "${input.name}"`, "Give it under `with:`."));
  for (const { name: key } of given) {
    const known = inputs.get(key.value.toLowerCase());
    const all = [...inputs.values()].map((input) => input.name);
    if (!known) {
      const detail = `"${name}" has: ${all.join(", ") || "no inputs"}.${didYouMean(key.value, all)}`;
      found.push(warning("action-input", key.span, `The action has no input "${key.value}"`, detail));
    } else if (known.deprecated !== undefined)
      found.push(warning("action-input", key.span, `The input "${key.value}" is deprecated`, `${known.deprecated}.`));
  }
  return found;
}
