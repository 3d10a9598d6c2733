import { type Diagnostic, didYouMean } from "#engines/source";
import type { Configuration } from "../model.ts";
import { says } from "../says.ts";

/**
 * https://docs.gitlab.com/ci/yaml/#dependencies: jobs of earlier stages, and with `needs` a subset of those. GitLab takes one of the same
 * stage, too, whose artifacts then do not come. What a child pipeline is made of is such a dependency.
 */
export function dependencies({ stages, jobs }: Configuration): Diagnostic[] {
  const order = stages.map((stage) => stage.value);
  const diagnostics: Diagnostic[] = [];
  for (const job of jobs.values()) {
    const made = job.trigger?.includes.flatMap(({ artifactOf }) => artifactOf ?? []) ?? [];
    for (const dependency of [...(job.dependencies ?? []), ...made]) {
      const other = jobs.get(dependency.value);
      const say = (summary: string, detail: string) =>
        diagnostics.push({ severity: "error", code: "gitlab-ci/dependencies", summary, detail, span: dependency.span });
      if (!other) {
        say(
          `No job is named "${dependency.value}"`,
          `The job "${job.name}" takes artifacts from it.${didYouMean(dependency.value, jobs.keys())}${says(`${job.name} job: undefined dependency: ${dependency.value}`)}`,
        );
      } else if (job.needs && !made.includes(dependency) && !job.needs.some((need) => need.job === dependency.value)) {
        say(
          `"${dependency.value}" is a dependency but not a need`,
          `A job with \`needs\` takes artifacts from what it needs; add it to the needs.${says(`jobs:${job.name} dependencies the ${dependency.value} should be part of needs`)}`,
        );
      } else if (order.indexOf(other.stage.value) > order.indexOf(job.stage.value)) {
        say(
          `"${dependency.value}" is not in the same or an earlier stage`,
          `Artifacts come from stages before "${job.stage.value}".${says(`${job.name} job: dependency ${dependency.value} is not defined in current or prior stages`)}`,
        );
      }
    }
  }
  return diagnostics;
}
