import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { World } from "#engines/world";
import { type AnyEvent, eventName, isFromFork, refName, refOf } from "../events/model.ts";
import type { Value } from "../expressions/evaluate.ts";
import type { Around, RunContext } from "./model.ts";

export const workspaceOf = ({ world }: Around): string => {
  const name = world.project.path.split("/").at(-1) ?? "";
  return `/home/runner/work/${name}/${name}`;
};

/** Where a step finds `GITHUB_OUTPUT` and the others. */
export const commandFolder = "/home/runner/work/_temp/_runner_file_commands";

const actorOf = (event: AnyEvent): string => (isFromFork(event) ? "contributor" : "developer");

/** A run's commit: the same scenario gives the same one. */
export const commitOf = (number: number, event: AnyEvent): string =>
  bytesToHex(sha256(utf8ToBytes(`${number} ${refOf(event)}`))).slice(0, 40);

type GithubContext = { readonly [key: string]: Value };

const contexts = new WeakMap<RunContext, Map<string, GithubContext>>();

/** https://docs.github.com/en/actions/reference/contexts-reference#github-context */
export function githubContext(around: Around, run: RunContext, job: string): GithubContext {
  const ofRun = contexts.get(run) ?? new Map<string, GithubContext>();
  contexts.set(run, ofRun);
  const context = ofRun.get(job) ?? makeContext(around, run, job);
  ofRun.set(job, context);
  return context;
}

function makeContext(around: Around, run: RunContext, job: string): GithubContext {
  const { path } = around.world.project;
  const [owner = ""] = path.split("/");
  const { event } = run;
  const ref = refOf(event);
  const request = event.kind === "pull-request";
  return {
    action: "__run",
    actor: actorOf(event),
    api_url: "https://api.github.com",
    base_ref: request ? event.into : "",
    event: eventPayload(around, run),
    event_name: eventName(event),
    event_path: "/home/runner/work/_temp/_github_workflow/event.json",
    graphql_url: "https://api.github.com/graphql",
    head_ref: request ? event.from : "",
    job,
    ref,
    ref_name: request ? "7/merge" : refName(event),
    ref_protected: isProtected(around, run),
    ref_type: event.kind === "tag" ? "tag" : "branch",
    repository: path,
    repository_owner: owner,
    repositoryUrl: `git://github.com/${path}.git`,
    retention_days: "90",
    run_attempt: "1",
    run_id: String(17_000_000_000 + run.number),
    run_number: String(run.number),
    server_url: "https://github.com",
    sha: run.sha,
    token: tokenOf(run, job),
    triggering_actor: actorOf(event),
    workflow: run.workflowName,
    workflow_ref: `${path}/${run.workflowPath}@${ref}`,
    workflow_sha: run.sha,
    workspace: workspaceOf(around),
  };
}

const tokens = new WeakMap<RunContext, Map<string, string>>();

/** Every job has one of its own. */
export function tokenOf(run: RunContext, job: string): string {
  const ofRun = tokens.get(run) ?? new Map<string, string>();
  tokens.set(run, ofRun);
  const token = ofRun.get(job) ?? `ghs_${bytesToHex(sha256(utf8ToBytes(`${run.sha} ${job}`))).slice(0, 36)}`;
  ofRun.set(job, token);
  return token;
}

/** https://docs.github.com/en/actions/reference/openid-connect-reference: where a job that may write `id-token` asks for one. */
export const identityVariables = (run: RunContext, job: string): Readonly<Record<string, string>> => ({
  ACTIONS_ID_TOKEN_REQUEST_URL: `https://pipelines.actions.githubusercontent.com/${run.sha.slice(0, 12)}/idtoken?api-version=2.0`,
  ACTIONS_ID_TOKEN_REQUEST_TOKEN: tokenOf(run, `${job} identity`).replace("ghs_", "idr_"),
});

