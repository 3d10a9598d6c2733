import { BuildError, Interruption, resultOfError } from "../groovy/errors.ts";
import { Scope } from "../groovy/scope.ts";
import { textOf } from "../groovy/values.ts";
import type { Stage, Work } from "../model.ts";
import { withAgent } from "./agent.ts";
import { type Build, statusOf } from "./build.ts";
import type { Context } from "./context.ts";
import { withEnvironment, withTools } from "./environment.ts";
import { cellsOf } from "./matrix.ts";
import { isSet, withWrappers } from "./options.ts";
import { type BranchRun, runBranches } from "./parallel.ts";
import { meetsCondition, runPost } from "./post.ts";
import { withStageInput } from "./stage-input.ts";
import type { StageRun } from "./stage-run.ts";
import { allHold } from "./when.ts";

export type Skip = "failure" | "unstable" | "conditional";

const skipTexts: Readonly<Record<Skip, string>> = {
  failure: "skipped due to earlier failure(s)",
  unstable: "skipped due to earlier stage(s) marking the build as unstable",
  conditional: "skipped due to when conditional",
};

/** What a script or step throws; anything else is a fault of the simulation, or ends the run. */
export const isBuildFault = (error: unknown): error is BuildError | Interruption =>
  error instanceof BuildError || error instanceof Interruption;

/** Runs stages one after the other; behind a failure they are passed over. Gives the first error. */
export async function runStages(build: Build, context: Context, stages: readonly Stage[], skip: Skip | undefined): Promise<unknown> {
  let firstError: unknown;
  for (const stage of stages) {
    const reason = skip ?? (firstError !== undefined ? "failure" : (await skipsUnstable(build, context)) ? "unstable" : undefined);
    try {
      await runStage(build, context, stage, reason);
    } catch (error) {
      if (!isBuildFault(error)) throw error;
      build.failWith(error);
      firstError ??= error;
    }
  }
  return firstError;
}

const skipsUnstable = async (build: Build, context: Context): Promise<boolean> =>
  build.result === "UNSTABLE" && (await isSet(build, context, build.pipeline.options, "skipStagesAfterUnstable"));

/** One stage, from its line in the log to its end. Throws what made it fail. */
async function runStage(build: Build, context: Context, stage: Stage, skip: Skip | undefined): Promise<void> {
  const run = build.openStage(stage.name, stage.span, context.stage);
  const at: Context = { ...context, stage: run, span: stage.span };
  const { clock } = build.session;
  build.console.line("[Pipeline] stage", at);
  build.console.line(`[Pipeline] { (${stage.name})`, at);
  try {
    if (skip) return await skipStage(build, at, stage, run, skip);
    run.job.status = "running";
    run.job.started = clock.now();
    run.job.attempts = 1;
    run.job.variables = build.environment(at);
    build.console.bound(at.secrets, at);
    await work(build, at, stage, run);
  } finally {
    close(build, run);
    build.console.line("[Pipeline] }", at);
    build.console.line("[Pipeline] // stage", at);
  }
}

function close(build: Build, run: StageRun): void {
  const { job } = run;
  if (run.skipped) return;
  job.finished = build.session.clock.now();
  job.status = statusOf(run.shown);
  if (job.why === "" && job.status !== "success") job.why = job.status === "unstable" ? "a step marked it as unstable" : "a step failed";
  build.session.tell(
    run.name,
    job.status === "success" ? "succeeded" : `${job.status}: ${job.why}`,
    job.status === "success" ? "good" : "bad",
    job.failedAt ?? job.span,
  );
}

async function work(build: Build, context: Context, stage: Stage, run: StageRun): Promise<void> {
  let error: unknown;
  try {
    await guarded(build, context, stage, run);
  } catch (fault) {
    if (!isBuildFault(fault)) throw fault;
    error = fault;
    note(build, run, fault);
  }
  // Of parallel stages the conditions run outside of what the branches ran in.
  if (!run.skipped && isParallel(stage)) error = await postOf(build, context, stage, run, error);
  if (error !== undefined) throw error;
}

function note(build: Build, run: StageRun, fault: BuildError | Interruption): void {
  const result = resultOfError(fault);
  // What stopped a branch is what failed in another, and that is told of the stage around both.
  if (fault instanceof Interruption && fault.origin === "sibling") run.markAlone(result);
  else run.mark(result);
  build.failWith(fault);
  run.job.failedAt ??= fault.span;
  if (run.job.why === "") run.job.why = fault.message;
  if (fault instanceof BuildError) run.job.exitStatus = run.job.exitStatus || fault.exitStatus;
}

const isParallel = (stage: Stage): boolean => stage.work.some(({ kind }) => kind === "parallel" || kind === "matrix");

async function postOf(build: Build, context: Context, stage: Stage, run: StageRun, error: unknown): Promise<unknown> {
  if (!stage.post.some(({ name }) => meetsCondition(name.value, run.seen, build.previousResult))) return error;
  build.console.line("Post stage", context);
  return runPost(build, context, stage.post, () => run.seen, error);
}

