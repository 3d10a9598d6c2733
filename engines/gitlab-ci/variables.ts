import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { compileGlob } from "#engines/pipeline";
import type { SourceFile } from "#engines/source";
import type { World } from "#engines/world";
import type { CreatedJob } from "./create.ts";
import type { Event, Job } from "./model.ts";

type Values = Record<string, string>;

/** The event that made the commit: a child pipeline's is its parent's. */
export const originOf = (event: Event): Exclude<Event, { kind: "child" }> => (event.kind === "child" ? event.of : event);

/** The branch or tag a pipeline runs for. */
export function refOf(given: Event): string {
  const event = originOf(given);
  switch (event.kind) {
    case "tag":
      return event.tag;
    case "merge-request":
      return event.from;
    default:
      return event.branch;
  }
}

/** https://docs.gitlab.com/user/project/repository/branches/protected/ and its page on tags. */
export function isProtected(event: Event, world: World): boolean {
  const { protectedBranches, protectedTags } = world.project;
  return (originOf(event).kind === "tag" ? protectedTags : protectedBranches).some((pattern) =>
    compileGlob(pattern.replaceAll("*", "**"))(refOf(event)),
  );
}

/** https://docs.gitlab.com/ci/jobs/job_rules/#ci_pipeline_source-predefined-variable */
export const sources = {
  push: "push",
  tag: "push",
  "merge-request": "merge_request_event",
  schedule: "schedule",
  web: "web",
  child: "parent_pipeline",
} as const;

/** Variables every job and every rule of the pipeline sees: https://docs.gitlab.com/ci/variables/predefined_variables/ */
export function pipelineVariables(event: Event, world: World, files: readonly SourceFile[], number: number): Values {
  const { project } = world;
  const [namespace = "", name = ""] = [
    project.path.slice(0, project.path.lastIndexOf("/")),
    project.path.slice(project.path.lastIndexOf("/") + 1),
  ];
  const ref = refOf(event);
  const sha = commitOf(originOf(event), files);
  const host = /^https?:\/\/([^/]+)/.exec(project.url)?.[1] ?? "";
  return {
    CI: "true",
    GITLAB_CI: "true",
    CI_API_V4_URL: `https://${host}/api/v4`,
    CI_API_GRAPHQL_URL: `https://${host}/api/graphql`,
    CI_COMMIT_BEFORE_SHA: event.kind === "push" ? bytesToHex(sha256(utf8ToBytes(`before ${sha}`))).slice(0, 40) : "0".repeat(40),
    CI_COMMIT_MESSAGE: "Change Larder",
    CI_COMMIT_TITLE: "Change Larder",
    CI_COMMIT_DESCRIPTION: "",
    CI_COMMIT_AUTHOR: "A Larder engineer <engineer@larder.example>",
    CI_BUILDS_DIR: "/builds",
    CI_CONCURRENT_ID: "0",
    CI_SERVER_PORT: "443",
    CI_SERVER_PROTOCOL: "https",
    CI_PAGES_DOMAIN: "pages.larder.example",
    CI_PAGES_URL: `https://${namespace.split("/")[0]}.pages.larder.example/${project.path.slice(project.path.indexOf("/") + 1)}`,
    CI_TEMPLATE_REGISTRY_HOST: "registry.gitlab.com",
    CI_REPOSITORY_URL: `https://gitlab-ci-token:[MASKED]@${host}/${project.path}.git`,
    CI_RUNNER_EXECUTABLE_ARCH: "linux/amd64",
    CI_RUNNER_ID: "3",
    CI_PROJECT_VISIBILITY: "private",
    GITLAB_USER_NAME: "A Larder engineer",
    GITLAB_USER_EMAIL: "engineer@larder.example",
    GITLAB_USER_ID: "11",
    CI_COMMIT_REF_NAME: ref,
    CI_COMMIT_REF_SLUG: slug(ref),
    CI_COMMIT_REF_PROTECTED: String(isProtected(event, world)),
    CI_COMMIT_SHA: sha,
    CI_COMMIT_SHORT_SHA: sha.slice(0, 8),
    CI_CONFIG_PATH: ".gitlab-ci.yml",
    CI_DEFAULT_BRANCH: project.defaultBranch,
    CI_PIPELINE_ID: String(pipelineId(number)),
    CI_PIPELINE_IID: String(41 + number),
    CI_PIPELINE_SOURCE: sources[event.kind],
    CI_PIPELINE_URL: `${project.url}/-/pipelines/${pipelineId(number)}`,
    CI_PROJECT_DIR: `/builds/${project.path}`,
    CI_PROJECT_ID: "7",
    CI_PROJECT_NAME: name,
    CI_PROJECT_NAMESPACE: namespace,
    CI_PROJECT_NAMESPACE_ID: "5",
    CI_PROJECT_NAMESPACE_SLUG: slug(namespace),
    CI_PROJECT_PATH: project.path,
    CI_PROJECT_PATH_SLUG: slug(project.path),
    CI_PROJECT_ROOT_NAMESPACE: namespace.split("/")[0] ?? "",
    CI_PROJECT_TITLE: name,
    CI_PROJECT_URL: project.url,
    CI_REGISTRY: project.registry.split("/")[0] ?? "",
    CI_REGISTRY_IMAGE: project.registry,
    CI_REGISTRY_USER: "gitlab-ci-token",
    CI_SERVER: "yes",
    CI_SERVER_FQDN: host,
    CI_SERVER_HOST: host,
    CI_SERVER_NAME: "GitLab",
    CI_SERVER_URL: `https://${host}`,
    GITLAB_USER_LOGIN: "larder-engineer",
    ...refVariables(originOf(event), world),
  };
}

