import type { Diagnostic } from "#engines/source";
import type { Env } from "../model.ts";
import { type Rule, warning } from "./rule.ts";

/** Names that no shell can read. */
export const envNames: Rule = ({ workflow }) => [
  ...check(workflow.env),
  ...[...workflow.jobs.values()].flatMap((job) => [
    ...check(job.env),
    ...check(job.container?.env),
    ...(job.services?.services ?? []).flatMap(({ container }) => check(container.env)),
    ...job.steps.flatMap((step) => check(step.env)),
  ]),
];

function check(env: Env | undefined): readonly Diagnostic[] {
  return (env?.variables ?? [])
    .filter(({ name }) => !name.value.includes("${{") && /[&= ]/.test(name.value))
    .map(({ name }) =>
      warning("env-name", name.span, `No script can read a variable "${name.value}"`, "A name has no space, no & and no =."),
    );
}
