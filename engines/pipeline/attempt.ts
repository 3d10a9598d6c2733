import { type FileSet, Shell, Stop, type StopSignal } from "#engines/shell";
import type { Span } from "#engines/source";
import type { VirtualClock } from "./clock.ts";
import { compilePaths } from "./globs.ts";
import type { JobLog } from "./log.ts";
import type { CachePlan, FailureReason, JobRun, PlannedJob, ScenarioOptions, Section } from "./model.ts";
import { foundLines } from "./transfer-log.ts";

/** What a finished job leaves for others. */
export type Leavings = { readonly files: FileSet; readonly variables: Readonly<Record<string, string>>; readonly until: number };

export type Ended = {
  readonly status: "success" | "failed" | "canceled";
  readonly reason?: FailureReason;
  readonly exitStatus: number;
  readonly failedAt: Span | undefined;
};

export const succeeded: Ended = { status: "success", exitStatus: 0, failedAt: undefined };

/** Everything an attempt shares with the jobs around it. */
export type Surroundings = ScenarioOptions & {
  readonly clock: VirtualClock;
  readonly facts: Map<string, string>;
  readonly caches: Map<string, FileSet>;
  readonly conditions: ReadonlySet<string>;
  readonly onCommand: Parameters<typeof Shell.open>[0]["onCommand"];
  readonly onDeployment: Parameters<typeof Shell.open>[0]["onDeployment"];
  readonly onProblem: (problem: { readonly kind: "not-simulated" | "budget"; readonly what: string }, span: Span) => void;
  /** Ends everything. */
  readonly stop: StopSignal;
  /** Ends this job. */
  readonly cancel: StopSignal;
};

/** One try at a job's work: its own checkout, its scripts, and what it leaves behind. */
export class Attempt {
  readonly #job: JobRun;
  readonly #plan: PlannedJob;
  readonly #around: Surroundings;
  readonly #log: JobLog;
  leavings: Leavings | undefined;

  constructor(job: JobRun, plan: PlannedJob, around: Surroundings, log: JobLog) {
    this.#job = job;
    this.#plan = plan;
    this.#around = around;
    this.#log = log;
  }

