import type { Command, ScriptEntry } from "#engines/shell";
import type { Diagnostic, SourceFile, Span } from "#engines/source";
import type { World } from "#engines/world";

/** Where a job stands. `manual` waits for a person, `scheduled` for its delay. */
export type JobStatus = "created" | "pending" | "running" | "success" | "failed" | "canceled" | "skipped" | "manual" | "scheduled";

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
