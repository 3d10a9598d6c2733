import type { Diagnostic } from "#engines/source";
import { startOf } from "#engines/source";
import type { World } from "#engines/world";
import { blockedGrading } from "../blocked.ts";
import { contentHash } from "../hash.ts";
import type { Grading, Lab, Submission } from "../model.ts";
import { Child, type Ending } from "./child-process.ts";

export type Job = { readonly lab: Lab; readonly world: World; readonly files: Submission };

export type Limits = { readonly wallMs: number; readonly memoryBytes: number };

export type PoolOptions = Limits & {
  /** The bundled file a child runs. */
  readonly entry: string;
  readonly size: number;
  /** Jobs that may wait; the next one is told that the pool is busy. */
  readonly queue: number;
};

/** Every submission is answered, also one that was killed; `busy` asks to try again in a moment. */
export type PoolAnswer = { readonly kind: "graded"; readonly grading: Grading } | { readonly kind: "busy" };

/** A child that rests at more than this share of the memory limit is exchanged for a new one. */
const restingShare = 0.8;

type Waiting = { readonly job: Job; readonly answer: (grading: Grading) => void };

/** Children that grade, one job each at a time. What kills a child costs its own job an answer, and nobody else anything. */
export class GradingPool {
  readonly #options: PoolOptions;
  readonly #waiting: Waiting[] = [];
  readonly #idle: Child[] = [];
  readonly #worldHashes = new WeakMap<World, string>();
  #children = 0;
  #starting = 0;
  #engine = "";
  #closed = false;

  constructor(options: PoolOptions) {
    this.#options = options;
    for (let count = 0; count < options.size; count++) void this.#start();
  }

  grade(job: Job): Promise<PoolAnswer> {
    if (this.#waiting.length >= this.#options.queue) return Promise.resolve({ kind: "busy" });
    return new Promise((resolve) => {
      this.#waiting.push({ job, answer: (grading) => resolve({ kind: "graded", grading }) });
      this.#next();
      if (this.#children + this.#starting === 0) void this.#start();
    });
  }

  /** Runs a job in every child once, so that no learner is the first; what comes of it is thrown away. */
  async warm(job: Job): Promise<void> {
    await Promise.all(Array.from({ length: this.#options.size }, () => this.grade(job)));
  }

  close(): void {
    this.#closed = true;
    for (const child of this.#idle.splice(0)) child.stop();
  }

  async #start(): Promise<void> {
    this.#starting++;
    const child = new Child(this.#options.entry, this.#options);
    const ready = await child.ready();
    this.#starting--;
    if (!ready) return this.#couldNotStart();
    if (this.#closed) return child.stop();
    this.#children++;
    this.#engine = child.engine;
    this.#idle.push(child);
    this.#next();
  }

  #couldNotStart(): void {
    if (this.#children + this.#starting > 0) return;
    console.error(`grading: no child could be started from ${this.#options.entry}`);
    const ending: Ending = { kind: "broken", error: "no child could be started", whens: [] };
    for (const { job, answer } of this.#waiting.splice(0)) answer(this.#gradingOf(job, ending));
  }

  #next(): void {
    while (this.#waiting.length > 0) {
      const child = this.#idle.pop();
      if (!child) return;
      if (child.gone) {
        this.#replace();
        continue;
      }
      const waiting = this.#waiting.shift();
      if (waiting) void this.#run(child, waiting);
    }
  }

  async #run(child: Child, { job, answer }: Waiting): Promise<void> {
    const ending = await child.run(job, this.#hashOf(job.world), this.#options);
    answer(this.#gradingOf(job, ending));
    // What earlier jobs left behind is not to be counted against the next.
    if (!child.gone && (await child.isLarge(this.#options.memoryBytes * restingShare))) child.stop();
    if (child.gone) this.#replace();
    else if (this.#closed) child.stop();
    else this.#idle.push(child);
    this.#next();
  }

  #replace(): void {
    this.#children--;
    if (!this.#closed) void this.#start();
  }

  #hashOf(world: World): string {
    const hash = this.#worldHashes.get(world) ?? contentHash(world);
    this.#worldHashes.set(world, hash);
    return hash;
  }

  #gradingOf({ lab }: Job, ending: Ending): Grading {
    if (ending.kind === "graded") return ending.grading;
    if (ending.kind === "broken") console.error(`grading: lab ${lab.slug}: ${ending.error}`);
    const { rule, summary, detail } = ending.kind === "broken" ? broken : this.#whyKilled(ending.why);
    const diagnostic: Diagnostic = { severity: "error", code: `grading/${rule}`, summary, detail, span: startOf(lab.files[0] ?? "") };
    return blockedGrading(lab, ending.whens, this.#engine, [diagnostic], `${summary}.`);
  }

  #whyKilled(why: "time" | "memory" | "exit"): { rule: string; summary: string; detail: string } {
    const seconds = this.#options.wallMs / 1000;
    const megabytes = Math.round(this.#options.memoryBytes / 1024 / 1024);
    switch (why) {
      case "time":
        return {
          rule: "time",
          summary: `The work took more than ${seconds} seconds and was stopped`,
          detail: "Something in it goes on for ever or grows without bound: look for a loop that does not end.",
        };
      case "memory":
        return {
          rule: "memory",
          summary: `The work needed more than ${megabytes} MB of memory and was stopped`,
          detail: "Something in it grows without bound: look for a loop or an expansion that makes very long text.",
        };
      case "exit":
        return {
          rule: "ended",
          summary: "The work ended the program that grades it",
          detail: "This is our fault or too large a submission. Make it smaller and try again; others are not affected.",
        };
      default:
        return why satisfies never;
    }
  }
}

const broken = {
  rule: "broken",
  summary: "The work could not be graded",
  detail: "This is a fault of ours, not of your work. It was written down for the operators.",
};