function eventPayload({ world }: Around, run: RunContext): Value {
  const { event } = run;
  const { path, defaultBranch } = world.project;
  const name = path.split("/").at(-1) ?? "";
  const repository = { full_name: path, default_branch: defaultBranch, name, fork: false, private: !world.project.public };
  const headRepository = isFromFork(event) ? { ...repository, full_name: `${actorOf(event)}/${name}`, fork: true } : repository;
  switch (event.kind) {
    case "push":
    case "tag":
      return { ref: refOf(event), after: run.sha, repository, head_commit: { id: run.sha, message: "Change Larder" } };
    case "pull-request":
      return {
        action: event.activity,
        number: 7,
        repository,
        pull_request: {
          number: 7,
          title: "Change Larder",
          draft: false,
          merged: event.activity === "closed",
          head: { ref: event.from, sha: run.sha, repo: headRepository },
          base: { ref: event.into, repo: repository },
          labels: [],
        },
      };
    case "workflow-run":
      return {
        action: event.activity,
        repository,
        workflow_run: {
          ...{ name: event.workflow, conclusion: event.conclusion, head_branch: event.headBranch, event: event.cause, head_sha: run.sha },
          status: event.activity,
        },
      };
    case "schedule":
      return { schedule: event.cron ?? "", repository };
    case "dispatch":
      return { ref: refOf(event), inputs: run.eventInputs ?? {}, repository };
    default:
      return event satisfies never;
  }
}

/** Names with `*`, as the project's settings have them. */
export function isProtected({ world }: Around, { event }: Pick<RunContext, "event">): boolean {
  if (event.kind === "pull-request") return false;
  const patterns = event.kind === "tag" ? world.project.protectedTags : world.project.protectedBranches;
  const name = refName(event);
  return patterns.some((pattern) => {
    const [before = "", ...rest] = pattern.split("*");
    return rest.length === 0
      ? pattern === name
      : name.startsWith(before) && name.endsWith(rest.at(-1) ?? "") && name.length >= pattern.length - 1;
  });
}

/** The `vars` that every job sees; pull requests from forks are given none. https://docs.github.com/en/actions/reference/variables-reference */
export const projectVars = ({ variables }: World, event: AnyEvent): { readonly [name: string]: Value } =>
  Object.fromEntries(
    (isFromFork(event) ? [] : variables)
      .filter(({ masked, environment }) => !masked && environment === undefined)
      .map(({ name, value }) => [name, value]),
  );

/** https://docs.github.com/en/actions/reference/variables-reference#default-environment-variables */
export function defaultVariables(around: Around, run: RunContext, job: string): Readonly<Record<string, string>> {
  const github = githubContext(around, run, job);
  const names = [
    ...[
      "action",
      "actor",
      "api_url",
      "base_ref",
      "event_name",
      "event_path",
      "graphql_url",
      "head_ref",
      "job",
      "ref",
      "ref_name",
      "ref_protected",
    ],
    ...["ref_type", "repository", "repository_owner", "retention_days", "run_attempt", "run_id", "run_number", "server_url", "sha"],
    ...["triggering_actor", "workflow", "workflow_ref", "workflow_sha", "workspace"],
  ];
  return {
    CI: "true",
    GITHUB_ACTIONS: "true",
    ...Object.fromEntries(names.map((name) => [`GITHUB_${name.toUpperCase()}`, String(github[name] ?? "")])),
    RUNNER_ARCH: "X64",
    RUNNER_ENVIRONMENT: "github-hosted",
    RUNNER_NAME: "GitHub Actions 1",
    RUNNER_OS: "Linux",
    RUNNER_TEMP: "/home/runner/work/_temp",
    RUNNER_TOOL_CACHE: "/opt/hostedtoolcache",
    HOME: "/home/runner",
    GITHUB_OUTPUT: `${commandFolder}/output`,
    GITHUB_ENV: `${commandFolder}/env`,
    GITHUB_PATH: `${commandFolder}/path`,
    GITHUB_STATE: `${commandFolder}/state`,
    GITHUB_STEP_SUMMARY: `${commandFolder}/summary`,
  };
}

export const runnerContext: Value = {
  arch: "X64",
  environment: "github-hosted",
  name: "GitHub Actions 1",
  os: "Linux",
  temp: "/home/runner/work/_temp",
  tool_cache: "/opt/hostedtoolcache",
  debug: "",
};
