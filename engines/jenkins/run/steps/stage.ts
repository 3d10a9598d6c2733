import { BuildError, Interruption, resultOfError, worst } from "../../groovy/errors.ts";
import { statusOf } from "../build.ts";
import type { Step, StepHandler } from "./step.ts";

/** https://www.jenkins.io/doc/pipeline/steps/pipeline-stage-step/: a stage that a script makes. What it throws may be caught outside of it. */
export const stageSteps: Readonly<Record<string, StepHandler>> = { stage };

async function stage(step: Step) {
  const { build, context, call } = step;
  const { clock } = build.session;
  const run = build.openStage(step.text("name"), call.span, context.stage);
  const at = { ...context, stage: run };
  const { job } = run;
  [job.status, job.started, job.attempts] = ["running", clock.now(), 1];
  job.variables = build.environment(at);
  build.console.bound(at.secrets, at);
  build.console.line("[Pipeline] stage", at);
  try {
    return await step.body({ stage: run }, ` (${run.name})`);
  } catch (error) {
    if (error instanceof BuildError || error instanceof Interruption) {
      run.shown = worst(run.shown, resultOfError(error));
      job.failedAt ??= error.span;
      if (job.why === "") job.why = error.message;
      if (error instanceof BuildError) job.exitStatus = job.exitStatus || error.exitStatus;
    }
    throw error;
  } finally {
    job.finished = clock.now();
    job.status = statusOf(run.shown);
    build.session.tell(
      run.name,
      job.status === "success" ? "succeeded" : `${job.status}: ${job.why}`,
      job.status === "success" ? "good" : "bad",
      job.failedAt ?? job.span,
    );
  }
}
