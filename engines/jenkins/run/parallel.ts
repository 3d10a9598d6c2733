import { Stop } from "#engines/shell";
import { BuildError, Interruption, isWorse, resultOfError } from "../groovy/errors.ts";
import type { Build } from "./build.ts";
import type { Context } from "./context.ts";
import { Thread } from "./thread.ts";

export type BranchRun = { readonly name: string; readonly run: (context: Context) => Promise<unknown> };

/** Runs branches side by side to the end of all; throws what the worst of them threw. */
export async function runBranches(build: Build, context: Context, branches: readonly BranchRun[], failFast: boolean): Promise<void> {
  const { clock } = build.session;
  const done = new Stop();
  const errors: unknown[] = [];
  let left = branches.length;
  if (left === 0) return;
  const workspace = context.node?.workspace;
  if (workspace) workspace.sharers += branches.length - 1;
  const threads = branches.map(() => new Thread(context.thread));
  for (const { name } of branches) build.console.line(`[Pipeline] { (Branch: ${name})`, context);
  for (const [index, branch] of branches.entries()) {
    const thread = threads[index];
    if (!thread) continue;
    clock.start(async () => {
      try {
        await branch.run({ ...context, thread });
        build.console.line("[Pipeline] }", context);
      } catch (error) {
        if (!build.refused(error)) {
          build.console.line("[Pipeline] }", context);
          build.console.line(`Failed in branch ${branch.name}`, context);
          errors.push(error);
          if (failFast && !(error instanceof Interruption && error.result === "ABORTED" && stopped.has(thread))) {
            for (const other of threads) {
              if (other === thread || ended.has(other)) continue;
              stopped.add(other);
              other.interrupt(new Interruption(`Failed in branch ${branch.name}`, "ABORTED", context.span, { origin: "sibling" }));
            }
          }
        }
      }
      ended.add(thread);
      thread.end();
      if (--left === 0) done.abort();
    });
  }
  const ended = new Set<Thread>();
  const stopped = new Set<Thread>();
  // What interrupts this thread reaches the branches, so here only their end is waited for.
  await clock.until(done);
  if (workspace) workspace.sharers -= branches.length - 1;
  build.session.meet();
  build.console.line("[Pipeline] // parallel", context);
  const worst = failFast ? errors[0] : worstOf(errors);
  if (worst !== undefined) throw worst;
}

/** An exception comes before a step's own failure, and that before having been stopped; of the same kind the first, or the worse result. */
function worstOf(errors: readonly unknown[]): unknown {
  const rank = (error: unknown) => (!(error instanceof BuildError) ? 2 : error.isAbort ? 1 : 0);
  return errors.reduce<unknown>((worst, error) => {
    if (worst === undefined || rank(error) < rank(worst)) return error;
    return rank(error) === rank(worst) && isWorse(resultOfError(error), resultOfError(worst)) ? error : worst;
  }, undefined);
}
