import type { JobRun, PipelineEvent, VirtualClock } from "#engines/pipeline";
import type { Command, FileSet, ShellDeployment, StopSignal } from "#engines/shell";
import type { SourceFile, Span } from "#engines/source";
import type { World } from "#engines/world";
import type { Repository } from "../actions/repository.ts";
import type { ActionsEvent, AnyEvent } from "../events/model.ts";

/** Something that happens, and what is the case while it does. */
export type Happening = { readonly event: ActionsEvent; readonly conditions: ReadonlySet<string> };

export type ActionsScenario = Happening & {
  /** Environments whose deployments a person approves; `*` for all. */
  readonly approve: readonly string[];
  /** Events before this one, each run to its end: caches and what is live stay from them. */
  readonly before: readonly Happening[];
  /** Further events, each so many seconds after this one. */
  readonly later: readonly (Happening & { readonly after: number })[];
  /** Unix time of the event. */
  readonly epoch: number;
  readonly seed: number;
};

export type Problem = { readonly kind: "not-simulated" | "budget"; readonly what: string };

/** What all runs of a scenario share. */
export type Around = {
  readonly world: World;
  readonly files: readonly SourceFile[];
  readonly repository: Repository;
  readonly clock: VirtualClock;
  readonly facts: Map<string, string>;
  /** By scope, version and key. */
  readonly caches: Map<string, FileSet>;
  readonly approve: readonly string[];
  readonly epoch: number;
  readonly seed: number;
  /** Ends everything. */
  readonly stop: StopSignal;
  readonly say: (event: Omit<PipelineEvent, "at">) => void;
  readonly command: (command: Command, job: JobRun) => void;
  readonly deployed: (deployment: ShellDeployment, job: JobRun) => void;
  readonly refuse: (problem: Problem, span: Span) => void;
  readonly secret: (name: string, job: JobRun, printed: "no" | "masked" | "plain", span: Span) => void;
  /** `order` is the place of the job in the file of the run's own workflow. */
  readonly newJob: (job: Pick<JobRun, "name" | "span" | "pipeline" | "environment" | "permissions"> & { readonly order: number }) => JobRun;
};

/** What one workflow run, with the workflows it calls, shares. */
export type RunContext = {
  readonly id: string;
  readonly number: number;
  /** Of the commit it is for. */
  readonly sha: string;
  readonly event: AnyEvent;
  readonly conditions: ReadonlySet<string>;
  readonly workflowName: string;
  readonly workflowPath: string;
  /** Artifacts by name; a name can be given once. */
  readonly artifacts: Map<string, FileSet>;
  /** Inputs of a run by hand, as text. */
  readonly eventInputs: Readonly<Record<string, string>> | undefined;
};

export type Result = "success" | "failure" | "cancelled" | "skipped";
export type Outputs = Readonly<Record<string, string>>;
