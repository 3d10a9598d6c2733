/** Something that happens to the project, and may start workflows. */
export type ActionsEvent =
  | { readonly kind: "push"; readonly branch: string; readonly changes: readonly string[] }
  | { readonly kind: "tag"; readonly tag: string }
  | {
      readonly kind: "pull-request";
      readonly from: string;
      readonly into: string;
      readonly changes: readonly string[];
      /** `opened`, `synchronize`, `closed` … */
      readonly activity: string;
      /** The branch it comes from is of somebody's copy of the repository. */
      readonly fork?: boolean;
    }
  | { readonly kind: "schedule"; readonly branch: string /** Absent: every schedule's time has come. */; readonly cron?: string }
  | {
      readonly kind: "dispatch";
      readonly branch: string;
      readonly inputs: Readonly<Record<string, string>>;
      /** The workflow's file or name; absent: every one that can be started by hand. */
      readonly workflow?: string;
    };

/** What follows from a run: another workflow may wait for it. */
export type FollowingEvent = {
  readonly kind: "workflow-run";
  /** The default branch, whose workflows answer. */
  readonly branch: string;
  readonly workflow: string;
  readonly activity: "requested" | "completed";
  readonly headBranch: string;
  /** `success`, `failure` …; empty for a run that has only been requested. */
  readonly conclusion: string;
  readonly cause: string;
};

export type AnyEvent = ActionsEvent | FollowingEvent;

/** The event's name in GitHub's own word. */
export function eventName(event: AnyEvent): string {
  const names = {
    "workflow-run": "workflow_run",
    push: "push",
    tag: "push",
    "pull-request": "pull_request",
    schedule: "schedule",
    dispatch: "workflow_dispatch",
  } as const;
  return names[event.kind];
}

/** `refs/…`, as `github.ref` has it. */
export function refOf(event: AnyEvent): string {
  if (event.kind === "tag") return `refs/tags/${event.tag}`;
  return event.kind === "pull-request" ? "refs/pull/7/merge" : `refs/heads/${event.branch}`;
}

/** https://docs.github.com/en/actions/reference/events-that-trigger-workflows#workflows-in-forked-repositories */
export const isFromFork = (event: AnyEvent): boolean => event.kind === "pull-request" && event.fork === true;

/** The branch or tag in short; of a pull request, the branch it comes from. */
export function refName(event: AnyEvent): string {
  if (event.kind === "tag") return event.tag;
  return event.kind === "pull-request" ? event.from : event.branch;
}