/** Those that are the same whatever happens: all that an include can name before there is an event. */
export function fixedVariables(world: World): Values {
  const all = pipelineVariables({ kind: "push", branch: world.project.defaultBranch, changes: [] }, world, [], 1);
  return Object.fromEntries(Object.entries(all).filter(([name]) => /^CI_(?:SERVER|PROJECT)_|^CI_DEFAULT_BRANCH$/.test(name)));
}

const pipelineId = (number: number) => 1041 + number;

function refVariables(event: Exclude<Event, { kind: "child" }>, world: World): Values {
  switch (event.kind) {
    case "tag":
      return { CI_COMMIT_TAG: event.tag, CI_COMMIT_TAG_MESSAGE: "" };
    case "merge-request":
      return {
        CI_MERGE_REQUEST_ID: "301",
        CI_MERGE_REQUEST_IID: "12",
        CI_MERGE_REQUEST_EVENT_TYPE: "detached",
        CI_MERGE_REQUEST_PROJECT_PATH: world.project.path,
        CI_MERGE_REQUEST_PROJECT_ID: "7",
        CI_MERGE_REQUEST_PROJECT_URL: world.project.url,
        CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "7",
        CI_MERGE_REQUEST_SOURCE_PROJECT_URL: world.project.url,
        CI_MERGE_REQUEST_DESCRIPTION: "",
        CI_MERGE_REQUEST_DIFF_BASE_SHA: bytesToHex(sha256(utf8ToBytes(`base of ${event.from} in ${event.into}`))).slice(0, 40),
        CI_MERGE_REQUEST_SQUASH_ON_MERGE: "false",
        CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: event.from,
        CI_MERGE_REQUEST_SOURCE_PROJECT_PATH: world.project.path,
        CI_MERGE_REQUEST_TARGET_BRANCH_NAME: event.into,
        CI_MERGE_REQUEST_TARGET_BRANCH_PROTECTED: String(isProtected({ kind: "push", branch: event.into, changes: [] }, world)),
        CI_MERGE_REQUEST_TITLE: "Change Larder",
        CI_MERGE_REQUEST_REF_PATH: "refs/merge-requests/12/head",
        CI_MERGE_REQUEST_DRAFT: "false",
        CI_OPEN_MERGE_REQUESTS: `${world.project.path}!12`,
      };
    default:
      return { CI_COMMIT_BRANCH: event.branch };
  }
}

/** Variables of the project's settings that a job may see: protected ones on protected refs, scoped ones in their environment. */
export function projectVariables(event: Event, world: World, environment: string | undefined): Values {
  const protectedRef = isProtected(event, world);
  return Object.fromEntries(
    world.variables
      .filter((variable) => protectedRef || !variable.protected)
      .filter(
        (variable) =>
          variable.environment === undefined ||
          (environment !== undefined && compileGlob(variable.environment.replaceAll("*", "**"))(environment)),
      )
      .map((variable) => [variable.name, variable.value]),
  );
}

/** https://docs.gitlab.com/ci/variables/predefined_variables/: those that there are only once a job is, so that no rule sees them. */
const jobOnly =
  /^CI_(?:BUILDS_DIR|CONCURRENT_ID|PIPELINE_ID|PIPELINE_URL|PROJECT_DIR|REGISTRY_USER|REGISTRY_PASSWORD|REPOSITORY_URL|RUNNER_\w+|SERVER)$/;

