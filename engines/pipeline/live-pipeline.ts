import { type Command, Stop, type StopSignal } from "#engines/shell";
import { Attempt, type Ended, type Leavings, succeeded } from "./attempt.ts";
import { JobLog } from "./log.ts";
import type { FailureReason, JobRun, JobStatus, PipelineOutcome, PipelinePlan, PlannedJob, SecretUse } from "./model.ts";
import type { Scenario } from "./scenario.ts";

const upcoming: readonly JobStatus[] = ["created", "pending", "scheduled"];
const over: readonly JobStatus[] = ["success", "unstable", "failed", "canceled", "skipped"];

/** One pipeline while it runs. Its jobs wait, run and end in the scenario's virtual time. */
export class LivePipeline {
  readonly plan: PipelinePlan;
  readonly jobs: ReadonlyMap<string, JobRun>;
  /** The older a pipeline, the lower. */
  readonly number: number;
  /** The pipeline that started the one that started this one, and so on; a pipeline that nothing started is its own. */
  readonly root: LivePipeline;
  readonly #scenario: Scenario;
  readonly #plans: ReadonlyMap<string, PlannedJob>;
  readonly #cancels: ReadonlyMap<string, Stop>;
  readonly #leavings = new Map<string, Leavings>();
  readonly #logs = new Map<string, JobLog>();
  readonly #startedAt: number;
  readonly #ended = new Stop();
  /** What is canceled takes along the pipelines it waits for. */
  #cascades = true;

  constructor(plan: PipelinePlan, scenario: Scenario, number: number, parent: LivePipeline | undefined) {
    this.plan = plan;
    this.number = number;
    this.root = parent?.root ?? this;
    this.#scenario = scenario;
    this.#startedAt = scenario.clock.now();
    this.#plans = new Map(plan.jobs.map((job) => [job.name, job]));
    this.jobs = new Map(plan.jobs.map((job) => [job.name, newRun(job, plan.id)]));
    this.#cancels = new Map(plan.jobs.map((job) => [job.name, new Stop()]));
  }

  get status(): JobStatus {
    return this.plan.statusOf([...this.jobs.values()]);
  }

  /** Aborted once nothing in it moves by itself any more. */
  get ended(): StopSignal {
    return this.#ended;
  }

