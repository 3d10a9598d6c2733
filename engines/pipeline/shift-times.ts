import type { RunOutcome } from "./model.ts";

/** Times as seconds since the event that is told, where others came before it. */
export function shiftTimes(outcome: RunOutcome, by: number): RunOutcome {
  const at = (time: number) => time - by;
  return {
    ...outcome,
    pipelines: outcome.pipelines.map((each) => ({ ...each, started: at(each.started), finished: at(each.finished) })),
    jobs: outcome.jobs.map((job) => ({
      ...job,
      started: job.started === undefined ? undefined : at(job.started),
      finished: job.finished === undefined ? undefined : at(job.finished),
      log: job.log.map((piece) => ({ ...piece, at: at(piece.at) })),
    })),
    commands: outcome.commands.map((each) => ({ ...each, started: at(each.started), finished: at(each.finished) })),
    deployments: outcome.deployments.map((each) => ({ ...each, at: at(each.at) })),
    events: outcome.events.map((each) => ({ ...each, at: at(each.at) })),
  };
}
