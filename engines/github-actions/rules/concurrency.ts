import type { Diagnostic } from "#engines/source";
import type { Concurrency, Text } from "../model.ts";
import { type Rule, warning } from "./rule.ts";

/** https://docs.github.com/en/actions/how-tos/write-workflows/choose-when-workflows-run/control-workflow-concurrency: who waits for a group it is in already waits for itself. */
export const concurrency: Rule = ({ workflow, repository }) =>
  [...workflow.jobs.values()].flatMap((job): readonly Diagnostic[] => {
    const own = same(job.concurrency, [workflow.concurrency]);
    if (own) return [deadlock(own, own.value, "the workflow")];
    const uses = job.call?.uses;
    const called = uses?.value.startsWith("./") ? repository.workflow(uses.value) : undefined;
    // Inputs are others in the called workflow.
    const group = same(called?.concurrency, [workflow.concurrency, job.concurrency]);
    return uses && group && !/\binputs\b/i.test(group.value) ? [deadlock(uses, group.value, "what calls it")] : [];
  });

function same(inner: Concurrency | undefined, outer: readonly (Concurrency | undefined)[]): Text | undefined {
  const group = inner?.group;
  return group && outer.some((each) => each?.group?.value.toLowerCase() === group.value.toLowerCase()) ? group : undefined;
}

const deadlock = ({ span }: Text, group: string, holder: string): Diagnostic =>
  warning(
    "concurrency",
    span,
    `It waits for a group that ${holder} is in`,
    `GitHub cancels it for a deadlock in "${group}". Give one of the two another group.`,
  );
