import { type Diagnostic, didYouMean } from "#engines/source";
import type { Configuration } from "../model.ts";
import { says } from "../says.ts";

/** https://docs.gitlab.com/ci/yaml/#environmenton_stop: a job that stops the same environment. */
export function onStop({ jobs }: Configuration): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const { name, environment } of jobs.values()) {
    const stop = environment?.onStop;
    if (!environment || !stop) continue;
    const say = (summary: string, detail: string) =>
      diagnostics.push({ severity: "error", code: "gitlab-ci/on-stop", summary, detail, span: stop.span });
    const told = (fault: string) => says(`${name} job: on_stop job ${stop.value} ${fault}`);
    const stopper = jobs.get(stop.value);
    if (!stopper)
      say(
        `No job is named "${stop.value}"`,
        `It is to stop the environment of "${name}".${didYouMean(stop.value, jobs.keys())}${told("is not defined")}`,
      );
    else if (!stopper.environment)
      say(
        `The job "${stop.value}" has no environment`,
        `Give it the one it stops: \`environment: { name: ${environment.name.value}, action: stop }\`.${told("does not have environment defined")}`,
      );
    else if (stopper.environment.name.value !== environment.name.value)
      say(
        `The job "${stop.value}" stops another environment`,
        `Its environment is "${stopper.environment.name.value}", and that of "${name}" is "${environment.name.value}".${told("have different environment name")}`,
      );
    else if (stopper.environment.action !== "stop")
      say(
        `The job "${stop.value}" does not stop its environment`,
        `Add \`action: stop\` to its environment.${told("needs to have action stop defined")}`,
      );
  }
  return diagnostics;
}
