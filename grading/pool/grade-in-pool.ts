import { availableParallelism } from "node:os";
import { join } from "node:path";
import { GradingPool, type Job, type PoolAnswer } from "./pool.ts";

/** Where the build puts the bundled `child.ts`. */
export const childBundle = ".build/grading/child.mjs";

const wallMs = 2000;
const memoryBytes = 256 * 1024 * 1024;
const queue = 200;

// A development server loads this module anew on each change; the children stay.
const kept: typeof globalThis & { fivenines_grading?: GradingPool } = globalThis;

/** Grades in a child process: 2 s and 256 MB, the clock starting when the job does. A killed job is answered like any other. */
export function gradeInPool(job: Job): Promise<PoolAnswer> {
  return pool().grade(job);
}

/** Starts the children and has each grade `job` once, ahead of the first submission: code that never ran takes ten times as long. */
export async function warmPool(job: Job): Promise<void> {
  await pool().warm(job);
}

function pool(): GradingPool {
  kept.fivenines_grading ??= new GradingPool({
    entry: join(/* turbopackIgnore: true */ process.cwd(), childBundle),
    size: availableParallelism(),
    queue,
    wallMs,
    memoryBytes,
  });
  return kept.fivenines_grading;
}