  get outcome(): PipelineOutcome {
    const { id, name, source, ref } = this.plan;
    const finished = [...this.jobs.values()].reduce((latest, job) => Math.max(latest, job.finished ?? 0), this.#startedAt);
    return { id, name, status: this.status, source, ref, started: this.#startedAt, finished };
  }

  get secrets(): readonly SecretUse[] {
    return this.plan.jobs.flatMap((plan) =>
      plan.secrets
        .filter(() => this.#job(plan.name).started !== undefined)
        .map(({ name }) => {
          const printed = this.#logs.get(plan.name)?.printed.get(name);
          return { name, job: plan.name, pipeline: this.plan.id, printed: printed?.how ?? "no", span: printed?.entry?.span ?? plan.span };
        }),
    );
  }

  leavingsOf(job: string): Leavings | undefined {
    return this.#leavings.get(job);
  }

  /** Lets the front end move jobs on, and starts what became ready. */
  settle(): void {
    if (this.#scenario.stop.aborted) return;
    for (const [name, { status, why }] of this.plan.settle(this.jobs)) {
      const job = this.#job(name);
      this.#move(job, status, why);
      if (status === "pending") this.#start(job, () => this.#work(job));
      else if (status === "scheduled") this.#start(job, () => this.#delayed(job));
      else if (status === "manual" && this.plan.plays(this.#plan(name))) this.#start(job, () => this.#played(job));
    }
    if ([...this.jobs.values()].every(({ status }) => over.includes(status) || status === "manual")) this.#ended.abort();
    this.#scenario.resources.look();
  }

  /** Whether a job of this resource group is still to come. */
  hasUpcoming(group: string): boolean {
    return this.plan.jobs.some(({ name, resourceGroup }) => resourceGroup === group && upcoming.includes(this.#job(name).status));
  }

  /**
   * A newer pipeline of the same group as this one, or as the one that started it, has started: each is looked at by itself, and jobs that
   * start pipelines hold nothing. https://docs.gitlab.com/ci/yaml/#workflowauto_cancelon_new_commit
   */
  supersede(): void {
    const { whenSuperseded } = this.plan;
    if (whenSuperseded === "none" || this.#ended.aborted) return;
    const held = [...this.jobs.values()].some(
      (job) => job.started !== undefined && !this.#plan(job.name).interruptible && !this.#plan(job.name).trigger,
    );
    if (whenSuperseded === "conservative" && held) return;
    this.#cascades = false;
    this.cancel("a newer pipeline has started", (job) => whenSuperseded === "conservative" || this.#plan(job.name).interruptible);
    this.#cascades = true;
  }

  cancel(why: string, which: (job: JobRun) => boolean = () => true): void {
    for (const job of this.jobs.values()) {
      // A job that waits for a person waits on.
      if (over.includes(job.status) || job.status === "manual" || !which(job)) continue;
      const working = job.status === "running";
      this.#move(job, "canceled", why);
      this.#cancels.get(job.name)?.abort();
      if (!working) job.finished = this.#scenario.clock.now();
    }
    this.settle();
  }

  #start(job: JobRun, task: () => Promise<void>): void {
    this.#scenario.clock.start(async () => {
      if (job.status !== "canceled") await task();
    });
  }

  async #delayed(job: JobRun): Promise<void> {
    await this.#scenario.clock.sleep(this.#plan(job.name).delay, this.#cancelOf(job));
    if (job.status === "canceled") return;
    this.#move(job, "pending", "its delay is over");
    await this.#work(job);
  }

  async #played(job: JobRun): Promise<void> {
    await this.#scenario.clock.sleep(0);
    if (job.status === "canceled") return;
    this.#move(job, "pending", "a person started it");
    for (const name of this.plan.dependents(this.#plan(job.name))) {
      const dependent = this.#job(name);
      if (dependent.status === "skipped") this.#move(dependent, "created", "");
    }
    await this.#work(job);
  }

  async #work(job: JobRun): Promise<void> {
    const plan = this.#plan(job.name);
    const { clock, resources } = this.#scenario;
    const group = plan.resourceGroup;
    if (group !== "") {
      const waits = () => {
        job.why = `it waits for the resource group "${group}"`;
        this.#scenario.say(job, `waits for the resource group "${group}"`, "waiting");
      };
      if (!(await resources.take(group, this.number, this.#cancelOf(job), waits))) {
        this.settle();
        return;
      }
    }
    job.started ??= clock.now();
    this.#move(job, "running", job.why);
    const ended = plan.refusal
      ? failed(plan.refusal.reason)
      : this.#scenario.isOutdated(this, plan)
        ? failed("outdated_deployment")
        : plan.trigger
          ? await this.#trigger(job, plan)
          : await this.#tries(job, plan);
    if (group !== "") resources.release(group);
    if (this.#scenario.stop.aborted) return;
    this.#end(job, plan, ended);
  }

  /** Attempts until one succeeds or no more are allowed. */
  async #tries(job: JobRun, plan: PlannedJob): Promise<Ended> {
    for (;;) {
      job.attempts++;
      const ended = await this.#attempt(job, plan);
      if (this.#scenario.stop.aborted || ended.status !== "failed") return ended;
      job.exitStatus = ended.exitStatus;
      job.failedAt = ended.failedAt;
      if (!plan.retries(job.attempts, ended.reason ?? "script_failure", ended.exitStatus)) return ended;
      this.#scenario.say(job, `failed and is tried again: ${because(ended)}`, "bad");
    }
  }

  async #attempt(job: JobRun, plan: PlannedJob): Promise<Ended> {
    const sources = plan.takesFrom.map((source) => this.#scenario.leavingsOf(source.pipeline ?? this.plan.id, source.job));
    const taken = sources.filter((left) => left !== undefined);
    const env = plan.env(Object.assign({}, ...taken.map((left) => left.variables)));
    job.variables = env;
    const log = new JobLog(job.log, plan.secrets, this.#scenario.mask);
    this.#logs.set(job.name, log);
    if (taken.some((left) => left.until <= this.#scenario.clock.now())) {
      log.write("This job could not start because it could not retrieve the needed artifacts.\n", this.#scenario.clock.now());
      return failed("missing_dependency");
    }
    const around = this.#scenario.surround(this, job, this.#cancelOf(job));
    const isBare = plan.checksOut !== undefined && !plan.checksOut(env);
    const attempt = new Attempt(job, plan, isBare ? { ...around, files: [] } : around, log);
    const ended = this.#sorted(job, plan, attempt, await attempt.run(taken, env), log);
    if (plan.closesLog && !this.#scenario.stop.aborted) log.write(plan.closesLog(ended), this.#scenario.clock.now());
    return ended;
  }

  /** Keeps what an attempt leaves, as far as it can be taken. */
  #sorted(job: JobRun, plan: PlannedJob, { leavings }: Attempt, ended: Ended, log: JobLog): Ended {
    if (!leavings || ended.status === "canceled") return ended;
    const sorted = plan.sortsArtifacts?.(leavings.files, ended.status);
    this.#leavings.set(job.name, sorted ? { ...leavings, files: sorted.files, variables: sorted.variables } : leavings);
    if (!sorted) return ended;
    job.artifacts.splice(0, Number.POSITIVE_INFINITY, ...sorted.listed);
    if (sorted.refused === undefined) return ended;
    log.write(sorted.refused, this.#scenario.clock.now());
    return ended.status === "failed" ? ended : failed("script_failure");
  }

  async #trigger(job: JobRun, plan: PlannedJob): Promise<Ended> {
    job.attempts++;
    const env = plan.env({});
    job.variables = env;
    const started = plan.trigger?.start({ env, artifacts: (name) => this.#leavings.get(name)?.files ?? new Map() });
    if (!started || "failed" in started) {
      job.log.push({ text: `${started?.failed ?? ""}\n`, at: this.#scenario.clock.now() });
      this.#scenario.say(job, started?.failed ?? "", "bad");
      return failed("downstream");
    }
    const child = this.#scenario.start(started, this);
    if (!plan.trigger?.waits) return succeeded;
    const cancel = this.#cancelOf(job);
    const stop = () => {
      if (this.#cascades) child.cancel("the job that started it was canceled");
    };
    cancel.addEventListener("abort", stop);
    await this.#scenario.clock.until(child.ended);
    cancel.removeEventListener("abort", stop);
    // A pipeline that a person has to go on with is not over for the job that waits for it.
    while (!over.includes(child.status) && !cancel.aborted) await this.#scenario.clock.until(cancel);
    if (cancel.aborted || child.status === "canceled") return { status: "canceled", exitStatus: 1, failedAt: undefined };
    return child.status === "success" ? succeeded : failed("downstream");
  }

  #end(job: JobRun, plan: PlannedJob, ended: Ended): void {
    job.finished = this.#scenario.clock.now();
    job.exitStatus = ended.exitStatus;
    job.failedAt = ended.failedAt;
    if (ended.status === "canceled") {
      if (job.status !== "canceled") this.#move(job, "canceled", "the pipeline it started was canceled");
      this.settle();
      return;
    }
    if (ended.status === "success" && plan.concludes) {
      const { text, facts } = plan.concludes(job.variables);
      for (const [name, value] of Object.entries(facts)) this.#scenario.facts.set(name, value);
      this.#scenario.say(job, text, "neutral");
    }
    job.allowedToFail = ended.status === "failed" && plan.allowFailure(ended.exitStatus);
    this.#move(job, ended.status, ended.status === "success" ? "every command succeeded" : (plan.refusal?.text ?? because(ended)));
    if (ended.status === "success" && plan.environment) this.#scenario.environmentReached(this, plan);
    if (job.status === "failed" && !job.allowedToFail && this.plan.cancelsOnFailure) this.cancel(`"${job.name}" failed`);
    this.settle();
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
    this.#scenario.say(job, text, tone);
  }

  /** Starts a job that waits for a person, if it still does. */
  play(name: string): void {
    const job = this.jobs.get(name);
    if (job?.status === "manual") this.#start(job, () => this.#played(job));
  }

  onCommand(job: JobRun, command: Command): void {
    this.#scenario.commandRan(job, command, this.plan.id);
  }

  #cancelOf(job: JobRun): StopSignal {
    const cancel = this.#cancels.get(job.name);
    if (!cancel) throw new Error(`bug: no job "${job.name}" in this run`);
    return cancel;
  }

  #job(name: string): JobRun {
    const job = this.jobs.get(name);
    if (!job) throw new Error(`bug: no job "${name}" in this run`);
    return job;
  }

  #plan(name: string): PlannedJob {
    const plan = this.#plans.get(name);
    if (!plan) throw new Error(`bug: no plan for job "${name}"`);
    return plan;
  }
}

const failed = (reason: FailureReason): Ended => ({ status: "failed", reason, exitStatus: 1, failedAt: undefined });

function newRun(job: PlannedJob, pipeline: string): JobRun {
  return {
    name: job.name,
    stage: job.stage,
    span: job.span,
    pipeline,
    environment: job.environment?.name ?? "",
    status: "created",
    why: "",
    allowedToFail: false,
    started: undefined,
    finished: undefined,
    attempts: 0,
    exitStatus: 0,
    failedAt: undefined,
    variables: {},
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
    case "outdated_deployment":
      return "The deployment job is older than the latest deployment, and therefore failed";
    case "downstream":
      return "the pipeline it started did not succeed";
    default:
      return `exit status ${ended.exitStatus}`;
  }
}
