import { type ChildProcess, fork } from "node:child_process";
import type { Grading } from "../model.ts";
import { residentBytes } from "./memory.ts";
import type { FromChild, ToChild } from "./messages.ts";
import type { Job, Limits } from "./pool.ts";

/** How one job ended in its child. `whens` are the scenarios in words, as far as they were told. */
export type Ending =
  | { readonly kind: "graded"; readonly grading: Grading }
  | { readonly kind: "broken"; readonly error: string; readonly whens: readonly string[] }
  | { readonly kind: "killed"; readonly why: "time" | "memory" | "exit"; readonly whens: readonly string[] };

/** A child that holds more than this share of the memory limit after a job collects its garbage before the next. */
const tidyShare = 0.76;

/** Memory is looked at this often while a job runs. */
const lookMs = process.platform === "linux" ? 20 : 200;

/** One child and at most one job in it. A child that was killed, or ended by itself, is not used again. */
export class Child {
  readonly #process: ChildProcess;
  readonly #worlds = new Set<string>();
  readonly #ready: Promise<boolean>;
  #engine = "";
  #end: ((ending: Ending) => void) | undefined;
  #whens: readonly string[] = [];
  #job = 0;
  #gone = false;

  constructor(entry: string, limits: Limits) {
    // Below the limit on memory as a whole, so that garbage is collected before it is reached.
    const heapMb = Math.floor((limits.memoryBytes / 1024 / 1024) * 0.6);
    this.#process = fork(entry, [String(limits.memoryBytes * tidyShare)], {
      // Next declares NODE_ENV as always there; a child gets nothing at all.
      env: {} as NodeJS.ProcessEnv,
      // The children fill the cores by themselves: threads that help to collect garbage would take them from each other.
      execArgv: [`--max-old-space-size=${heapMb}`, "--max-semi-space-size=8", "--single-threaded-gc", "--expose-gc"],
      serialization: "advanced",
      stdio: ["ignore", "ignore", "ignore", "ipc"],
    });
    this.#ready = new Promise((resolve) => {
      this.#process.on("message", (message: FromChild) => {
        if (message.kind === "ready") {
          this.#engine = message.engine;
          this.#process.unref();
          this.#process.channel?.unref();
          resolve(true);
        } else this.#hear(message);
      });
      const leave = () => {
        this.#gone = true;
        resolve(false);
        this.#finish({ kind: "killed", why: "exit", whens: this.#whens });
      };
      this.#process.on("exit", leave);
      this.#process.on("error", leave);
    });
  }

  get gone(): boolean {
    return this.#gone;
  }

  get engine(): string {
    return this.#engine;
  }

  /** False when the child ended before it was ready. */
  ready(): Promise<boolean> {
    return this.#ready;
  }

  /** The clock starts here: the child is idle, and the job is the next thing it reads. */
  run({ lab, world, files }: Job, worldHash: string, limits: Limits): Promise<Ending> {
    if (this.#end) throw new Error("bug: a child was given a second job");
    this.#whens = [];
    const job = ++this.#job;
    return new Promise((resolve) => {
      const clock = setTimeout(() => this.#kill("time"), limits.wallMs);
      const looking = setInterval(() => void this.#look(limits.memoryBytes), lookMs);
      this.#process.ref();
      this.#process.channel?.ref();
      this.#end = (ending) => {
        clearTimeout(clock);
        clearInterval(looking);
        this.#process.unref();
        this.#process.channel?.unref();
        resolve(ending);
      };
      if (!this.#worlds.has(worldHash)) this.#say({ kind: "world", hash: worldHash, world });
      this.#worlds.add(worldHash);
      this.#say({ kind: "grade", job, lab, world: worldHash, files });
    });
  }

  /** Whether it holds more memory than this while it rests. */
  async isLarge(bytes: number): Promise<boolean> {
    const resident = this.#process.pid === undefined ? undefined : await residentBytes(this.#process.pid);
    return resident !== undefined && resident > bytes;
  }

  stop(): void {
    this.#gone = true;
    this.#process.kill("SIGKILL");
  }

  #say(message: ToChild): void {
    // A child that died this instant tells so by its exit.
    this.#process.send(message, () => {});
  }

  #hear(message: Exclude<FromChild, { kind: "ready" }>): void {
    if (message.job !== this.#job) return;
    if (message.kind === "begun") this.#whens = message.whens;
    else if (message.kind === "graded") this.#finish({ kind: "graded", grading: message.grading });
    else this.#finish({ kind: "broken", error: message.error, whens: this.#whens });
  }

  async #look(limit: number): Promise<void> {
    const job = this.#job;
    const bytes = this.#process.pid === undefined ? undefined : await residentBytes(this.#process.pid);
    if (bytes !== undefined && bytes > limit && this.#end && job === this.#job) this.#kill("memory");
  }

  #kill(why: "time" | "memory"): void {
    this.stop();
    this.#finish({ kind: "killed", why, whens: this.#whens });
  }

  #finish(ending: Ending): void {
    const end = this.#end;
    this.#end = undefined;
    end?.(ending);
  }
}
