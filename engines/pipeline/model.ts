import type { Command, ScriptEntry } from "#engines/shell";
import type { Diagnostic, SourceFile, Span } from "#engines/source";
import type { World } from "#engines/world";

/**
 * Where a job stands, in the same words for every tool. `manual` waits for a person, `scheduled` for its delay; `unstable` is Jenkins' own.
 */
export type JobStatus =
  | "created"
  | "pending"
  | "running"
  | "success"
  | "unstable"
  | "failed"
  | "canceled"
  | "skipped"
  | "manual"
  | "scheduled";

export type FailureReason = "script_failure" | "job_execution_timeout" | "missing_dependency";

/** One part of a job's work: its entries run in one shell. */
export type Section = {
  readonly name: string;
  readonly entries: readonly ScriptEntry[];
  /** Runs after the job has failed too, and cannot change its result. */
  readonly after: boolean;
  /** Virtual seconds after which this part is stopped. */
  readonly timeout: number;
};

export type ArtifactPlan = {
  readonly paths: readonly string[];
  readonly exclude: readonly string[];
  readonly when: "on_success" | "on_failure" | "always";
  /** A file of `NAME=value` lines that become variables of the jobs that take this one's artifacts. */
  readonly dotenv: readonly string[];
  readonly span: Span;
};

export type EnvironmentPlan = { readonly name: string; readonly url: string; readonly action: string; readonly span: Span };

/** A job as a front end hands it to the runner. */
export type PlannedJob = {
  readonly name: string;
  readonly stage: string;
  readonly span: Span;
  readonly sections: readonly Section[];
  readonly flags: string;
  /** The environment, given the variables that the jobs it takes artifacts from have reported. */
  readonly env: (reported: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;
  /** Jobs whose artifacts are laid into the checkout before the job starts. */
  readonly takesFrom: readonly string[];
  readonly artifacts?: ArtifactPlan;
  readonly environment?: EnvironmentPlan;
  readonly allowFailure: (exitStatus: number) => boolean;
  /** Whether a failed attempt is tried again. */
  readonly retries: (attempts: number, reason: FailureReason, exitStatus: number) => boolean;
  readonly timeout: number;
  /** Seconds between the moment it may start and its start. */
  readonly delay: number;
};

/** What a front end decides: given where every job stands, which jobs change, until nothing does. */
export type Settle = (jobs: ReadonlyMap<string, JobRun>) => ReadonlyMap<string, { readonly status: JobStatus; readonly why: string }>;

/** One job of a run, while it goes and when it is over. Times are virtual seconds since the event. */
export type JobRun = {
  readonly name: string;
  readonly stage: string;
  readonly span: Span;
  status: JobStatus;
  /** Why it stands there, in words. */
  why: string;
  /** It failed, and was allowed to. */
  allowedToFail: boolean;
  started: number | undefined;
  finished: number | undefined;
  attempts: number;
  exitStatus: number;
  /** Where in the file the failure happened. */
  failedAt: Span | undefined;
  readonly log: { readonly text: string; readonly at: number }[];
  readonly artifacts: string[];
  readonly received: string[];
};

export type CommandRun = Command & { readonly job: string };

export type Deployment = {
  readonly environment: string;
  readonly version: string;
  /** Percent of the traffic. */
  readonly share: number;
  readonly rollback: boolean;
  readonly at: number;
  readonly job: string;
  readonly span: Span;
};

export type PipelineEvent = {
  readonly at: number;
  readonly subject: string;
  readonly text: string;
  readonly tone: "neutral" | "good" | "bad" | "waiting";
  readonly span?: Span;
};

/** One pipeline (workflow run, build) of a scenario. */
export type PipelineOutcome = {
  /** Tells the pipelines of one scenario apart: their order, from 1, as text. */
  readonly id: string;
  /** The tool's name for it: a workflow's name, a child pipeline's job; empty if it has none. */
  readonly name: string;
  readonly status: JobStatus;
  /** What set it off, in the tool's own word: `push`, `merge_request_event`, `pull_request`, `schedule`. */
  readonly source: string;
  /** The branch or tag. */
  readonly ref: string;
  readonly started: number;
  readonly finished: number;
};

/** A secret of the world in one job. */
export type SecretUse = {
  readonly name: string;
  readonly job: string;
  readonly pipeline: string;
  /** What the job's log shows of it. */
  readonly printed: "no" | "masked" | "plain";
  /** Where it was printed, else the job. */
  readonly span: Span;
};

/** What happened in a scenario, the same for every tool that runs pipelines. */
export type RunOutcome = {
  readonly pipelines: readonly PipelineOutcome[];
  readonly jobs: readonly JobOutcome[];
  readonly commands: readonly (CommandRun & { readonly pipeline: string })[];
  readonly deployments: readonly (Deployment & { readonly pipeline: string })[];
  readonly secrets: readonly SecretUse[];
  readonly events: readonly PipelineEvent[];
  /** Something not simulated, or a spent budget: the rest must not be judged. */
  readonly diagnostics: readonly Diagnostic[];
};

export type JobOutcome = JobRun & {
  readonly pipeline: string;
  /** The deployment environment that the file names for it, or empty. */
  readonly environment: string;
  /** The variables its scripts saw when it started, secrets included. */
  readonly variables: Readonly<Record<string, string>>;
};

export type PipelineRun = {
  readonly jobs: readonly JobRun[];
  readonly commands: readonly CommandRun[];
  readonly deployments: readonly Deployment[];
  readonly events: readonly PipelineEvent[];
  readonly finished: number;
  /** Something not simulated, or a spent budget: the rest must not be judged. */
  readonly diagnostics: readonly Diagnostic[];
};

export type RunOptions = {
  /** Names the engine in diagnostics: `gitlab-ci`. */
  readonly engine: string;
  readonly jobs: readonly PlannedJob[];
  readonly settle: Settle;
  readonly files: readonly SourceFile[];
  readonly world: World;
  readonly conditions: ReadonlySet<string>;
  /** Whether a person starts this job when it waits for one. */
  readonly plays: (job: PlannedJob) => boolean;
  /** The jobs that are looked at anew when this one, which waited for a person, is started. */
  readonly dependents: (job: PlannedJob) => readonly string[];
  /** Unix time of the event. */
  readonly epoch: number;
  readonly seed: number;
};
