import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { World } from "#engines/world";
import { type AnyEvent, eventName, isFromFork, refName, refOf } from "../events/model.ts";
import type { Value } from "../expressions/evaluate.ts";
import type { RunnerMachine } from "../schema/runners.ts";
import type { Around, RunContext } from "./model.ts";
import { actorOf, eventPayload, idOf } from "./payload.ts";

export const workspaceOf = ({ world }: Around): string => {
  const name = world.project.path.split("/").at(-1) ?? "";
  return `/home/runner/work/${name}/${name}`;
};

/** Where a step finds `GITHUB_OUTPUT` and the others. */
export const commandFolder = "/home/runner/work/_temp/_runner_file_commands";

/** A run's commit: the same scenario gives the same one. */
export const commitOf = (number: number, event: AnyEvent): string =>
  bytesToHex(sha256(utf8ToBytes(`${number} ${refOf(event)}`))).slice(0, 40);

/** As the address of a run has it. */
export const runId = (run: RunContext): string => String(17_000_000_000 + run.number);

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
    actor_id: String(idOf(actorOf(event))),
    api_url: "https://api.github.com",
    base_ref: request ? event.into : "",
    event: eventPayload(around, run),
    event_name: eventName(event),
    event_path: "/home/runner/work/_temp/_github_workflow/event.json",
    graphql_url: "https://api.github.com/graphql",
    head_ref: request ? event.from : "",
    job,
    ref,
    ref_name: request ? (event.target ?? "7/merge") : refName(event),
    ref_protected: isProtected(around, run),
    ref_type: event.kind === "tag" ? "tag" : "branch",
    repository: path,
    repository_id: String(idOf(path)),
    repository_owner: owner,
    repository_owner_id: String(idOf(owner)),
    repository_visibility: around.world.project.public ? "public" : "private",
    repositoryUrl: `git://github.com/${path}.git`,
    retention_days: "90",
    run_attempt: "1",
    run_id: runId(run),
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

/** Names with `*`, as the project's settings have them. */
export function isProtected({ world }: Around, { event }: Pick<RunContext, "event">): boolean {
  if (event.kind === "pull-request" && event.target === undefined) return false;
  const patterns = event.kind === "tag" ? world.project.protectedTags : world.project.protectedBranches;
  const name = event.kind === "pull-request" ? (event.target ?? "") : refName(event);
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
export function defaultVariables(around: Around, run: RunContext, job: string, machine: RunnerMachine): Readonly<Record<string, string>> {
  const github = githubContext(around, run, job);
  const names = [
    ...[
      "action",
      "actor",
      "actor_id",
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
    ...[
      "ref_type",
      "repository",
      "repository_id",
      "repository_owner",
      "repository_owner_id",
      "retention_days",
      "run_attempt",
      "run_id",
      "run_number",
      "server_url",
      "sha",
    ],
    ...["triggering_actor", "workflow", "workflow_ref", "workflow_sha", "workspace"],
  ];
  return {
    CI: "true",
    GITHUB_ACTIONS: "true",
    ...Object.fromEntries(names.map((name) => [`GITHUB_${name.toUpperCase()}`, String(github[name] ?? "")])),
    RUNNER_ARCH: machine.arch,
    RUNNER_ENVIRONMENT: machine.environment,
    RUNNER_NAME: "GitHub Actions 1",
    RUNNER_OS: machine.os,
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

export const runnerContext = ({ arch, environment, os }: RunnerMachine): Value => ({
  ...{ arch, environment, os },
  name: "GitHub Actions 1",
  temp: "/home/runner/work/_temp",
  tool_cache: "/opt/hostedtoolcache",
  debug: "",
});
