import {
  type JobRun,
  type PipelineEvent,
  type PipelineOutcome,
  type RunOutcome,
  type SecretUse,
  shiftTimes,
  VirtualClock,
} from "#engines/pipeline";
import { type Command, Stop } from "#engines/shell";
import type { Diagnostic, SourceFile, Span } from "#engines/source";
import type { World } from "#engines/world";
import { Repository } from "./actions/repository.ts";
import { type AnyEvent, eventName, eventsOf, type FollowingEvent, isFromFork, refName } from "./events/model.ts";
import { dispatchInputs, startOfWorkflow } from "./events/starts.ts";
import type { Value } from "./expressions/evaluate.ts";
import type { Workflow } from "./model.ts";
import { parseWorkflows } from "./parse.ts";
import { defaultGrant } from "./permissions.ts";
import { claimOf, withHeld } from "./run/claim.ts";
import { commitOf, githubContext, projectVars } from "./run/github.ts";
import { type Claim, ConcurrencyGroups } from "./run/groups.ts";
import type { ActionsScenario, Around, Happening, Problem, Result, RunContext } from "./run/model.ts";
import { Scope, TemplateFault } from "./run/scope.ts";
import { WorkflowRun } from "./run/workflow-run.ts";

export type { ActionsEvent } from "./events/model.ts";
export type { ActionsScenario, Happening } from "./run/model.ts";

/** Commands and jobs, over all runs of a scenario, after which it is ended. */
const maxCommands = 5_000;
const maxJobs = 1_000;
/** https://docs.github.com/en/actions/reference/events-that-trigger-workflows#workflow_run: chains of workflows end after three. */
const maxFollowing = 3;

/** Runs every workflow that the events of a scenario start, to the end. `files` is the whole repository. */
export async function runActions(files: readonly SourceFile[], world: World, told: ActionsScenario): Promise<RunOutcome> {
  return new Scenario(files, world, told).run();
}

type Pipeline = { -readonly [Key in keyof PipelineOutcome]: PipelineOutcome[Key] };

class Scenario {
  readonly #told: ActionsScenario;
  readonly #workflows: readonly Workflow[];
  readonly #clock = new VirtualClock();
  readonly #stop = new Stop();
  readonly #groups = new ConcurrencyGroups();
  readonly #around: Around;
  #number = 0;
  /** Of runs that follow from others: how many came before them. */
  readonly #depths = new Map<string, number>();
  #depth = 0;
  #pipelines: Pipeline[] = [];
  #jobs: JobRun[] = [];
  readonly #order = new WeakMap<JobRun, number>();
  #commands: RunOutcome["commands"][number][] = [];
  #deployments: RunOutcome["deployments"][number][] = [];
  #secrets: SecretUse[] = [];
  #events: PipelineEvent[] = [];
  readonly #diagnostics: Diagnostic[] = [];

  constructor(files: readonly SourceFile[], world: World, told: ActionsScenario) {
    this.#told = told;
    this.#workflows = parseWorkflows(files);
    this.#around = {
      ...{
        world,
        files,
        approve: told.approve,
        epoch: told.epoch,
        seed: told.seed,
        clock: this.#clock,
        stop: this.#stop,
      },
      repository: new Repository(files),
      facts: new Map(world.facts),
      caches: new Map(),
      say: (event) => this.#events.push({ ...event, at: this.#clock.now() }),
      command: (command, job) => {
        this.#commands.push({ ...command, job: job.name, pipeline: job.pipeline });
        this.#sayFailed(command, job);
        if (this.#commands.length > maxCommands) this.#refuse({ kind: "budget", what: `more than ${maxCommands} commands` }, job.span);
      },
      deployed: (deployment, job) => {
        this.#deployments.push({ ...deployment, job: job.name, pipeline: job.pipeline });
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
      refuse: (problem, span) => this.#refuse(problem, span),
      secret: (name, job, printed, span) => this.#secrets.push({ name, job: job.name, pipeline: job.pipeline, printed, span }),
      newJob: (job) => this.#newJob(job),
    };
  }

  async run(): Promise<RunOutcome> {
    for (const happening of this.#told.before) await this.#clock.run(async () => this.#happen(happening));
    const start = this.#clock.now();
    this.#forget();
    await this.#clock.run(async () => {
      this.#happen(this.#told);
      for (const next of this.#told.later) {
        this.#clock.start(async () => {
          await this.#clock.sleep(next.after, this.#stop);
          if (!this.#stop.aborted) this.#happen(next);
        });
      }
    });
    for (const pipeline of this.#pipelines) this.#conclude(pipeline);
    this.#jobs.sort((a, b) => Number(a.pipeline) - Number(b.pipeline) || (this.#order.get(a) ?? 0) - (this.#order.get(b) ?? 0));
    const outcome = {
      ...{ pipelines: this.#pipelines, jobs: this.#jobs, commands: this.#commands, deployments: this.#deployments, secrets: this.#secrets },
      ...{ events: this.#events.toSorted((a, b) => a.at - b.at), diagnostics: this.#diagnostics },
    };
    return start === 0 ? outcome : shiftTimes(outcome, start);
  }

  /** Earlier runs leave caches, facts and numbers; what they did is not told. */
  #forget(): void {
    this.#pipelines = [];
    this.#jobs = [];
    this.#commands = [];
    this.#deployments = [];
    this.#secrets = [];
    this.#events = [];
  }

  #happen({ event, conditions }: Happening): void {
    const reasons = this.#answer(event, conditions);
    if (reasons)
      this.#around.say({ subject: "pipeline", text: `no workflow starts: ${reasons.join("; ") || "there is none"}`, tone: "bad" });
  }

