import { type Command, type FileSet, Shell } from "#engines/shell";
import type { Diagnostic } from "#engines/source";
import { VirtualClock } from "./clock.ts";
import { compilePaths } from "./globs.ts";
import type {
  CommandRun,
  Deployment,
  FailureReason,
  JobRun,
  JobStatus,
  PipelineEvent,
  PipelineRun,
  PlannedJob,
  RunOptions,
  Section,
} from "./model.ts";

/** Commands, over all jobs, after which a run is ended. */
const maxCommands = 5_000;
const maxLogBytes = 64 * 1024;

/** Runs the jobs of one pipeline on a virtual clock, until nothing more can happen. Deterministic: the same options give the same run. */
export async function runPipeline(options: RunOptions): Promise<PipelineRun> {
  return new Runner(options).run();
}

/** What a finished job leaves for others. */
type Leavings = { readonly files: FileSet; readonly variables: Readonly<Record<string, string>> };

type Ended = {
  readonly status: "success" | "failed";
  readonly reason?: FailureReason;
  readonly exitStatus: number;
  readonly failedAt: JobRun["failedAt"];
};

class Runner {
  readonly #options: RunOptions;
  readonly #clock = new VirtualClock();
  readonly #plans: ReadonlyMap<string, PlannedJob>;
  readonly #jobs: ReadonlyMap<string, JobRun>;
  readonly #facts: Map<string, string>;
  readonly #leavings = new Map<string, Leavings>();
  readonly #commands: CommandRun[] = [];
  readonly #deployments: Deployment[] = [];
  readonly #events: PipelineEvent[] = [];
  readonly #diagnostics: Diagnostic[] = [];
  readonly #stop = new AbortController();

  constructor(options: RunOptions) {
    this.#options = options;
    this.#plans = new Map(options.jobs.map((job) => [job.name, job]));
    this.#jobs = new Map(options.jobs.map((job) => [job.name, newRun(job)]));
    this.#facts = new Map(options.world.facts);
  }

  async run(): Promise<PipelineRun> {
    await this.#clock.run(async () => this.#settle());
    return {
      jobs: [...this.#jobs.values()],
      commands: this.#commands,
      deployments: this.#deployments,
      events: this.#events,
      finished: this.#clock.now(),
      diagnostics: this.#diagnostics,
    };
  }

  /** Lets the front end move jobs on, and starts what became ready. */
  #settle(): void {
    if (this.#stop.signal.aborted) return;
    for (const [name, { status, why }] of this.#options.settle(this.#jobs)) {
      const job = this.#job(name);
      this.#move(job, status, why);
      if (status === "pending") this.#clock.start(() => this.#work(job));
      else if (status === "scheduled") this.#clock.start(() => this.#delayed(job));
      else if (status === "manual" && this.#options.plays(this.#plan(name))) this.#clock.start(() => this.#played(job));
    }
  }

  async #delayed(job: JobRun): Promise<void> {
    await this.#clock.sleep(this.#plan(job.name).delay, this.#stop.signal);
    this.#move(job, "pending", "its delay is over");
    await this.#work(job);
  }

  async #played(job: JobRun): Promise<void> {
    await this.#clock.sleep(0);
    this.#move(job, "pending", "a person started it");
    for (const name of this.#options.dependents(this.#plan(job.name))) {
      const dependent = this.#job(name);
      if (dependent.status === "skipped") this.#move(dependent, "created", "");
    }
    await this.#work(job);
  }

  async #work(job: JobRun): Promise<void> {
    const plan = this.#plan(job.name);
    job.started ??= this.#clock.now();
    this.#move(job, "running", job.why);
    for (;;) {
      job.attempts++;
      const ended = await this.#attempt(job, plan);
      if (this.#stop.signal.aborted) return;
      job.exitStatus = ended.exitStatus;
      job.failedAt = ended.failedAt;
      if (ended.status === "failed" && plan.retries(job.attempts, ended.reason ?? "script_failure", ended.exitStatus)) {
        this.#say(job, `failed and is tried again: ${because(ended)}`, "bad");
        continue;
      }
      job.finished = this.#clock.now();
      job.allowedToFail = ended.status === "failed" && plan.allowFailure(ended.exitStatus);
      this.#move(job, ended.status, ended.status === "success" ? "every command succeeded" : because(ended));
      return this.#settle();
    }
  }

