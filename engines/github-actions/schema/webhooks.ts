/** https://docs.github.com/en/actions/reference/events-that-trigger-workflows: every event and its activity types. */
export const webhooks: Readonly<Record<string, readonly string[]>> = {
  branch_protection_rule: ["created", "edited", "deleted"],
  check_run: ["created", "rerequested", "completed", "requested_action"],
  check_suite: ["completed"],
  create: [],
  delete: [],
  deployment: [],
  deployment_status: [],
  discussion: [
    ...["created", "edited", "deleted", "transferred", "pinned", "unpinned", "labeled", "unlabeled", "locked", "unlocked"],
    ...["category_changed", "answered", "unanswered"],
  ],
  discussion_comment: ["created", "edited", "deleted"],
  fork: [],
  gollum: [],
  issue_comment: ["created", "edited", "deleted"],
  issues: [
    ...["opened", "edited", "deleted", "transferred", "pinned", "unpinned", "closed", "reopened", "assigned", "unassigned"],
    ...["labeled", "unlabeled", "locked", "unlocked", "milestoned", "demilestoned", "typed", "untyped"],
  ],
  label: ["created", "edited", "deleted"],
  merge_group: ["checks_requested"],
  milestone: ["created", "closed", "opened", "edited", "deleted"],
  page_build: [],
  public: [],
  pull_request: pullRequestTypes(),
  pull_request_review: ["submitted", "edited", "dismissed"],
  pull_request_review_comment: ["created", "edited", "deleted"],
  pull_request_target: pullRequestTypes(),
  push: [],
  registry_package: ["published", "updated"],
  release: ["published", "unpublished", "created", "edited", "deleted", "prereleased", "released"],
  status: [],
  watch: ["started"],
  workflow_run: ["completed", "requested", "in_progress"],
};

function pullRequestTypes(): readonly string[] {
  return [
    ...["assigned", "unassigned", "labeled", "unlabeled", "opened", "edited", "closed", "reopened", "synchronize", "converted_to_draft"],
    ...["locked", "unlocked", "enqueued", "dequeued", "milestoned", "demilestoned", "ready_for_review", "review_requested"],
    ...["review_request_removed", "auto_merge_enabled", "auto_merge_disabled"],
  ];
}

/** https://docs.github.com/en/actions/reference/events-that-trigger-workflows#pull_request: what happens where no types are given. */
export const defaultPullRequestTypes: readonly string[] = ["opened", "synchronize", "reopened"];

const requests = ["pull_request", "pull_request_target"];
const branchEvents = ["merge_group", "push", ...requests, "workflow_run"];
const pathEvents = ["push", ...requests];

/** The events that know a filter. */
export const filterEvents = {
  branches: branchEvents,
  "branches-ignore": branchEvents,
  tags: ["push"],
  "tags-ignore": ["push"],
  paths: pathEvents,
  "paths-ignore": pathEvents,
} as const satisfies Record<string, readonly string[]>;
