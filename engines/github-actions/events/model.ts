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
      /** The default branch, where it is `pull_request_target` that answers. */
      readonly target?: string;
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
  if (event.kind === "pull-request" && event.target !== undefined) return "pull_request_target";
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
  if (event.kind !== "pull-request") return `refs/heads/${event.branch}`;
  return event.target === undefined ? "refs/pull/7/merge" : `refs/heads/${event.target}`;
}

/** https://docs.github.com/en/actions/reference/events-that-trigger-workflows#pull_request_target: a pull request starts workflows of both. */
export const eventsOf = (event: AnyEvent, defaultBranch: string): readonly AnyEvent[] =>
  event.kind === "pull-request" ? [event, { ...event, target: defaultBranch }] : [event];

/** The branch of a pull request is of somebody's copy of the repository. */
export const hasForeignHead = (event: AnyEvent): boolean => event.kind === "pull-request" && event.fork === true;

/** https://docs.github.com/en/actions/reference/events-that-trigger-workflows#workflows-in-forked-repositories: what runs is not to be trusted. */
export const isFromFork = (event: AnyEvent): boolean =>
  hasForeignHead(event) && event.kind === "pull-request" && event.target === undefined;

/** The branch or tag in short; of a pull request, the branch it comes from. */
export function refName(event: AnyEvent): string {
  if (event.kind === "tag") return event.tag;
  return event.kind === "pull-request" ? event.from : event.branch;
}