  /** Starts what waits for a run to begin or to end; such runs can be followed by others, three deep. */
  #follow(run: RunContext, activity: FollowingEvent["activity"], conclusion: string): void {
    const depth = this.#depths.get(run.id) ?? 0;
    if (depth >= maxFollowing || this.#stop.aborted) return;
    const event: FollowingEvent = {
      kind: "workflow-run",
      ...{ branch: this.#around.world.project.defaultBranch, workflow: run.workflowName, activity, conclusion },
      ...{ headBranch: refName(run.event), cause: eventName(run.event) },
    };
    const outer = this.#depth;
    this.#depth = depth + 1;
    this.#answer(event, run.conditions);
    this.#depth = outer;
  }

  /** Starts every workflow that an event starts, or says for each why it does not. */
  #answer(event: AnyEvent, conditions: ReadonlySet<string>): readonly string[] | undefined {
    const reasons: string[] = [];
    let started = 0;
    const events = eventsOf(event, this.#around.world.project.defaultBranch);
    for (const [workflow, event] of this.#workflows.flatMap((each) => eventsFor(each, events).map((one) => [each, one] as const))) {
      const start = startOfWorkflow(workflow, event);
      const name = nameOf(workflow);
      if (!start.starts) {
        reasons.push(`${name}: ${start.why}`);
        continue;
      }
      const inputs = start.by.kind === "dispatch" && event.kind === "dispatch" ? dispatchInputs(start.by, event.inputs) : { values: {} };
      if ("problem" in inputs) {
        reasons.push(`${name}: ${inputs.problem}`);
        continue;
      }
      started++;
      this.#begin(
        workflow,
        event,
        conditions,
        start.by.kind === "dispatch" ? typedInputs(start.by.inputs, inputs.values) : {},
        inputs.values,
      );
    }
    return started > 0 ? undefined : reasons;
  }