/** The order in which a stage looks at its options, question, machine and conditions. */
async function guarded(build: Build, context: Context, stage: Stage, run: StageRun): Promise<void> {
  const { when } = stage;
  const passes = (at: Context) => (when ? allHold(build, at, when.conditions) : Promise.resolve(true));
  const skip = () => skipStage(build, context, stage, run, "conditional");
  if (when?.beforeOptions && !(await passes(context))) return skip();
  const decided = when?.beforeOptions === true;
  await withWrappers(build, context, stage.options, async (wrapped) => {
    if (!decided && when?.beforeInput && !(await passes(wrapped))) return skip();
    const before = decided || when?.beforeInput === true;
    await withStageInput(build, wrapped, stage.input, async (asked) => {
      if (isParallel(stage)) {
        if (!before && !(await passes(asked))) return skip();
        return withEnvironment(build, asked, stage.environment, (inner) => inParallel(build, inner, stage));
      }
      if (!before && when?.beforeAgent && !(await passes(asked))) return skip();
      const early = before || when?.beforeAgent === true;
      await withAgent(build, asked, await agentOf(build, asked, stage), await checkoutOptions(build, asked, stage), async (placed) => {
        if (!early && !(await passes(placed))) return skip();
        await withEnvironment(build, placed, stage.environment, (inner) =>
          withTools(build, inner, toolsOf(build, stage), true, (ready) => body(build, ready, stage, run)),
        );
      });
    });
  });
}

/** A docker agent of the pipeline is made anew for each stage if the pipeline says so. */
async function agentOf(build: Build, context: Context, stage: Stage) {
  const { agent, options } = build.pipeline;
  const isContainer = agent?.type.value === "docker" || agent?.type.value === "dockerfile";
  if (stage.agent || !isContainer || !(await isSet(build, context, options, "newContainerPerStage"))) return stage.agent;
  return agent;
}

/** Every stage with a machine installs the pipeline's tools too: it may be another machine. */
function toolsOf(build: Build, stage: Stage) {
  const own = new Set(stage.tools.map(({ type }) => type.value));
  return [...build.pipeline.tools.filter(({ type }) => !own.has(type.value)), ...stage.tools];
}

async function checkoutOptions(build: Build, context: Context, stage: Stage) {
  const { options } = build.pipeline;
  const skips =
    (await isSet(build, context, options, "skipDefaultCheckout")) || (await isSet(build, context, stage.options, "skipDefaultCheckout"));
  const folder = [...stage.options, ...options].find(({ name }) => name.value === "checkoutToSubdirectory")?.arguments[0]?.value;
  const subdirectory = folder ? textOf(await build.evaluator.evaluate(folder, new Scope(context))) : "";
  return { checkout: !skips, subdirectory, inStage: true };
}

async function body(build: Build, context: Context, stage: Stage, run: StageRun): Promise<void> {
  run.job.variables = build.environment(context);
  build.console.bound(context.secrets, context);
  run.begin();
  let error: unknown;
  try {
    await execute(build, context, stage.work[0]);
  } catch (fault) {
    if (!isBuildFault(fault)) throw fault;
    error = fault;
    note(build, run, fault);
  }
  error = await postOf(build, context, stage, run, error);
  if (error !== undefined) throw error;
}

async function execute(build: Build, context: Context, work: Work | undefined): Promise<void> {
  switch (work?.kind) {
    case "steps":
      await build.evaluator.run(work.steps, new Scope(context));
      return;
    case "branches": {
      const runs = work.branches.map(({ name, steps }): BranchRun => ({ name, run: (at) => build.evaluator.run(steps, new Scope(at)) }));
      build.console.line("[Pipeline] parallel", context);
      return runBranches(
        build,
        context,
        runs,
        work.failFast || (await isSet(build, context, build.pipeline.options, "parallelsAlwaysFailFast")),
      );
    }
    case "stages": {
      const error = await runStages(build, context, work.stages, undefined);
      if (error !== undefined) throw error;
      return;
    }
    default:
      throw new Error("bug: a stage without work came past the validator");
  }
}

async function inParallel(build: Build, context: Context, stage: Stage): Promise<void> {
  const failFast = stage.failFast || (await isSet(build, context, build.pipeline.options, "parallelsAlwaysFailFast"));
  build.console.line("[Pipeline] parallel", context);
  await runBranches(build, context, branchesOf(build, context, stage, undefined), failFast);
}

function branchesOf(build: Build, context: Context, stage: Stage, skip: Skip | undefined): readonly BranchRun[] {
  return stage.work.flatMap((work): readonly BranchRun[] => {
    if (work.kind === "parallel") return work.stages.map((each) => ({ name: each.name, run: (at) => runStage(build, at, each, skip) }));
    if (work.kind !== "matrix") return [];
    return cellsOf(work.matrix).map(({ stage: cell, values }) => ({
      name: cell.name,
      run: (at) => runStage(build, { ...at, env: { ...context.env, ...values } }, cell, skip),
    }));
  });
}

async function skipStage(build: Build, context: Context, stage: Stage, run: StageRun, skip: Skip): Promise<void> {
  run.skipped = skip;
  run.job.status = "skipped";
  run.job.started = undefined;
  run.job.why = skipTexts[skip];
  build.console.line(`Stage "${stage.name}" ${skipTexts[skip]}`, context);
  build.console.line("[Pipeline] getContext", context);
  build.session.tell(stage.name, skipTexts[skip], "neutral", skip === "conditional" ? (stage.when?.span ?? stage.span) : stage.span);
  if (isParallel(stage)) {
    build.console.line("[Pipeline] parallel", context);
    await runBranches(build, context, branchesOf(build, context, stage, skip), false);
  }
  for (const work of stage.work) if (work.kind === "stages") await runStages(build, context, work.stages, skip);
}
