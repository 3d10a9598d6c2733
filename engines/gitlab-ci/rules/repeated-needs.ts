import type { Diagnostic } from "#engines/source";
import type { Configuration, Need } from "../model.ts";
import { says } from "../says.ts";

/** GitLab refuses a need that stands there twice; those of different jobs of a matrix are different needs. */
export function repeatedNeeds({ jobs }: Configuration): Diagnostic[] {
  return [...jobs.values()].flatMap(({ name, needs }) => {
    const seen = new Set<string>();
    return (needs ?? []).flatMap((need) => {
      const key = keyOf(need);
      if (!seen.has(key)) {
        seen.add(key);
        return [];
      }
      return {
        severity: "error" as const,
        code: "gitlab-ci/repeated-needs" as const,
        summary: `The job "${name}" needs "${need.job}" twice`,
        detail: `Name it once.${says(`${name} has the following needs duplicated: ${need.job}.`)}`,
        span: need.span,
      };
    });
  });
}

const keyOf = ({ job, pipeline, matrix }: Need): string => JSON.stringify([job, pipeline, matrix]);
