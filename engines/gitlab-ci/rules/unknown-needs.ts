import { type Diagnostic, didYouMean } from "#engines/source";
import type { Configuration } from "../model.ts";
import { says } from "../says.ts";

/** https://docs.gitlab.com/ci/yaml/#needs: every name must be a job of the same pipeline, of the same stage or an earlier one. */
export function unknownNeeds({ stages, jobs }: Configuration): Diagnostic[] {
  const order = stages.map((stage) => stage.value);
  const diagnostics: Diagnostic[] = [];
  for (const job of jobs.values()) {
    for (const need of [...(job.needs ?? []), ...(job.rules ?? []).flatMap((rule) => rule.needs ?? [])]) {
      if (need.pipeline !== undefined) continue;
      const needed = jobs.get(need.job);
      if (!needed && need.optional) continue;
      if (!needed) {
        diagnostics.push({
          severity: "error",
          code: "gitlab-ci/unknown-needs",
          summary: `No job is named "${need.job}"`,
          detail: `The job "${job.name}" waits for "${need.job}", which this pipeline does not define.${didYouMean(need.job, jobs.keys())}${says(`${job.name} job: undefined need: ${need.job}`)}`,
          span: need.span,
        });
      } else if (order.indexOf(needed.stage.value) > order.indexOf(job.stage.value)) {
        diagnostics.push({
          severity: "error",
          code: "gitlab-ci/needs-later-stage",
          summary: `The job "${job.name}" needs "${need.job}" of a later stage`,
          detail: `"${need.job}" is in the stage "${needed.stage.value}", which comes after "${job.stage.value}". A job can need jobs of its own or earlier stages.${says(`${job.name} job: need ${need.job} is not defined in current or prior stages`)}`,
          span: need.span,
        });
      }
    }
  }
  return diagnostics;
}
