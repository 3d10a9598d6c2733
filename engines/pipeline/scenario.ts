import { type Command, type FileSet, Stop, type StopSignal } from "#engines/shell";
import type { Diagnostic, Span } from "#engines/source";
import type { Leavings, Surroundings } from "./attempt.ts";
import { VirtualClock } from "./clock.ts";
import { LivePipeline } from "./live-pipeline.ts";
import type { CommandRun, Deployment, JobRun, PipelineEvent, PipelinePlan, PlannedJob, RunOutcome, ScenarioOptions } from "./model.ts";
import { ResourceGroups } from "./resource-groups.ts";

/** Commands, over all jobs, after which a run is ended. */
const maxCommands = 5_000;
/** Pipelines, over the whole scenario: one that starts itself is ended. */
const maxPipelines = 20;

/** All pipelines of one scenario on one virtual clock, with the world they share. Deterministic: the same options give the same run. */
export class Scenario {
  readonly clock = new VirtualClock();
  readonly facts: Map<string, string>;
  readonly resources: ResourceGroups;
  readonly mask: string;
  readonly #options: ScenarioOptions;
  readonly #caches = new Map<string, FileSet>();
  readonly #pipelines: LivePipeline[] = [];
  readonly #commands: CommandRun[] = [];
  readonly #deployments: Deployment[] = [];
  readonly #events: PipelineEvent[] = [];
  readonly #diagnostics: Diagnostic[] = [];
  readonly #stop = new Stop();
  /** Environments that a later job stops, by name. */
  readonly #stops = new Map<string, () => void>();
  /** The newest pipeline that has deployed to each environment. */
  readonly #deployed = new Map<string, LivePipeline>();

  constructor(options: ScenarioOptions, mask: string) {
    this.#options = options;
    this.mask = mask;
    this.facts = new Map(options.world.facts);
    const modes = options.world.project.resourceGroups;
    this.resources = new ResourceGroups(
      this.clock,
      (group) => modes?.get(group) ?? "unordered",
      (group) => this.#pipelines.filter((pipeline) => pipeline.hasUpcoming(group)).map(({ number }) => number),
    );
  }

  get stop(): StopSignal {
    return this.#stop;
  }

  /** Runs the task, and all that it starts, to their end: until nothing more happens by itself. */
  async run(task: () => Promise<void>): Promise<void> {
    await this.clock.run(task);
  }

