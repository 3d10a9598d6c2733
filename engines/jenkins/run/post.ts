import { postConditions } from "../catalog/directives.ts";
import { BuildError, Interruption, type Result, resultOfError } from "../groovy/errors.ts";
import { Scope } from "../groovy/scope.ts";
import type { PostCondition } from "../model.ts";
import type { Build } from "./build.ts";
import type { Context } from "./context.ts";

/** https://www.jenkins.io/doc/book/pipeline/syntax/#post */
export function meetsCondition(name: string, result: Result, previous: Result | undefined): boolean {
  switch (name) {
    case "always":
    case "cleanup":
      return true;
    case "changed":
      return previous !== result;
    case "fixed":
      return result === "SUCCESS" && (previous === "FAILURE" || previous === "UNSTABLE");
    case "regression":
      if (previous === undefined || result === "SUCCESS" || result === "NOT_BUILT") return false;
      return previous === "SUCCESS" || (previous === "UNSTABLE" && result === "FAILURE");
    case "aborted":
      return result === "ABORTED";
    case "success":
      return result === "SUCCESS";
    case "unsuccessful":
      return result !== "SUCCESS";
    case "unstable":
      return result === "UNSTABLE";
    case "failure":
      return result === "FAILURE";
    case "notBuilt":
      return result === "NOT_BUILT";
    default:
      return false;
  }
}

/** Runs the conditions that hold, in Jenkins' order; a failure in one changes the result for those after it, and keeps none of them from running. */
export async function runPost(
  build: Build,
  context: Context,
  conditions: readonly PostCondition[],
  result: () => Result,
  firstError: unknown,
): Promise<unknown> {
  let error = firstError;
  for (const name of postConditions) {
    const condition = conditions.find((each) => each.name.value === name);
    if (!condition || !meetsCondition(name, result(), build.previousResult)) continue;
    try {
      await build.evaluator.run(condition.body, new Scope({ ...context, span: condition.span }));
    } catch (failure) {
      if (!(failure instanceof BuildError) && !(failure instanceof Interruption)) throw failure;
      build.failWith(failure);
      context.stage?.mark(resultOfError(failure));
      if (context.stage) context.stage.job.failedAt ??= failure.span;
      build.console.line(`Error when executing ${name} post condition:`, context);
      build.console.line(describeError(failure), context);
      error ??= failure;
    }
  }
  return error;
}

/** An exception as the log shows it. */
export function describeError(error: BuildError | Interruption): string {
  if (error instanceof Interruption) return `org.jenkinsci.plugins.workflow.steps.FlowInterruptedException: ${error.message}`;
  return `${error.javaClass}: ${error.message}`;
}
