import { BuildError, Interruption, Refusal } from "../groovy/errors.ts";
import { Scope } from "../groovy/scope.ts";
import { textOf } from "../groovy/values.ts";
import { withAgent } from "./agent.ts";
import { type Build, statusOf } from "./build.ts";
import type { Context } from "./context.ts";
import { withEnvironment, withTools } from "./environment.ts";
import { causeText } from "./objects.ts";
import { checkPreservedStashes, isSet, withWrappers } from "./options.ts";
import { readParameters } from "./parameters.ts";
import { describeError, meetsCondition, runPost } from "./post.ts";
import { isBuildFault, runStages } from "./stages.ts";

/** Runs a build from its first line in the log to its last. Never throws for what the pipeline does. */
export async function executeBuild(build: Build): Promise<void> {
  const { console, pipeline, session } = build;
  const context: Context = {
    ...{
      env: {},
      node: undefined,
      directory: "",
      thread: build.thread,
      secrets: [],
      stage: undefined,
      pending: undefined,
      span: pipeline.span,
    },
  };
  console.line(causeText(build), context);
  console.line("[Pipeline] Start of Pipeline", context);
  build.tell(undefined, `${causeText(build)}`, "neutral", pipeline.span);
  let error: unknown;
  try {
    error = await wholeBuild(build, context);
  } catch (fault) {
    if (fault instanceof Refusal) return session.refuse(fault);
    throw fault;
  }
  if (error !== undefined && isBuildFault(error)) build.failWith(error);
  build.result ??= "SUCCESS";
  build.finished = session.clock.now();
  console.line("[Pipeline] End of Pipeline", context);
  if (error instanceof BuildError) console.line(error.isAbort ? `ERROR: ${error.message}` : describeError(error), context);
  if (error instanceof Interruption) console.line(error.message, context);
  console.line(`Finished: ${build.result}`, context);
  build.tell(undefined, `finished: ${statusOf(build.result)}`, build.result === "SUCCESS" ? "good" : "bad", pipeline.span);
}

/** Gives the first error. */
async function wholeBuild(build: Build, context: Context): Promise<unknown> {
  const { pipeline } = build;
  let firstError: unknown;
  let postRan = false;
  const keep = (fault: unknown) => {
    if (!isBuildFault(fault)) throw fault;
    build.failWith(fault);
    firstError ??= fault;
  };
  const [library] = pipeline.libraries;
  if (library) throw new Refusal("not-simulated", "shared libraries", library);
  try {
    await readParameters(build, context);
    await outside(build, context);
    await checkPreservedStashes(build, context, pipeline.options);
    const folder = pipeline.options.find(({ name }) => name.value === "checkoutToSubdirectory")?.arguments[0]?.value;
    const subdirectory = folder ? textOf(await build.evaluator.evaluate(folder, new Scope(context))) : "";
    const checkout = !(await isSet(build, context, pipeline.options, "skipDefaultCheckout"));
    await withAgent(build, context, pipeline.agent, { checkout, subdirectory, inStage: false }, (placed) =>
      withEnvironment(build, placed, pipeline.environment, (inner) =>
        withWrappers(build, inner, pipeline.options, (wrapped) =>
          withTools(build, wrapped, pipeline.tools, false, async (ready) => {
            firstError = await runStages(build, ready, pipeline.stages, undefined);
            postRan = true;
            firstError = await postOf(build, ready, firstError);
            if (firstError !== undefined) throw firstError;
          }),
        ),
      ),
    );
  } catch (fault) {
    keep(fault);
  }
  // What failed before the first stage is followed by the conditions too.
  if (!postRan) firstError = await postOf(build, context, firstError);
  return firstError;
}

/** What stands outside of the pipeline block: variables and assignments, in their order. */
async function outside(build: Build, context: Context): Promise<void> {
  for (const statement of build.pipeline.outside) {
    if (statement.kind === "define") {
      const value = statement.value ? await build.evaluator.evaluate(statement.value, new Scope(context)) : null;
      const parts = statement.names.length > 1 && Array.isArray(value) ? value : undefined;
      for (const [index, name] of statement.names.entries())
        build.define(name, parts ? (parts[index] ?? null) : value, statement.isField === true);
    } else await build.evaluator.run([statement], new Scope(context));
  }
}

async function postOf(build: Build, context: Context, error: unknown): Promise<unknown> {
  const { post } = build.pipeline;
  build.result ??= "SUCCESS";
  if (!post.some(({ name }) => meetsCondition(name.value, build.currentResult, build.previousResult))) return error;
  const [first] = post;
  const stage = build.openStage("Declarative: Post Actions", first?.span ?? context.span, undefined);
  stage.seen = "SUCCESS";
  const at: Context = { ...context, stage };
  stage.job.status = "running";
  stage.job.started = build.session.clock.now();
  build.console.bound(at.secrets, at);
  build.console.line("[Pipeline] stage", at);
  build.console.line("[Pipeline] { (Declarative: Post Actions)", at);
  const result = await runPost(build, at, post, () => build.currentResult, undefined);
  stage.job.status = statusOf(stage.shown);
  stage.job.finished = build.session.clock.now();
  build.console.line("[Pipeline] }", at);
  build.console.line("[Pipeline] // stage", at);
  return error ?? result;
}
