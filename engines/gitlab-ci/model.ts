import type { ScriptEntry } from "#engines/shell";
import type { Located, Span } from "#engines/source";

/** A `.gitlab-ci.yml`, read: includes, `extends`, `default` and references are resolved. */
export type Configuration = {
  /** In order, `.pre` first and `.post` last. */
  readonly stages: readonly Located<string>[];
  readonly jobs: ReadonlyMap<string, Job>;
  readonly workflow: readonly Rule[] | undefined;
  readonly variables: ReadonlyMap<string, Located<string>>;
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
  /** The job's own and, as `inherit` allows, the global ones below them. */
  readonly variables: ReadonlyMap<string, Located<string>>;
  readonly rules: readonly Rule[] | undefined;
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
};

export type AllowFailure = { readonly kind: "yes" | "no" } | { readonly kind: "exit-codes"; readonly codes: readonly number[] };

/** https://docs.gitlab.com/ci/yaml/#rules */
export type Rule = {
  readonly span: Span;
  readonly if: Located<string> | undefined;
  readonly changes: readonly string[] | undefined;
  readonly exists: readonly string[] | undefined;
  readonly when: When | undefined;
  readonly startIn: number | undefined;
  readonly allowFailure: boolean | undefined;
  readonly variables: ReadonlyMap<string, Located<string>>;
  readonly needs: readonly Need[] | undefined;
};

export type Need = { readonly job: string; readonly span: Span; readonly optional: boolean; readonly artifacts: boolean };

export type Artifacts = {
  readonly span: Span;
  readonly paths: readonly Located<string>[];
  readonly exclude: readonly string[];
  readonly when: "on_success" | "on_failure" | "always";
  readonly dotenv: readonly string[];
};

export type JobEnvironment = {
  readonly name: Located<string>;
  readonly url: string;
  readonly action: string;
};

export type Retry = { readonly max: number; readonly when: readonly string[]; readonly exitCodes: readonly number[] };

/** What sets a pipeline off. */
export type Event =
  | { readonly kind: "push"; readonly branch: string; readonly changes: readonly string[] }
  | { readonly kind: "tag"; readonly tag: string }
  | { readonly kind: "merge-request"; readonly from: string; readonly into: string; readonly changes: readonly string[] }
  | { readonly kind: "schedule"; readonly branch: string }
  | { readonly kind: "web"; readonly branch: string; readonly variables: Readonly<Record<string, string>> };