export const withoutJobOnly = (all: Values): Values => Object.fromEntries(Object.entries(all).filter(([name]) => !jobOnly.test(name)));

/** Variables of one job that its rules see. */
export const jobVariablesOfRules = (job: Job): Values => ({
  CI_JOB_NAME: job.name,
  CI_JOB_NAME_SLUG: slug(job.name),
  CI_JOB_STAGE: job.stage.value,
  CI_JOB_GROUP_NAME: job.instance?.of ?? job.name,
  ...(job.instance ? { CI_NODE_INDEX: String(job.instance.index) } : {}),
  CI_NODE_TOTAL: String(job.instance?.total ?? 1),
  ...(job.when === "manual" ? { CI_JOB_MANUAL: "true" } : {}),
});

/** Those that name its environment. */
export const environmentVariables = (job: Job, environment: string | undefined, { environments: known }: World): Values =>
  environment === undefined
    ? {}
    : {
        CI_ENVIRONMENT_NAME: environment,
        CI_ENVIRONMENT_ACTION: job.environment?.action ?? "start",
        CI_ENVIRONMENT_TIER: job.environment?.tier || tierOf(environment),
        CI_ENVIRONMENT_URL: job.environment?.url || (known.get(environment)?.url ?? ""),
      };

/** Variables of one job; `id` counts from one in the pipeline. */
export function jobVariables(
  { job, when, environment }: Pick<CreatedJob, "job" | "when" | "environment">,
  id: number,
  world: World,
): Values {
  return {
    ...jobVariablesOfRules(job),
    CI_JOB_ID: String(5000 + id),
    CI_JOB_TOKEN: "[MASKED]",
    CI_JOB_URL: `${world.project.url}/-/jobs/${5000 + id}`,
    CI_JOB_TIMEOUT: String(job.timeout),
    ...(when === "manual" ? { CI_JOB_MANUAL: "true" } : {}),
    ...Object.fromEntries(job.tokens.map((name) => [name, `[${name}]`])),
    CI_REGISTRY_PASSWORD: "[MASKED]",
    ...environmentVariables(job, environment, world),
    ...(environment === undefined ? {} : { CI_ENVIRONMENT_SLUG: environmentSlug(environment) }),
  };
}

/** https://docs.gitlab.com/ci/environments/#deployment-tier-of-environments: guessed from the name. */
function tierOf(environment: string): string {
  const name = environment.toLowerCase();
  if (/dev|review|trunk/.test(name)) return "development";
  if (/test|tst|int|ac(ce)?pt|qa|qc|control|quality/.test(name)) return "testing";
  if (/st(a)?g|mod(e)?l|pre|demo|non/.test(name)) return "staging";
  if (/pr(o)?d|live/.test(name)) return "production";
  return "other";
}

/** A name that fits an address: lower case, 63 characters, letters, digits and dashes. */
function slug(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "-")
    .slice(0, 63)
    .replace(/^-+|-+$/g, "");
}

/**
 * https://docs.gitlab.com/ci/variables/predefined_variables/: 24 characters that begin with a letter. A name that is none of its own is cut
 * and told from others by what its digest ends with.
 */
function environmentSlug(name: string): string {
  const letters = name.toLowerCase().replace(/[^a-z0-9]/g, "-");
  const simple = (/^[a-z]/.test(letters) ? letters : `env-${letters}`).replace(/-+/g, "-");
  if (simple.length <= 24 && simple === name) return simple.replace(/-$/, "");
  const start = simple.slice(0, 17);
  const digest = BigInt(`0x${bytesToHex(sha256(utf8ToBytes(name)))}`).toString(36);
  return `${start}${start.endsWith("-") ? "" : "-"}${digest.slice(-6)}`;
}

const digests = new WeakMap<readonly SourceFile[], string>();

/** The same files pushed to the same branch are the same commit. */
function commitOf(event: Exclude<Event, { kind: "child" }>, files: readonly SourceFile[]): string {
  const known = digests.get(files) ?? digestOf(files);
  digests.set(files, known);
  return bytesToHex(sha256(utf8ToBytes(JSON.stringify(event) + known))).slice(0, 40);
}

function digestOf(files: readonly SourceFile[]): string {
  const hash = sha256.create();
  for (const file of files) hash.update(utf8ToBytes(`${file.path}\0${file.text}\0`));
  return bytesToHex(hash.digest());
}