  async #attempt(job: JobRun, plan: PlannedJob): Promise<Ended> {
    const { world, conditions, files, epoch, seed } = this.#options;
    const taken = plan.takesFrom.flatMap((name) => this.#leavings.get(name) ?? []);
    const shell = await Shell.open({
      env: plan.env(Object.assign({}, ...taken.map((left) => left.variables))),
      world,
      conditions,
      root: `/builds/${world.project.path}`,
      files,
      facts: this.#facts,
      clock: this.#clock,
      epoch,
      seed: seed + job.attempts * 7919 + hashName(job.name),
      onCommand: (command) => {
        this.#commands.push({ ...command, job: job.name });
        this.#sayFailed(job, command);
        if (this.#commands.length > maxCommands) this.#end(`more than ${maxCommands} commands`, plan);
      },
      onDeployment: (deployment) => {
        this.#deployments.push({ ...deployment, job: job.name });
        const { environment, version, share, rollback, span, at } = deployment;
        const what = rollback ? `rolled ${environment} back to ${version}` : `deployed ${version} to ${environment}`;
        this.#events.push({
          at,
          subject: job.name,
          text: share === 100 ? what : `${what} for ${share} % of the traffic`,
          tone: "neutral",
          span,
        });
      },
    });
    for (const left of taken) {
      await shell.place(left.files);
      for (const path of left.files.keys()) if (!job.received.includes(path)) job.received.push(path);
    }
    const deadline = this.#clock.now() + plan.timeout;
    let ended: Ended = { status: "success", exitStatus: 0, failedAt: undefined };
    for (const section of plan.sections) {
      if (section.after === false && ended.status === "failed") continue;
      const result = await this.#section(job, plan, shell, section, deadline);
      if (!section.after && ended.status === "success") ended = result;
    }
    await this.#leave(job, plan, shell, ended.status);
    return ended;
  }

  async #section(job: JobRun, plan: PlannedJob, shell: Shell, section: Section, deadline: number): Promise<Ended> {
    const timer = new AbortController();
    const finish = new AbortController();
    const limit = Math.min(section.timeout, section.after ? section.timeout : deadline - this.#clock.now());
    this.#clock.start(async () => {
      await this.#clock.sleep(limit, finish.signal);
      if (!finish.signal.aborted) timer.abort();
    });
    const stop = () => timer.abort();
    this.#stop.signal.addEventListener("abort", stop);
    const result = await shell.run({ entries: section.entries, flags: plan.flags, signal: timer.signal });
    this.#stop.signal.removeEventListener("abort", stop);
    const timedOut = timer.signal.aborted;
    finish.abort();
    this.#log(job, section, result.output);
    const entry = section.entries[result.last];
    if (result.problem && entry) this.#refuse(result.problem, entry.span);
    if (timedOut) return { status: "failed", reason: "job_execution_timeout", exitStatus: 1, failedAt: entry?.span };
    if (result.status === 0) return { status: "success", exitStatus: 0, failedAt: undefined };
    return { status: "failed", reason: "script_failure", exitStatus: result.status, failedAt: entry?.span };
  }

  async #leave(job: JobRun, plan: PlannedJob, shell: Shell, status: "success" | "failed"): Promise<void> {
    const { artifacts } = plan;
    if (!artifacts) return;
    const reports = await readDotenv(shell, artifacts.dotenv);
    const wanted = artifacts.when === "always" || (artifacts.when === "on_success") === (status === "success");
    const accept = compilePaths(artifacts.paths);
    const reject = compilePaths(artifacts.exclude);
    const files = wanted
      ? await shell.files(JSON.stringify([artifacts.paths, artifacts.exclude]), (path) => accept(path) && !reject(path))
      : new Map<string, Uint8Array>();
    for (const path of artifacts.paths) {
      const found = [...files.keys()].some(compilePaths([path]));
      if (wanted && !found) job.log.push({ text: `WARNING: ${path}: no matching files.\n`, at: this.#clock.now() });
    }
    this.#leavings.set(job.name, { files, variables: reports });
    job.artifacts.splice(0, Number.POSITIVE_INFINITY, ...files.keys());
  }

  #log(job: JobRun, section: Section, output: readonly { entry: number; text: string }[]): void {
    for (const { entry, text } of output) {
      const [first = "", ...more] = (section.entries[entry]?.text ?? "").split("\n");
      const written = job.log.reduce((sum, piece) => sum + piece.text.length, 0);
      const piece = `$ ${first}${more.length > 0 ? " # collapsed multi-line command" : ""}\n${text}`;
      if (written < maxLogBytes) job.log.push({ text: piece.slice(0, maxLogBytes - written), at: this.#clock.now() });
    }
  }

  #move(job: JobRun, status: JobStatus, why: string): void {
    job.status = status;
    job.why = why;
    const told = {
      running: ["started", "neutral"],
      success: ["passed", "good"],
      unstable: ["is unstable", "bad"],
      failed: [job.allowedToFail ? `failed, and is allowed to: ${why}` : `failed: ${why}`, "bad"],
      skipped: [`is skipped: ${why}`, "waiting"],
      canceled: [`is canceled: ${why}`, "bad"],
      manual: ["waits for a person to start it", "waiting"],
      scheduled: [`waits ${this.#plan(job.name).delay} s before it starts`, "waiting"],
    } as const;
    if (status === "created" || status === "pending") return;
    const [text, tone] = told[status];
    this.#say(job, text, tone);
  }

  #say(job: JobRun, text: string, tone: PipelineEvent["tone"]): void {
    const span = job.status === "failed" && job.failedAt ? job.failedAt : job.span;
    this.#events.push({ at: this.#clock.now(), subject: job.name, text, tone, span });
  }

  /** A program that failed is worth a line even where the script goes on; of programs that called each other, the innermost. */
  #sayFailed(job: JobRun, { program, args, status, finished, span }: Command): void {
    const last = this.#events.at(-1);
    if (status === 0 || (last?.subject === job.name && last.at === finished && last.text.startsWith("`"))) return;
    this.#events.push({
      at: finished,
      subject: job.name,
      text: `\`${[program, ...args].join(" ")}\` ended with status ${status}`,
      tone: "bad",
      span,
    });
  }

  /** Nothing more is judged: what follows would not be what the real tool does. */
  #refuse(problem: { kind: "not-simulated" | "budget"; what: string }, span: Diagnostic["span"]): void {
    const { engine } = this.#options;
    if (this.#diagnostics.length === 0) {
      this.#diagnostics.push(
        problem.kind === "budget"
          ? {
              severity: "error",
              code: `${engine}/budget`,
              summary: `The script does not come to an end: ${problem.what}`,
              detail: "A loop or an expansion here is larger than any script of a pipeline needs.",
              span,
            }
          : {
              severity: "error",
              code: `${engine}/not-simulated`,
              summary: `Not simulated: ${problem.what}`,
              detail: "The simulated shell cannot do this, so the run is not judged. Write it another way.",
              span,
            },
      );
    }
    this.#stop.abort();
  }

  #end(what: string, plan: PlannedJob): void {
    this.#refuse({ kind: "budget", what }, plan.span);
  }

  #job(name: string): JobRun {
    const job = this.#jobs.get(name);
    if (!job) throw new Error(`bug: no job "${name}" in this run`);
    return job;
  }

  #plan(name: string): PlannedJob {
    const plan = this.#plans.get(name);
    if (!plan) throw new Error(`bug: no plan for job "${name}"`);
    return plan;
  }
}

function newRun(job: PlannedJob): JobRun {
  return {
    name: job.name,
    stage: job.stage,
    span: job.span,
    status: "created",
    why: "",
    allowedToFail: false,
    started: undefined,
    finished: undefined,
    attempts: 0,
    exitStatus: 0,
    failedAt: undefined,
    log: [],
    artifacts: [],
    received: [],
  };
}

function because(ended: Ended): string {
  switch (ended.reason) {
    case "job_execution_timeout":
      return "it took longer than its timeout";
    case "missing_dependency":
      return "an artifact it depends on is missing";
    default:
      return `exit status ${ended.exitStatus}`;
  }
}

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
