import type { Diagnostic } from "#engines/source";
import type { Configuration } from "../model.ts";

/** https://docs.gitlab.com/ci/yaml/#start_in: a delayed job says how long it waits. */
export function startIn({ jobs }: Configuration): Diagnostic[] {
  return [...jobs.values()]
    .filter((job) => !job.rules && job.when === "delayed" && job.startIn <= 0)
    .map((job) => ({
      severity: "error",
      code: "gitlab-ci/start-in",
      summary: `The job "${job.name}" is delayed, but not by how long`,
      detail: "Add `start_in: 10 minutes`, for example.",
      span: job.span,
    }));
}
