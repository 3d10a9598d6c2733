import type { Command, FileSet, ScriptEntry } from "#engines/shell";
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

export type FailureReason =
  | "script_failure"
  | "job_execution_timeout"
  | "missing_dependency"
  | "protected_environment"
  | "downstream"
  | "outdated_deployment"
  | "environment_creation_failure"
  | "unmet_prerequisites";

/** One part of a job's work: its entries run in one shell. */
export type Section = {
  readonly name: string;
  readonly entries: readonly ScriptEntry[];
  /** Runs after the job has failed or was canceled too, and cannot change its result. */
  readonly after: boolean;
  /** Virtual seconds after which this part is stopped. */
  readonly timeout: number;
};

export type ArtifactPlan = {
  readonly paths: readonly string[];
  readonly exclude: readonly string[];
  /** Takes every file that is not of the repository too. */
  readonly untracked: boolean;
  readonly when: "on_success" | "on_failure" | "always";
  /** A file of `NAME=value` lines that become variables of the jobs that take this one's artifacts. */
  readonly dotenv: readonly string[];
  /** Virtual seconds after which they are gone. */
  readonly lifetime: number;
  readonly span: Span;
};

/** What becomes of the files that a job's artifacts name. */
export type SortedArtifacts = {
  /** Those that later jobs are given. */
  readonly files: FileSet;
  /** All that are kept. */
  readonly listed: readonly string[];
  /** Of the jobs that take this one's artifacts. */
  readonly variables: Readonly<Record<string, string>>;
  /** They could not be taken: the job fails with these words in its log. */
  readonly refused?: string;
};

/** Files that are kept from one job to a later one, in other pipelines too, under a key. */
export type CachePlan = {
  readonly key: string;
  readonly fallbackKeys: readonly string[];
  readonly paths: readonly string[];
  readonly untracked: boolean;
  readonly pull: boolean;
  readonly push: boolean;
  readonly when: "on_success" | "on_failure" | "always";
};

export type EnvironmentPlan = {
  readonly name: string;
  readonly url: string;
  readonly action: string;
  /** The job that stops it, or empty. */
  readonly onStop: string;
  /** Virtual seconds after which it is stopped. */
  readonly lifetime: number;
  readonly span: Span;
};

/** A variable that must not be printed; `masked` ones are hidden in logs. */
export type Secret = { readonly name: string; readonly value: string; readonly masked: boolean };

/** Jobs whose artifacts a job takes; `pipeline` is the id of another pipeline of the scenario. */
export type ArtifactSource = { readonly job: string; readonly pipeline?: string };

/** What a job that starts another pipeline needs to know when it runs. */
export type TriggerContext = {
  /** The artifacts of a job of the same pipeline. */
  readonly artifacts: (job: string) => FileSet;
  readonly env: Readonly<Record<string, string>>;
};

/** A job as a front end hands it to the runner. */
export type PlannedJob = {
  readonly name: string;
  readonly stage: string;
  readonly span: Span;
  readonly sections: readonly Section[];
  readonly flags: string;
  /** The environment, given the variables that the jobs it takes artifacts from have reported. */
  readonly env: (reported: Readonly<Record<string, string>>) => Readonly<Record<string, string>>;
  /** Laid into the checkout before the job starts, in this order. */
  readonly takesFrom: readonly ArtifactSource[];
  readonly artifacts?: ArtifactPlan;
  /** Whether the repository is laid out before it starts; without this it is. */
  readonly checksOut?: (env: Readonly<Record<string, string>>) => boolean;
  /** Where not all of its artifacts are for later jobs. */
  readonly sortsArtifacts?: (files: FileSet, status: "success" | "failed") => SortedArtifacts;
  /** The last line of its log. */
  readonly closesLog?: (ended: { readonly status: JobStatus; readonly reason?: FailureReason; readonly exitStatus: number }) => string;
  /** The caches of an attempt, given its environment. */
  readonly caches: (env: Readonly<Record<string, string>>) => readonly CachePlan[];
  readonly environment?: EnvironmentPlan;
  readonly secrets: readonly Secret[];
  /** Jobs of the same group run one after the other, whatever pipeline they are of; empty: no group. */
  readonly resourceGroup: string;
  /** A newer pipeline may cancel it while it runs. */
  readonly interruptible: boolean;
  /** Instead of a script it starts another pipeline. */
  readonly trigger?: {
    readonly start: (context: TriggerContext) => PipelinePlan | { readonly failed: string };
    /** Its result is that of the other pipeline. */
    readonly waits: boolean;
  };
  /** What it does at its very end, once its script has succeeded: words for the timeline and facts that hold from then on. */
  readonly concludes?: (env: Readonly<Record<string, string>>) => {
    readonly text: string;
    readonly facts: Readonly<Record<string, string>>;
  };
  /** Why it must fail before it starts. */
  readonly refusal?: { readonly reason: FailureReason; readonly text: string };
  readonly allowFailure: (exitStatus: number) => boolean;
  /** Whether a failed attempt is tried again. */
  readonly retries: (attempts: number, reason: FailureReason, exitStatus: number) => boolean;
  readonly timeout: number;
  /** Seconds between the moment it may start and its start. */
  readonly delay: number;
};

