import type { ScriptEntry } from "#engines/shell";
import type { Located, Span } from "#engines/source";
import type { YamlMap } from "#engines/yaml";

/** A variable of the file. A raw one stands as it is written: dollars in it name nothing. */
export type Variable = Located<string> & { readonly raw?: boolean };

export type Variables = ReadonlyMap<string, Variable>;

/** A `.gitlab-ci.yml`, read: includes, `extends`, `default` and references are resolved, parallel jobs are laid out. */
export type Configuration = {
  /** In order, `.pre` first and `.post` last. */
  readonly stages: readonly Located<string>[];
  readonly jobs: ReadonlyMap<string, Job>;
  readonly workflow: Workflow;
  readonly variables: Variables;
  /** Its includes differ from event to event: it is read anew for each. */
  readonly dependsOnEvent: boolean;
};

/** https://docs.gitlab.com/ci/yaml/#workflow */
export type Workflow = {
  readonly name: string;
  readonly rules: readonly Rule[] | undefined;
  readonly autoCancel: AutoCancel;
};

/** https://docs.gitlab.com/ci/yaml/#workflowauto_cancelon_new_commit and `on_job_failure`. */
export type AutoCancel = {
  readonly onNewCommit: "conservative" | "interruptible" | "none" | undefined;
  readonly onJobFailure: "all" | "none" | undefined;
};

export type When = "on_success" | "on_failure" | "always" | "manual" | "delayed" | "never";

/** https://docs.gitlab.com/ci/yaml/#job-keywords */
export type Job = {
  readonly name: string;
  readonly span: Span;
  readonly stage: Located<string>;
  readonly beforeScript: readonly ScriptEntry[];
  readonly script: readonly ScriptEntry[];
  readonly afterScript: readonly ScriptEntry[];
  /** The job's own. */
  readonly variables: Variables;
  /** Which of the pipeline's it has, too: all, none, or those of these names. */
  readonly inheritsVariables: boolean | readonly string[];
  readonly rules: readonly Rule[] | undefined;
  readonly only: Filter | undefined;
  readonly except: Filter | undefined;
  readonly when: When;
  readonly startIn: number;
  readonly allowFailure: AllowFailure | undefined;
  readonly needs: readonly Need[] | undefined;
  readonly dependencies: readonly Located<string>[] | undefined;
  readonly artifacts: Artifacts | undefined;
  readonly environment: JobEnvironment | undefined;
  readonly retry: Retry;
  /** Seconds; GitLab's default is an hour. */
  readonly timeout: number;
  readonly cache: readonly Cache[];
  readonly resourceGroup: string;
  readonly interruptible: boolean;
  readonly trigger: Trigger | undefined;
  readonly release: Release | undefined;
  /** Variables that hold a token or a secret of a service outside. */
  readonly tokens: readonly string[];
  readonly parallel: Parallel | undefined;
  /** Of a job that `parallel` laid out: the name it has in the file, its place, and its values of the matrix. */
  readonly instance: Instance | undefined;
};

/** https://docs.gitlab.com/ci/yaml/#parallel */
export type Parallel =
  | { readonly kind: "count"; readonly count: number }
  | { readonly kind: "matrix"; readonly rows: readonly (readonly MatrixAxis[])[] };

export type MatrixAxis = { readonly name: string; readonly values: readonly Located<string>[] };

export type Instance = {
  readonly of: string;
  readonly index: number;
  readonly total: number;
  readonly values: Readonly<Record<string, string>>;
};

/** `only` or `except`: https://docs.gitlab.com/ci/yaml/deprecated_keywords/ */
export type Filter = {
  readonly refs: readonly string[];
  readonly variables: readonly Located<string>[];
  readonly changes: readonly string[] | undefined;
};

/** https://docs.gitlab.com/ci/yaml/#cache */
export type Cache = {
  /** Text, or files whose content makes the key. */
  readonly key: { readonly text: string } | { readonly files: readonly string[]; readonly prefix: string };
  readonly fallbackKeys: readonly string[];
  readonly paths: readonly string[];
  readonly untracked: boolean;
  readonly policy: string;
  readonly when: "on_success" | "on_failure" | "always";
  readonly unprotect: boolean;
};

/** https://docs.gitlab.com/ci/yaml/#trigger: a pipeline of the same project. */
export type Trigger = {
  readonly includes: readonly (Located<string> & { readonly artifactOf?: Located<string> })[];
  /** For the inputs that the child's file declares. */
  readonly inputs: YamlMap | undefined;
  readonly waits: boolean;
  readonly forwardsYamlVariables: boolean;
  readonly forwardsPipelineVariables: boolean;
};

/** https://docs.gitlab.com/ci/yaml/#release */
export type Release = { readonly tag: string; readonly name: string; readonly description: string; readonly span: Span };

export type AllowFailure = { readonly kind: "yes" | "no" } | { readonly kind: "exit-codes"; readonly codes: readonly number[] };

/** https://docs.gitlab.com/ci/yaml/#rules */
export type Rule = {
  readonly span: Span;
  readonly if: Located<string> | undefined;
  readonly changes: readonly string[] | undefined;
  /** What `changes` is compared with: without it, with the push or request before. */
  readonly compareTo: string | undefined;
  readonly exists: readonly string[] | undefined;
  readonly when: When | undefined;
  readonly startIn: number | undefined;
  readonly allowFailure: AllowFailure | undefined;
  readonly variables: Variables;
  readonly needs: readonly Need[] | undefined;
  readonly interruptible: boolean | undefined;
  readonly autoCancel: AutoCancel;
};

export type Need = {
  readonly job: string;
  readonly span: Span;
  readonly optional: boolean;
  readonly artifacts: boolean;
  /** Of a parallel job only the instances with these values. */
  readonly matrix: readonly (readonly MatrixAxis[])[] | undefined;
  /** The job of another pipeline (the parent, as `$PARENT_PIPELINE_ID`): it is not waited for, its artifacts are taken. */
  readonly pipeline: string | undefined;
};

export type Artifacts = {
  readonly span: Span;
  readonly paths: readonly Located<string>[];
  readonly exclude: readonly string[];
  readonly untracked: boolean;
  readonly when: "on_success" | "on_failure" | "always";
  readonly dotenv: readonly string[];
  readonly reports: readonly string[];
  /** Seconds. */
  readonly expireIn: number;
};

/** https://docs.gitlab.com/ci/yaml/#environment */
export type JobEnvironment = {
  readonly name: Located<string>;
  readonly url: string;
  readonly action: string;
  readonly onStop: Located<string> | undefined;
  /** Seconds. */
  readonly autoStopIn: number;
  readonly tier: string;
};

export type Retry = { readonly max: number; readonly when: readonly string[]; readonly exitCodes: readonly number[] };

/** What sets a pipeline off. */
export type Event =
  | { readonly kind: "push"; readonly branch: string; readonly changes: readonly string[] }
  | { readonly kind: "tag"; readonly tag: string }
  | { readonly kind: "merge-request"; readonly from: string; readonly into: string; readonly changes: readonly string[] }
  | { readonly kind: "schedule"; readonly branch: string }
  | { readonly kind: "web"; readonly branch: string; readonly variables: Readonly<Record<string, string>> }
  /** Another pipeline of the project, for the same commit as `of`. */
  | { readonly kind: "child"; readonly of: Exclude<Event, { kind: "child" }>; readonly variables: Readonly<Record<string, string>> };