  get #root(): string {
    return `/builds/${this.#around.world.project.path}`;
  }

  async run(taken: readonly Leavings[], env: Readonly<Record<string, string>>): Promise<Ended> {
    const { world, files, facts, clock, epoch, seed, conditions, onCommand, onDeployment } = this.#around;
    const shell = await Shell.open({
      ...{ env, world, conditions, files, facts, clock, epoch, onCommand, onDeployment },
      root: this.#root,
      seed: seed + this.#job.attempts * 7919 + hashName(this.#job.name),
    });
    const caches = this.#plan.caches(env);
    for (const cache of caches) await this.#pull(cache, shell);
    for (const left of taken) {
      await shell.place(left.files);
      for (const path of left.files.keys()) if (!this.#job.received.includes(path)) this.#job.received.push(path);
    }
    const deadline = clock.now() + this.#plan.timeout;
    let ended: Ended = succeeded;
    for (const section of this.#plan.sections) {
      if (!section.after && ended.status !== "success") continue;
      const result = await this.#section(shell, section, deadline, section.after ? { CI_JOB_STATUS: ended.status } : {});
      // A job whose time is up ends there: nothing is run and nothing is kept after it.
      const isTimeUp = result.reason === "job_execution_timeout" && clock.now() >= deadline;
      if (isTimeUp || (!section.after && ended.status === "success")) ended = result;
      if (isTimeUp || this.#around.stop.aborted) return ended;
    }
    if (ended.status === "canceled") return ended;
    for (const cache of caches) await this.#push(cache, shell, ended.status);
    await this.#leave(shell, ended.status);
    return ended;
  }

  async #section(shell: Shell, section: Section, deadline: number, env: Readonly<Record<string, string>>): Promise<Ended> {
    const { clock, stop, cancel, onProblem } = this.#around;
    const timer = new Stop();
    const limit = Math.min(section.timeout, deadline - clock.now());
    const abort = () => timer.abort();
    const callOff = clock.alarm(limit, abort);
    const heedsCancel = !section.after;
    if (stop.aborted || (heedsCancel && cancel.aborted)) abort();
    stop.addEventListener("abort", abort);
    if (heedsCancel) cancel.addEventListener("abort", abort);
    const { entries } = section;
    const result = await shell.run({ entries, flags: this.#plan.flags, env, signal: timer });
    callOff();
    stop.removeEventListener("abort", abort);
    cancel.removeEventListener("abort", abort);
    const stopped = timer.aborted;
    for (const { entry, text } of result.output) {
      const [first = "", ...more] = (entries[entry]?.text ?? "").split("\n");
      this.#log.write(`$ ${first}${more.length > 0 ? " # collapsed multi-line command" : ""}\n${text}`, clock.now(), entries[entry]);
    }
    const last = entries[result.last];
    if (result.problem && last) onProblem(result.problem, last.span);
    if (stopped && cancel.aborted && !section.after) return { status: "canceled", exitStatus: 1, failedAt: undefined };
    if (stopped) return { status: "failed", reason: "job_execution_timeout", exitStatus: 1, failedAt: last?.span };
    if (result.status === 0) return succeeded;
    return { status: "failed", reason: "script_failure", exitStatus: result.status, failedAt: last?.span };
  }

  async #pull(cache: CachePlan, shell: Shell): Promise<void> {
    if (!cache.pull) return;
    const { caches, clock } = this.#around;
    for (const key of [cache.key, ...cache.fallbackKeys]) {
      const files = caches.get(key);
      const found = files ? "Successfully extracted cache" : "WARNING: Cache file does not exist\nFailed to extract cache";
      this.#log.write(`Checking cache for ${key}...\n${found}\n`, clock.now());
      if (files) return shell.place(files);
    }
  }

  async #push(cache: CachePlan, shell: Shell, status: "success" | "failed"): Promise<void> {
    if (!cache.push || !isWanted(cache.when, status)) return;
    const files = await this.#collect(shell, cache.paths, [], cache.untracked);
    const found = foundLines(cache.paths, [...files.keys()], this.#root);
    this.#log.write(`Creating cache ${cache.key}...\n${found}`, this.#around.clock.now());
    if (files.size === 0) return;
    this.#around.caches.set(cache.key, files);
    this.#log.write("Created cache\n", this.#around.clock.now());
  }

  async #leave(shell: Shell, status: "success" | "failed"): Promise<void> {
    const { artifacts } = this.#plan;
    if (!artifacts) return;
    const { clock } = this.#around;
    const variables = await readDotenv(shell, artifacts.dotenv);
    const wanted = isWanted(artifacts.when, status);
    const files = wanted
      ? await this.#collect(shell, artifacts.paths, artifacts.exclude, artifacts.untracked)
      : new Map<string, Uint8Array>();
    if (wanted && artifacts.paths.length > 0) {
      const found = foundLines(artifacts.paths, [...files.keys()], this.#root);
      this.#log.write(`Uploading artifacts...\n${found}${files.size === 0 ? "ERROR: No files to upload\n" : ""}`, clock.now());
    }
    this.leavings = { files, variables, until: clock.now() + artifacts.lifetime };
    this.#job.artifacts.splice(0, Number.POSITIVE_INFINITY, ...files.keys());
  }

  #collect(shell: Shell, paths: readonly string[], exclude: readonly string[], untracked: boolean): Promise<FileSet> {
    const accept = compilePaths(paths);
    const reject = compilePaths(exclude);
    const tracked = untracked ? new Set(this.#around.files.map((file) => file.path)) : undefined;
    return shell.files(
      JSON.stringify([paths, exclude, untracked]),
      (path) => (accept(path) || (tracked !== undefined && !tracked.has(path))) && !reject(path),
    );
  }
}

const isWanted = (when: CachePlan["when"], status: "success" | "failed") =>
  when === "always" || (when === "on_success") === (status === "success");

/** https://docs.gitlab.com/ci/yaml/artifacts_reports/#artifactsreportsdotenv: `NAME=value` lines, no quotes or expansion. */
async function readDotenv(shell: Shell, paths: readonly string[]): Promise<Record<string, string>> {
  const variables: Record<string, string> = {};
  for (const path of paths) {
    for (const line of ((await shell.read(path)) ?? "").split("\n")) {
      const match = /^\s*([A-Za-z_][A-Za-z0-9_]*)=(.*)$/.exec(line);
      if (match?.[1]) variables[match[1]] = (match[2] ?? "").trim();
    }
  }
  return variables;
}

/** Spreads the seeds of jobs apart. */
function hashName(name: string): number {
  let hash = 0;
  for (const char of name) hash = (Math.imul(hash, 31) + (char.codePointAt(0) ?? 0)) | 0;
  return hash;
}
