import { type Diagnostic, didYouMean } from "#engines/source";
import type { Configuration } from "../model.ts";
import { says } from "../says.ts";

/** https://docs.gitlab.com/ci/yaml/#stage: a job's stage must be one of the pipeline's. */
export function unknownStage({ stages, jobs }: Configuration): Diagnostic[] {
  const known = stages.map((stage) => stage.value);
  return [...jobs.values()]
    .filter((job) => !known.includes(job.stage.value))
    .map((job) => ({
      severity: "error",
      code: "gitlab-ci/unknown-stage",
      summary: `The job "${job.name}" is in the stage "${job.stage.value}", which does not exist`,
      detail: `The stages are ${known.join(", ")}.${didYouMean(job.stage.value, known)}${says(
        `${job.name} job: chosen stage ${job.stage.value} does not exist; available stages are ${known.join(", ")}`,
      )}`,
      span: job.stage.span,
    }));
}
