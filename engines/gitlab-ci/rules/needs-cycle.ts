import type { Diagnostic } from "#engines/source";
import type { Configuration } from "../model.ts";
import { says } from "../says.ts";

/** https://docs.gitlab.com/ci/yaml/#needs: jobs may not wait for each other in a circle. Each circle is told once. */
export function needsCycle({ jobs }: Configuration): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const finished = new Set<string>();
  const visit = (name: string, path: readonly string[]): void => {
    const job = jobs.get(name);
    if (!job || finished.has(name)) return;
    for (const need of job.needs ?? []) {
      const at = [...path, name].indexOf(need.job);
      if (at === -1) visit(need.job, [...path, name]);
      else {
        const circle = [...[...path, name].slice(at), need.job].map((each) => `"${each}"`);
        diagnostics.push({
          severity: "error",
          code: "gitlab-ci/needs-cycle",
          summary: "These jobs wait for each other",
          detail: `The circle is ${circle.join(" → ")}. Remove one of the needs.${says("The pipeline has circular dependencies")}`,
          span: need.span,
        });
      }
    }
    finished.add(name);
  };
  for (const name of jobs.keys()) visit(name, []);
  return diagnostics;
}
