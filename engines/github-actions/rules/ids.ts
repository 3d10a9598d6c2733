import type { Diagnostic } from "#engines/source";
import type { Job, Text } from "../model.ts";
import { error, type Rule } from "./rule.ts";

const pattern = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** Ids of jobs and steps: their letters, and that no two steps of a job have the same. */
export const ids: Rule = ({ workflow }) =>
  [...workflow.jobs.values()].flatMap((job) => [
    ...checkId(job.id, "job"),
    ...job.needs.flatMap((need) => checkId(need, "job")),
    ...stepIds(job),
  ]);

function checkId({ value, span }: Text, kind: "job" | "step"): readonly Diagnostic[] {
  if (value === "" || pattern.test(value) || value.includes("${{")) return [];
  const detail = "It begins with a letter or _ and has letters, digits, - and _ only.";
  return [error("id", span, `"${value}" cannot be the id of a ${kind}`, detail)];
}

function stepIds({ steps }: Job): readonly Diagnostic[] {
  const seen = new Map<string, Text>();
  return steps.flatMap(({ id }) => {
    if (!id) return [];
    const first = seen.get(id.value.toLowerCase());
    seen.set(id.value.toLowerCase(), first ?? id);
    const detail = `It is the id of the step on line ${first?.span.start.line}; upper and lower case are the same here.`;
    return [...checkId(id, "step"), ...(first ? [error("id", id.span, `The id "${id.value}" is used twice`, detail)] : [])];
  });
}