/** What a front end decides: given where every job stands, which jobs change, until nothing does. */
export type Settle = (jobs: ReadonlyMap<string, JobRun>) => ReadonlyMap<string, { readonly status: JobStatus; readonly why: string }>;

/** One pipeline as a front end hands it to the runner. */
export type PipelinePlan = {
  /** Tells the pipelines of one scenario apart. */
  readonly id: string;
  readonly name: string;
  readonly source: string;
  readonly ref: string;
  /** Pipelines of the same commit have the same. */
  readonly commit: string;
  readonly jobs: readonly PlannedJob[];
  readonly settle: Settle;
  /** The status of the whole, from its jobs. */
  readonly statusOf: (jobs: readonly JobRun[]) => JobStatus;
  /** Whether a person starts this job when it waits for one. */
  readonly plays: (job: PlannedJob) => boolean;
  /** The jobs that are looked at anew when this one, which waited for a person, is started. */
  readonly dependents: (job: PlannedJob) => readonly string[];
  readonly conditions: ReadonlySet<string>;
  /** The first job that fails cancels the others. */
  readonly cancelsOnFailure: boolean;
  /** Earlier pipelines with the same group are redundant once this one starts, with those that they started; empty: none are. */
  readonly supersedes: string;
  readonly whenSuperseded: "conservative" | "interruptible" | "none";
};

/** One job of a run, while it goes and when it is over. Times are virtual seconds since the event. */
export type JobRun = {
  readonly name: string;
  readonly stage: string;
  readonly span: Span;
  readonly pipeline: string;
  /** The deployment environment that the file names for it, or empty. */
  readonly environment: string;
  /** What its token may do, by scope, where the tool has such a thing. */
  readonly permissions?: Readonly<Record<string, string>>;
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
  /** The variables its scripts saw when it started, secrets included. */
  variables: Readonly<Record<string, string>>;
  readonly log: { readonly text: string; readonly at: number }[];
  readonly artifacts: string[];
  readonly received: string[];
};

export type JobOutcome = Readonly<JobRun>;

export type CommandRun = Command & { readonly job: string; readonly pipeline: string };

export type Deployment = {
  readonly environment: string;
  readonly version: string;
  /** Percent of the traffic. */
  readonly share: number;
  readonly rollback: boolean;
  readonly at: number;
  readonly job: string;
  readonly pipeline: string;
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
  /** Tells the pipelines of one scenario apart. */
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
  readonly commands: readonly CommandRun[];
  readonly deployments: readonly Deployment[];
  readonly secrets: readonly SecretUse[];
  readonly events: readonly PipelineEvent[];
  /** Something not simulated, or a spent budget: the rest must not be judged. */
  readonly diagnostics: readonly Diagnostic[];
};

export type ScenarioOptions = {
  /** Names the engine in diagnostics: `gitlab-ci`. */
  readonly engine: string;
  /** The whole repository. */
  readonly files: readonly SourceFile[];
  readonly world: World;
  /** Unix time of the event. */
  readonly epoch: number;
  readonly seed: number;
};
