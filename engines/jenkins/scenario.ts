import type { Result } from "./groovy/errors.ts";

/** What set a build off. `user` and `upstream` say who. */
export type Cause =
  | { readonly kind: "branch-event" }
  | { readonly kind: "scm" }
  | { readonly kind: "timer" }
  | { readonly kind: "user"; readonly user: string }
  | { readonly kind: "upstream"; readonly project: string };

export type Commit = { readonly message: string; readonly author: string; readonly files: readonly string[] };

/** A pull or merge request that is built. */
export type ChangeRequest = {
  readonly id: string;
  readonly branch: string;
  readonly target: string;
  readonly title: string;
  readonly url: string;
  readonly author: string;
  readonly authorDisplayName: string;
  readonly authorEmail: string;
  readonly fork: string;
};

export type JenkinsEvent = {
  readonly cause: Cause;
  /** Of a multibranch job; absent in a plain one. */
  readonly branch?: string;
  readonly tag?: string;
  readonly change?: ChangeRequest;
  /** Commits since the last build; undefined where there was none to compare with. */
  readonly commits: readonly Commit[] | undefined;
  /** What a person who started it gave. */
  readonly parameters: Readonly<Record<string, string | boolean>>;
};

/** What somebody answers to a question; a question that nothing fits waits. */
export type Answer = {
  /** An id or message, with `*`. */
  readonly to: string;
  readonly action: "proceed" | "abort";
  readonly by: string;
  /** Seconds after the question. */
  readonly after: number;
  readonly values: Readonly<Record<string, string | boolean>>;
};

export type JenkinsScenario = {
  readonly event: JenkinsEvent;
  /** Another event while the first build runs or after it. */
  readonly later?: JenkinsEvent & { readonly after: number };
  readonly conditions: ReadonlySet<string>;
  readonly answers: readonly Answer[];
  /** `folder/job`, without the branch. */
  readonly job: string;
  readonly number: number;
  readonly previousResult: Result | undefined;
  /** Whether the pipeline comes from a repository, which is checked out. */
  readonly scm: boolean;
  /** Variables of the controller, which every build sees. */
  readonly environment: Readonly<Record<string, string>>;
  readonly epoch: number;
  readonly seed: number;
};
