import { type Diagnostic, didYouMean } from "#engines/source";
import type { Job, Workflow } from "../model.ts";
import { error, type Rule } from "./rule.ts";

/** https://docs.github.com/en/actions/reference/workflow-syntax-for-github-actions#jobsjob_idneeds */
export const needs: Rule = ({ workflow }) => {
  const unknown = [...workflow.jobs.values()].flatMap((job) => unknownNeeds(job, workflow));
  return [...unknown, ...[...workflow.jobs.values()].flatMap(repeatedNeeds), ...cycle(workflow)];
};

function unknownNeeds(job: Job, workflow: Workflow): readonly Diagnostic[] {
  return job.needs
    .filter((need) => !need.value.includes("${{") && !workflow.jobs.has(need.value.toLowerCase()))
    .map((need) => {
      const detail = `The job "${job.id.value}" waits for it, and the workflow has no such job.${didYouMean(need.value, workflow.jobs.keys())}`;
      return error("needs", need.span, `There is no job "${need.value}"`, detail);
    });
}

function repeatedNeeds({ needs: wanted }: Job): readonly Diagnostic[] {
  const seen = new Set<string>();
  return wanted.flatMap((need) => {
    const id = need.value.toLowerCase();
    const again = seen.has(id);
    seen.add(id);
    return again
      ? [error("needs", need.span, `The job "${need.value}" is needed twice`, "Remove one; upper and lower case are the same here.")]
      : [];
  });
}

/** Tells of one cycle, at its first job in the file. */
function cycle({ jobs }: Workflow): readonly Diagnostic[] {
  const state = new Map<string, "open" | "done">();
  for (const [id, job] of jobs) {
    const found = follow(id, jobs, state, []);
    if (!found) continue;
    const path = [...found, found[0] ?? id].map((each) => jobs.get(each)?.id.value ?? each);
    const first = found.map((each) => jobs.get(each)).sort((a, b) => (a?.span.start.offset ?? 0) - (b?.span.start.offset ?? 0))[0] ?? job;
    return [error("needs-cycle", first.span, "These jobs wait for each other", `None of them can start: ${path.join(" needs ")}.`)];
  }
  return [];
}

function follow(start: string, jobs: Workflow["jobs"], state: Map<string, "open" | "done">, path: string[]): readonly string[] | undefined {
  const stack: { readonly id: string; next: number }[] = [{ id: start, next: 0 }];
  if (state.get(start) === "done") return undefined;
  state.set(start, "open");
  path.push(start);
  for (let top = stack.at(-1); top; top = stack.at(-1)) {
    const need = jobs.get(top.id)?.needs[top.next++]?.value.toLowerCase();
    if (need === undefined) {
      state.set(top.id, "done");
      stack.pop();
      path.pop();
    } else if (state.get(need) === "open") return path.slice(path.indexOf(need));
    else if (jobs.has(need) && state.get(need) === undefined) {
      state.set(need, "open");
      path.push(need);
      stack.push({ id: need, next: 0 });
    }
  }
  return undefined;
}
