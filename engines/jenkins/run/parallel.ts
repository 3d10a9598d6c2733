import { Stop } from "#engines/shell";
import { Interruption, isWorse, type Result, resultOfError } from "../groovy/errors.ts";
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
  for (const [index, branch] of branches.entries()) {
    const thread = threads[index];
    if (!thread) continue;
    clock.start(async () => {
      build.console.line(`[Pipeline] { (Branch: ${branch.name})`, context);
      try {
        await branch.run({ ...context, thread });
      } catch (error) {
        if (!build.refused(error)) {
          errors.push(error);
          if (failFast && !(error instanceof Interruption && error.result === "ABORTED" && stopped.has(thread))) {
            build.console.line(`Failed in branch ${branch.name}`, context);
            for (const other of threads) {
              if (other === thread || ended.has(other)) continue;
              stopped.add(other);
              other.interrupt(new Interruption(`Failed in branch ${branch.name}`, "ABORTED", context.span, { origin: "sibling" }));
            }
          }
        }
      }
      build.console.line("[Pipeline] }", context);
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
  const worst = worstOf(errors);
  if (worst !== undefined) throw worst;
}

/** A failure of its own comes before having been stopped because of another. */
function worstOf(errors: readonly unknown[]): unknown {
  const own = errors.filter((error) => !(error instanceof Interruption));
  const candidates = own.length > 0 ? own : errors;
  return candidates.reduce<unknown>((worst, error) => {
    const rank = (each: unknown): Result => (each === undefined ? "SUCCESS" : resultOfError(each));
    return worst === undefined || isWorse(rank(error), rank(worst)) ? error : worst;
  }, undefined);
}