  #begin(
    workflow: Workflow,
    event: AnyEvent,
    conditions: ReadonlySet<string>,
    inputs: { readonly [name: string]: Value },
    eventInputs: Readonly<Record<string, string>>,
  ): void {
    const number = ++this.#number;
    const run: RunContext = {
      ...{ id: String(number), number, sha: commitOf(number, event), event, conditions, workflowPath: workflow.path, eventInputs },
      workflowName: nameOf(workflow),
      artifacts: new Map(),
    };
    const pipeline: Pipeline = {
      ...{ id: run.id, name: run.workflowName, status: "pending", source: eventName(event), ref: refName(event) },
      ...{ started: this.#clock.now(), finished: this.#clock.now() },
    };
    this.#pipelines.push(pipeline);
    this.#depths.set(run.id, this.#depth);
    const { world } = this.#around;
    const secrets = Object.fromEntries(
      (isFromFork(event) ? [] : world.variables)
        .filter((each) => each.masked && each.environment === undefined)
        .map(({ name, value }) => [name, value]),
    );
    const subject = "pipeline";
    let claim: Claim | undefined;
    try {
      claim = claimOf(
        workflow.concurrency,
        new Scope(() => ({ github: githubContext(this.#around, run, ""), inputs, vars: projectVars(world, event) })),
      );
    } catch (fault) {
      if (!(fault instanceof TemplateFault)) throw fault;
      pipeline.status = "failed";
      this.#around.say({ subject, text: `failed: ${fault.message}`, tone: "bad", span: workflow.concurrency?.span ?? workflow.span });
      return;
    }
    const workflowRun = new WorkflowRun({
      ...{ around: this.#around, run, groups: this.#groups, workflow, inputs, secrets, prefix: "", depth: 1 },
      held: withHeld(new Map(), claim, "a top level workflow"),
      granted: defaultGrant(world.project.workflowPermissions ?? "read"),
      onEnd: (result) => {
        if (pipeline.status !== "canceled") pipeline.status = statusOf(result);
        if (claim) this.#groups.leave(claim, entrant);
        this.#follow(run, "completed", result);
      },
    });
    const entrant = {
      begin: () => {
        if (pipeline.status !== "pending") return;
        pipeline.status = "running";
        this.#around.say({ subject, text: `"${run.workflowName}" started`, tone: "neutral", span: workflow.span });
        this.#clock.start(async () => workflowRun.advance());
        this.#follow(run, "requested", "");
      },
      cancel: (why: string) => {
        this.#around.say({ subject, text: `"${run.workflowName}" is canceled: ${why}`, tone: "bad", span: workflow.span });
        const waiting = pipeline.status === "pending";
        pipeline.status = "canceled";
        if (waiting) pipeline.finished = this.#clock.now();
        else workflowRun.cancel(why);
      },
    };
    if (claim) this.#groups.enter(claim, entrant);
    else entrant.begin();
  }

  /** A run in which something waits for a person has no end of its own. */
  #conclude(pipeline: Pipeline): void {
    const jobs = this.#jobs.filter((job) => job.pipeline === pipeline.id);
    if (pipeline.status === "running" && jobs.some((job) => job.status === "manual")) pipeline.status = "manual";
    pipeline.finished = jobs.reduce((latest, job) => Math.max(latest, job.finished ?? 0), pipeline.finished);
  }

  #newJob({ name, span, pipeline, environment, permissions, order }: Parameters<Around["newJob"]>[0]): JobRun {
    const job: JobRun = {
      ...{ name, span, pipeline, environment, permissions, stage: "", status: "created", why: "", allowedToFail: false, variables: {} },
      ...{ started: undefined, finished: undefined, attempts: 0, exitStatus: 0, failedAt: undefined, log: [], artifacts: [], received: [] },
    };
    this.#jobs.push(job);
    this.#order.set(job, order);
    if (this.#jobs.length > maxJobs) this.#refuse({ kind: "budget", what: `more than ${maxJobs} jobs` }, span);
    return job;
  }

  /** A program that failed is worth a line even where the script goes on; of programs that called each other, the innermost. */
  #sayFailed({ program, args, status, finished, span }: Command, job: JobRun): void {
    const last = this.#events.at(-1);
    if (status === 0 || (last?.subject === job.name && last.at === finished && last.text.startsWith("`"))) return;
    const text = `\`${[program, ...args].join(" ")}\` ended with status ${status}`;
    this.#events.push({ at: finished, subject: job.name, text, tone: "bad", span });
  }

  /** Nothing more is judged: what follows would not be what GitHub does. */
  #refuse({ kind, what }: Problem, span: Span): void {
    if (this.#diagnostics.length === 0) {
      this.#diagnostics.push({
        severity: "error",
        code: `github-actions/${kind}`,
        summary: kind === "budget" ? `The run does not come to an end: ${what}` : `Not simulated: ${what}`,
        detail:
          kind === "budget"
            ? "It is larger than any pipeline needs."
            : "It cannot be done here, so that the run is not judged. Write it another way.",
        span,
      });
    }
    this.#stop.abort();
  }
}

/** Those that the workflow names; the first stands for all where it names none. */
function eventsFor({ events }: Workflow, happened: readonly AnyEvent[]): readonly AnyEvent[] {
  const named = happened.filter((event) => events.some(({ name }) => name.value === eventName(event)));
  return named.length > 0 ? named : happened.slice(0, 1);
}

const nameOf = (workflow: Workflow): string => workflow.name?.value || workflow.path;

function statusOf(result: Result): Pipeline["status"] {
  const statuses = { success: "success", failure: "failed", cancelled: "canceled", skipped: "skipped" } as const;
  return statuses[result];
}

/** `inputs` has booleans where `github.event.inputs` has texts. */
function typedInputs(
  declared: ReadonlyMap<string, { readonly name: { readonly value: string }; readonly type: string | undefined }>,
  values: Readonly<Record<string, string>>,
): { readonly [name: string]: Value } {
  return Object.fromEntries(
    [...declared.values()].map(({ name, type }): [string, Value] => {
      const text = values[name.value] ?? "";
      return [name.value, type === "boolean" ? text === "true" : text];
    }),
  );
}
