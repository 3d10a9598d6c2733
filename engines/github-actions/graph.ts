import type { Workflow } from "./model.ts";

/** Jobs and what they wait for, for a drawing: the columns, and each job in its column. */
export type WorkflowGraph = {
  readonly stages: readonly string[];
  readonly jobs: readonly { readonly name: string; readonly stage: string; readonly needs: readonly string[]; readonly manual: boolean }[];
};

/** A job stands one column behind the last of those it needs. `waits` tells the environments that need an approval. */
export function workflowGraph(workflows: readonly Workflow[], waits: (environment: string) => boolean = () => false): WorkflowGraph {
  const jobs = workflows.flatMap((workflow) => {
    const columns = columnsOf(workflow);
    const prefix = workflows.length > 1 ? `${workflow.path.split("/").at(-1)}: ` : "";
    return [...workflow.jobs].map(([id, job]) => ({
      name: `${prefix}${job.id.value}`,
      stage: String((columns.get(id) ?? 0) + 1),
      needs: job.needs.flatMap((need) => {
        const found = workflow.jobs.get(need.value.toLowerCase());
        return found ? [`${prefix}${found.id.value}`] : [];
      }),
      manual: waits(job.environment?.name?.value ?? ""),
    }));
  });
  const stages = [...new Set(jobs.map(({ stage }) => stage))].sort((a, b) => Number(a) - Number(b));
  return { stages, jobs };
}

/** The longest way to each job; what is part of a cycle stays where it was met. */
function columnsOf({ jobs }: Workflow): ReadonlyMap<string, number> {
  const columns = new Map([...jobs.keys()].map((id): [string, number] => [id, 0]));
  for (let round = 0, moved = true; moved && round < jobs.size; round++) {
    moved = false;
    for (const [id, job] of jobs) {
      const column = Math.max(0, ...job.needs.map((need) => (columns.get(need.value.toLowerCase()) ?? -1) + 1));
      if (column <= (columns.get(id) ?? 0)) continue;
      columns.set(id, column);
      moved = true;
    }
  }
  return columns;
}