  /** Starts a pipeline at the present moment. Only from inside `run`. */
  start(plan: PipelinePlan, parent?: LivePipeline): LivePipeline {
    const pipeline = new LivePipeline(plan, this, this.#pipelines.length, parent);
    if (this.#pipelines.length >= maxPipelines) {
      const span = plan.jobs[0]?.span;
      if (span) this.refuse({ kind: "budget", what: `more than ${maxPipelines} pipelines` }, span);
      return pipeline;
    }
    for (const older of this.#pipelines) {
      const { supersedes, commit } = older.root.plan;
      // What is there for the same commit is not redundant.
      if (plan.supersedes !== "" && supersedes === plan.supersedes && commit !== plan.commit) older.supersede();
    }
    this.#pipelines.push(pipeline);
    pipeline.settle();
    return pipeline;
  }

  /** What happened; `from` leaves out the pipelines before it, as far as they are not part of the story. */
  outcome(isTold: (plan: PipelinePlan) => boolean = () => true): RunOutcome {
    const told = this.#pipelines.filter((pipeline) => isTold(pipeline.plan));
    const ids = new Set(told.map((pipeline) => pipeline.plan.id));
    return {
      pipelines: told.map((pipeline) => pipeline.outcome),
      jobs: told.flatMap((pipeline) => [...pipeline.jobs.values()]),
      commands: this.#commands.filter((command) => ids.has(command.pipeline)),
      deployments: this.#deployments.filter((deployment) => ids.has(deployment.pipeline)),
      secrets: told.flatMap((pipeline) => pipeline.secrets),
      events: this.#events,
      diagnostics: this.#diagnostics,
    };
  }

  /** Forgets the events so far: what comes is told as the whole story. */
  forgetEvents(): void {
    this.#events.length = 0;
  }

  leavingsOf(pipeline: string, job: string): Leavings | undefined {
    return this.#pipelines.find((each) => each.plan.id === pipeline)?.leavingsOf(job);
  }

  surround(pipeline: LivePipeline, job: JobRun, cancel: StopSignal): Surroundings {
    return {
      ...this.#options,
      clock: this.clock,
      facts: this.facts,
      caches: this.#caches,
      conditions: pipeline.plan.conditions,
      stop: this.stop,
      cancel,
      onCommand: (command) => pipeline.onCommand(job, command),
      onDeployment: (deployment) => {
        this.#deployments.push({ ...deployment, job: job.name, pipeline: pipeline.plan.id });
        const { environment, version, share, rollback, span } = deployment;
        const what = rollback ? `rolled ${environment} back to ${version}` : `deployed ${version} to ${environment}`;
        this.#tell(job, share === 100 ? what : `${what} for ${share} % of the traffic`, "neutral", span);
      },
      onProblem: (problem, span) => this.refuse(problem, span),
    };
  }

  commandRan(job: JobRun, command: Command, pipeline: string): void {
    this.#commands.push({ ...command, job: job.name, pipeline });
    const { program, args, status, finished, span } = command;
    const last = this.#events.at(-1);
    // A program that failed is worth a line even where the script goes on; of programs that called each other, the innermost.
    if (status !== 0 && !(last?.subject === job.name && last.at === finished && last.text.startsWith("`")))
      this.#tell(job, `\`${[program, ...args].join(" ")}\` ended with status ${status}`, "bad", span);
    if (this.#commands.length > maxCommands) this.refuse({ kind: "budget", what: `more than ${maxCommands} commands` }, job.span);
  }

  /**
   * https://docs.gitlab.com/ci/environments/deployment_safety/#prevent-outdated-deployment-jobs: something newer is there already. New
   * projects are set so.
   */
  isOutdated(pipeline: LivePipeline, { environment }: PlannedJob): boolean {
    const latest = environment?.action === "start" ? this.#deployed.get(environment.name) : undefined;
    return latest !== undefined && latest.number > pipeline.number && latest.plan.commit !== pipeline.plan.commit;
  }

  /** A job with an environment has succeeded: it may have to be stopped after a while, or was just stopped. */
  environmentReached(pipeline: LivePipeline, { environment }: PlannedJob): void {
    if (!environment) return;
    this.#stops.get(environment.name)?.();
    this.#stops.delete(environment.name);
    const latest = this.#deployed.get(environment.name);
    if (environment.action === "start" && (latest?.number ?? -1) < pipeline.number) this.#deployed.set(environment.name, pipeline);
    const stopJob = environment.onStop;
    if (environment.action !== "start" || stopJob === "" || environment.lifetime === Number.POSITIVE_INFINITY) return;
    this.#stops.set(
      environment.name,
      this.clock.alarm(environment.lifetime, () => pipeline.play(stopJob)),
    );
  }

  say(job: JobRun, text: string, tone: PipelineEvent["tone"]): void {
    this.#tell(job, text, tone, job.status === "failed" && job.failedAt ? job.failedAt : job.span);
  }

  /** An event of the scenario itself. */
  announce(text: string, tone: PipelineEvent["tone"], span?: Span): void {
    this.#events.push({ at: this.clock.now(), subject: "pipeline", text, tone, ...(span ? { span } : {}) });
  }

  /** Nothing more is judged: what follows would not be what the real tool does. */
  refuse(problem: { readonly kind: "not-simulated" | "budget"; readonly what: string }, span: Span): void {
    const { engine } = this.#options;
    if (this.#diagnostics.length === 0)
      this.#diagnostics.push(problem.kind === "budget" ? spent(engine, problem.what, span) : notSimulated(engine, problem.what, span));
    this.#stop.abort();
  }

  #tell(job: JobRun, text: string, tone: PipelineEvent["tone"], span: Span): void {
    this.#events.push({ at: this.clock.now(), subject: job.name, text, tone, span });
  }
}

const spent = (engine: string, what: string, span: Span): Diagnostic => ({
  severity: "error",
  code: `${engine}/budget`,
  summary: `The script does not come to an end: ${what}`,
  detail: "A loop or an expansion here is larger than any script of a pipeline needs.",
  span,
});

const notSimulated = (engine: string, what: string, span: Span): Diagnostic => ({
  severity: "error",
  code: `${engine}/not-simulated`,
  summary: `Not simulated: ${what}`,
  detail: "The simulated shell cannot do this, so the run is not judged. Write it another way.",
  span,
});
