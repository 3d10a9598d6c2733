import { Worker } from "node:worker_threads";
import type { World } from "#engines/world";
import { describeScenarios, gradeLab, languageOf } from "../grade.ts";
import type { LabKind } from "../kinds/kind.ts";
import type { FromChild, ToChild } from "./messages.ts";

/**
 * The life of a child: says it is ready, then grades what it is sent, one job after the other. It leaves when its parent does:
 * on `disconnect`, and in the middle of an endless loop too, because a thread of its own watches the parent. The first argument is
 * how many bytes it may hold after a job without collecting its garbage.
 */
export function serve(kinds: ReadonlyMap<string, LabKind>, engine: string): void {
  watchParent();
  const tidyAbove = Number(process.argv[2]);
  process.on("disconnect", () => process.exit(0));
  const worlds = new Map<string, World>();
  process.on("message", (message: ToChild) => {
    if (message.kind === "world") worlds.set(message.hash, message.world);
    else {
      void grade(message, kinds, worlds.get(message.world), engine).then((graded) => {
        answer(graded);
        if (process.memoryUsage.rss() > tidyAbove) globalThis.gc?.();
      });
    }
  });
  // The dry run: what the first learner would otherwise wait for.
  for (const kind of kinds.values()) languageOf(kind, []).compile("1 == 1", "bool");
  answer({ kind: "ready", engine });
}

async function grade(
  { job, lab, files }: ToChild & { kind: "grade" },
  kinds: ReadonlyMap<string, LabKind>,
  world: World | undefined,
  engine: string,
): Promise<FromChild> {
  try {
    const kind = kinds.get(lab.kind);
    if (!kind) throw new Error(`bug: no kind of lab is named "${lab.kind}"`);
    if (!world) throw new Error(`bug: the world of lab "${lab.slug}" was not sent`);
    answer({ kind: "begun", job, whens: describeScenarios(lab, world, kind) });
    return { kind: "graded", job, grading: await gradeLab(lab, world, files, kind, engine) };
  } catch (error) {
    return { kind: "broken", job, error: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

function answer(message: FromChild): void {
  process.send?.(message);
}

/** A loop without end never sees `disconnect`; this thread sees the parent's id change and ends the process. */
const watcher = `
  const parent = process.ppid;
  setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, "SIGKILL"); }, 500);
`;

function watchParent(): void {
  new Worker(watcher, { eval: true, env: {}, resourceLimits: { maxOldGenerationSizeMb: 8 } }).unref();
}
