import { any, bool, type ExpressionType, loose, mapOf, number, strict, string } from "./types.ts";

/** https://docs.github.com/en/actions/reference/contexts-reference: what every context holds, before a workflow adds to it. */
export const builtInContexts: Readonly<Record<string, ExpressionType>> = {
  github: strict({
    ...texts(
      ...["action", "action_path", "action_ref", "action_repository", "action_status", "actor", "actor_id", "api_url", "base_ref", "env"],
      ...[
        "event_name",
        "event_path",
        "graphql_url",
        "head_ref",
        "job",
        "path",
        "ref",
        "ref_name",
        "ref_type",
        "repository",
        "repository_id",
      ],
      ...["repository_owner", "repository_owner_id", "repositoryurl", "run_id", "run_number", "run_attempt", "secret_source", "server_url"],
      ...["sha", "state", "token", "triggering_actor", "workflow", "workflow_ref", "workflow_sha", "workspace", "output", "step_summary"],
      ...["repository_visibility", "job_workflow_sha"],
    ),
    artifact_cache_size_limit: number,
    event: loose,
    ref_protected: bool,
    retention_days: number,
  }),
  env: mapOf(string),
  vars: mapOf(string),
  job: strict({
    check_run_id: number,
    container: strict({ id: string, network: string }),
    services: mapOf(strict({ id: string, network: string, ports: mapOf(string) })),
    status: string,
    ...texts("workflow_ref", "workflow_sha", "workflow_repository", "workflow_file_path"),
  }),
  jobs: strict({}),
  steps: strict({}),
  runner: strict(texts("arch", "debug", "environment", "name", "os", "temp", "tool_cache", "workspace")),
  secrets: mapOf(string),
  strategy: strict({ "fail-fast": bool, "job-index": number, "job-total": number, "max-parallel": number }),
  matrix: strict({}),
  needs: strict({}),
  inputs: strict({}),
};

function texts(...names: readonly string[]): Record<string, ExpressionType> {
  return Object.fromEntries(names.map((name) => [name, string]));
}

/** Which contexts and special functions a place may name. */
export type Availability = { readonly contexts: readonly string[]; readonly functions: readonly string[] };

const split = (names: string, functions = ""): Availability => ({
  contexts: names.split(" ").filter((name) => name !== ""),
  functions: functions.split(" ").filter((name) => name !== ""),
});

const status = "always cancelled failure success";
const jobLevel = "github inputs matrix needs strategy vars";
const stepLevel = "env github inputs job matrix needs runner secrets steps strategy vars";

/** https://docs.github.com/en/actions/reference/contexts-reference#context-availability */
export const availability = {
  nowhere: split(""),
  "run-name": split("github inputs vars"),
  concurrency: split("github inputs vars"),
  env: split("github inputs secrets vars"),
  "on.workflow_call.inputs.default": split("github inputs vars"),
  "on.workflow_call.outputs.value": split("github inputs jobs vars"),
  "job.concurrency": split(jobLevel),
  "job.container": split(jobLevel),
  "job.container.credentials": split("env github inputs matrix needs secrets strategy vars"),
  "job.container.env": split("env github inputs job matrix needs runner secrets strategy vars"),
  "job.continue-on-error": split(jobLevel),
  "job.defaults.run": split("env github inputs matrix needs strategy vars"),
  "job.env": split("github inputs matrix needs secrets strategy vars"),
  "job.environment": split(jobLevel),
  "job.environment.url": split("env github inputs job matrix needs runner steps strategy vars"),
  "job.if": split("github inputs needs vars", status),
  "job.name": split(jobLevel),
  "job.outputs": split(stepLevel),
  "job.runs-on": split(jobLevel),
  "job.secrets": split("github inputs matrix needs secrets strategy vars"),
  "job.services": split(jobLevel),
  "job.snapshot.if": split(jobLevel, status),
  "job.strategy": split("github inputs needs vars"),
  "job.timeout-minutes": split(jobLevel),
  "job.with": split(jobLevel),
  step: split(stepLevel, "hashFiles"),
  "action.input.default": split("github job matrix runner strategy", "hashFiles"),
  "action.step": split("env github inputs job matrix runner steps strategy", "hashFiles"),
  "action.step.if": split("env github inputs job matrix runner steps strategy", `${status} hashFiles`),
  "step.if": split("env github inputs job matrix needs runner steps strategy vars", `${status} hashFiles`),
} satisfies Record<string, Availability>;

export type Place = keyof typeof availability;

/** A function's parameters and result; the last parameter repeats where `rest` is set. */
export type Signature = {
  readonly parameters: readonly ExpressionType[];
  readonly rest?: boolean;
  readonly least?: number;
  readonly result: ExpressionType;
};

const strings = { kind: "array", element: string, filtered: false } as const;
const anything = { kind: "array", element: any, filtered: false } as const;

/** https://docs.github.com/en/actions/reference/evaluate-expressions-in-workflows-and-actions#functions; one of several may fit. */
export const signatures: Readonly<Record<string, readonly Signature[]>> = {
  contains: [
    { parameters: [string, string], result: bool },
    { parameters: [anything, any], result: bool },
  ],
  startswith: [{ parameters: [string, string], result: bool }],
  endswith: [{ parameters: [string, string], result: bool }],
  format: [{ parameters: [string, any], rest: true, least: 2, result: string }],
  join: [
    { parameters: [strings, string], least: 1, result: string },
    { parameters: [string, string], least: 1, result: string },
  ],
  tojson: [{ parameters: [any], result: string }],
  fromjson: [{ parameters: [string], result: any }],
  hashfiles: [{ parameters: [string], rest: true, least: 1, result: string }],
  case: [{ parameters: [bool, any, any], rest: true, least: 3, result: any }],
  success: [{ parameters: [], result: bool }],
  always: [{ parameters: [], result: bool }],
  cancelled: [{ parameters: [], result: bool }],
  failure: [{ parameters: [], result: bool }],
};

export const statusFunctions: readonly string[] = ["success", "always", "cancelled", "failure"];
/** Functions that only some places may call. */
export const specialFunctions: readonly string[] = [...statusFunctions, "hashfiles"];
