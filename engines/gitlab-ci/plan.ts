import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import {
  type ArtifactSource,
  type CachePlan,
  compileGlob,
  type PipelinePlan,
  type PlannedJob,
  type Secret,
  type TriggerContext,
} from "#engines/pipeline";
import { isError, type SourceFile } from "#engines/source";
import type { World } from "#engines/world";
import { checkConfiguration } from "./check.ts";
import { type CreatedJob, type CreatedPipeline, createPipeline, givenVariables } from "./create.ts";
import { fillVariables, variablesOf } from "./expand-variables.ts";
import { surroundingsFor } from "./include/surroundings.ts";
import type { Artifacts, Cache, Configuration, Event, Trigger } from "./model.ts";
import { parseConfiguration } from "./parse.ts";
import { artifactSorter } from "./reports.ts";
import { goDuration, runnerSeconds } from "./runner-timeouts.ts";
import { isProtected, jobVariables, originOf, projectVariables } from "./variables.ts";

/** https://docs.gitlab.com/ci/runners/configure_runners/#set-script-and-after_script-timeouts: five minutes. */
const afterScriptTimeout = 300;

/** One pipeline and everything around it. */
export type PipelineContext = {
  readonly configuration: Configuration;
  readonly pipeline: CreatedPipeline;
  readonly event: Event;
  readonly world: World;
  readonly files: readonly SourceFile[];
  readonly approve: readonly string[];
  readonly id: string;
  /** How many pipelines started each other to come to this one; 0 if nothing but the event did. */
  readonly depth: number;
  /** Plans a pipeline that a job of this one starts. */
  readonly child: (child: Pick<PipelineContext, "pipeline" | "event" | "depth">, configuration: Configuration) => PipelinePlan;
  readonly nextNumber: () => number;
};

/** The jobs of a pipeline as the runner takes them. */
export function planJobs(context: PipelineContext, number: number): Pick<PipelinePlan, "jobs" | "plays"> {
  const { pipeline, configuration, approve } = context;
  const stages = configuration.stages.map((stage) => stage.value);
  const ids = new Map([...configuration.jobs.keys()].map((name, index) => [name, number * 1000 + index + 1]));
  const approves = approve.map((pattern) => (pattern === "*" ? () => true : compileGlob(pattern)));
  return {
    jobs: pipeline.jobs.map((job) => planJob(job, ids.get(job.job.name) ?? 0, stages, context)),
    plays: (job) => approves.some((fits) => fits(job.name) || (job.environment !== undefined && fits(job.environment.name))),
  };
}

function planJob(created: CreatedJob, id: number, stages: readonly string[], context: PipelineContext): PlannedJob {
  const { job, allowFailure, environment } = created;
  const { pipeline, event, world } = context;
  const given = givenVariables(event);
  const settings = projectVariables(event, world, environment);
  const predefined = jobVariables(created, id, world);
  // https://docs.gitlab.com/ci/variables/#cicd-variable-precedence: predefined below the file's, reported above those, the project's on top.
  const envWith = (reported: Readonly<Record<string, string>>) =>
    variablesOf([pipeline.predefined, predefined, created.inherited, created.variables, reported, settings, given], pipeline.raw).inScripts;
  const own = envWith({});
  const env = (reported: Readonly<Record<string, string>>) => (Object.keys(reported).length > 0 ? envWith(reported) : own);
  const fill = (text: string) => fillVariables(text, own);
  const artifacts = job.artifacts && filledIn(job.artifacts, fill);
  const hasReports = (artifacts?.reports.length ?? 0) > 0;
  return {
    name: job.name,
    stage: job.stage.value,
    span: job.span,
    sections: [
      {
        ...{ name: "script", entries: [...job.beforeScript, ...job.script], after: false },
        timeout: runnerSeconds(own.RUNNER_SCRIPT_TIMEOUT) ?? job.timeout,
      },
      ...(job.afterScript.length > 0
        ? [
            {
              ...{ name: "after_script", entries: job.afterScript, after: true },
              timeout: runnerSeconds(own.RUNNER_AFTER_SCRIPT_TIMEOUT) ?? afterScriptTimeout,
            },
          ]
        : []),
    ],
    flags: "-eo pipefail",
    env,
    takesFrom: artifactSources(created, stages, context, fill),
    ...(artifacts
      ? {
          artifacts: {
            paths: [...artifacts.paths.map(({ value }) => value), ...artifacts.reports],
            exclude: artifacts.exclude,
            untracked: artifacts.untracked,
            // Reports are kept whatever happens: what is left out is left out afterwards.
            when: hasReports ? "always" : artifacts.when,
            dotenv: [],
            lifetime: artifacts.expireIn,
            span: artifacts.span,
          },
          ...(hasReports ? { sortsArtifacts: artifactSorter(artifacts, context.files) } : {}),
        }
      : {}),
    // https://docs.gitlab.com/ci/runners/configure_runners/#git-strategy
    checksOut: ({ GIT_STRATEGY: strategy }) => strategy !== "none" && strategy !== "empty",
    ...(job.trigger ? {} : { closesLog: (ended) => closingLine(ended, job.timeout) }),
    caches: (values) => job.cache.map((cache) => planCache(cache, values, context)),
    ...(environment !== undefined && job.environment
      ? {
          environment: {
            name: environment,
            url: fill(job.environment.url),
            action: job.environment.action,
            onStop: job.environment.onStop?.value ?? "",
            lifetime: job.environment.autoStopIn,
            span: job.environment.name.span,
          },
        }
      : {}),
    ...(environment !== undefined && !isEnvironmentName(environment) ? { refusal: noEnvironment } : {}),
    secrets: secretsOf(world, settings),
    resourceGroup: fill(job.resourceGroup),
    interruptible: created.interruptible,
    ...(job.trigger
      ? { trigger: { waits: job.trigger.waits, start: (inside) => startChild(created, job.trigger as Trigger, inside, context) } }
      : {}),
    ...(job.release ? { concludes: (values: Readonly<Record<string, string>>) => release(created, values) } : {}),
    allowFailure: (status) => (allowFailure.kind === "exit-codes" ? allowFailure.codes.includes(status) : allowFailure.kind === "yes"),
    retries: (attempts, reason, status) =>
      attempts <= job.retry.max &&
      (job.retry.when.includes("always") || job.retry.when.includes(reason) || job.retry.exitCodes.includes(status)),
    timeout: job.timeout,
    delay: created.startIn,
  };
}

/** https://docs.gitlab.com/ci/yaml/#environmentname: what the variables in a name stand for has to fit, too. */
const isEnvironmentName = (name: string) => name.length <= 255 && /^[\w${}. -](?:[\w/${}. -]*[\w${}. -])?$/.test(name);

const noEnvironment = {
  reason: "environment_creation_failure",
  text: "This job could not be executed because it would create an environment with an invalid parameter.",
} as const;

/** https://docs.gitlab.com/ci/variables/where_variables_can_be_used/: the runner fills them in. */
const filledIn = (artifacts: Artifacts, fill: (text: string) => string): Artifacts => ({
  ...artifacts,
  paths: artifacts.paths.map((path) => ({ ...path, value: fill(path.value) })),
  exclude: artifacts.exclude.map(fill),
  reports: artifacts.reports.map(fill),
  dotenv: artifacts.dotenv.map(fill),
});

/** What GitLab's runner writes at the end of a job. */
function closingLine({ status, reason, exitStatus }: Parameters<NonNullable<PlannedJob["closesLog"]>>[0], timeout: number): string {
  if (status === "success") return "Job succeeded\n";
  if (status === "canceled") return "ERROR: Job failed: canceled\n";
  if (reason === "job_execution_timeout") return `ERROR: Job failed: execution took longer than ${goDuration(timeout)} seconds\n`;
  return `ERROR: Job failed: exit code ${exitStatus}\n`;
}

/** Variables of the settings that must not be printed: masked ones, and those that only protected refs see. */
function secretsOf(world: World, settings: Readonly<Record<string, string>>): readonly Secret[] {
  return world.variables
    .filter((variable) => (variable.masked || variable.protected) && settings[variable.name] === variable.value)
    .map(({ name, value, masked }) => ({ name, value, masked }));
}

function release({ job }: CreatedJob, env: Readonly<Record<string, string>>) {
  const tag = fillVariables(job.release?.tag ?? "", env);
  const name = fillVariables(job.release?.name || tag, env);
  return { text: `released ${name} at the tag ${tag}`, facts: { [`release/${tag}`]: fillVariables(job.release?.description ?? "", env) } };
}

/** https://docs.gitlab.com/ci/yaml/#dependencies: by default every job of every earlier stage; with `needs` only those, in order. */
function artifactSources(
  { job, needs }: CreatedJob,
  stages: readonly string[],
  { pipeline }: PipelineContext,
  fill: (text: string) => string,
): readonly ArtifactSource[] {
  const stage = stages.indexOf(job.stage.value);
  const candidates: readonly ArtifactSource[] = needs
    ? needs
        .filter((need) => need.artifacts)
        .map((need) =>
          need.pipeline === undefined ? { job: need.job } : { job: need.job, pipeline: String(Number(fill(need.pipeline)) - 1041) },
        )
    : pipeline.jobs.filter((other) => stages.indexOf(other.job.stage.value) < stage).map((other) => ({ job: other.job.name }));
  return job.dependencies ? candidates.filter((source) => job.dependencies?.some(({ value }) => value === source.job)) : candidates;
}

/** https://docs.gitlab.com/ci/caching/#cache-key-names: protected and other refs keep theirs apart. */
function planCache(cache: Cache, env: Readonly<Record<string, string>>, { event, world, files }: PipelineContext): CachePlan {
  const suffix = isProtected(event, world) && !cache.unprotect ? "-protected" : "-non_protected";
  const policy = fillVariables(cache.policy, env);
  return {
    key: `${keyOf(cache.key, env, files)}${suffix}`,
    fallbackKeys: [...cache.fallbackKeys.map((key) => `${fillVariables(key, env)}${suffix}`), ...lastFallback(env.CACHE_FALLBACK_KEY)],
    paths: cache.paths.map((path) => fillVariables(path, env)),
    untracked: cache.untracked,
    pull: policy !== "push",
    push: policy !== "pull",
    when: cache.when,
  };
}

/** https://docs.gitlab.com/ci/caching/#global-fallback-key: as it stands, and never that of protected refs. */
const lastFallback = (key = ""): readonly string[] => (key === "" || /-protected\s*$/.test(key) ? [] : [key]);

/** The same files give the same key; where none of them exists, the key is `default`. */
function keyOf(key: Cache["key"], env: Readonly<Record<string, string>>, files: readonly SourceFile[]): string {
  if ("text" in key) return fillVariables(key.text, env) || "default";
  const patterns = key.files.map((pattern) => compileGlob(fillVariables(pattern, env)));
  const found = files.filter((file) => patterns.some((fits) => fits(file.path)));
  const prefix = key.prefix === "" ? "" : `${fillVariables(key.prefix, env)}-`;
  if (found.length === 0) return `${prefix}default`;
  return prefix + bytesToHex(sha256(utf8ToBytes(found.map((file) => `${file.path}\0${file.text}`).join("\0")))).slice(0, 40);
}

/** https://docs.gitlab.com/ci/pipelines/downstream_pipelines/#nested-child-pipelines */
const maxChildren = 2;

/** https://docs.gitlab.com/ci/pipelines/downstream_pipelines/#parent-child-pipelines */
function startChild(
  created: CreatedJob,
  trigger: Trigger,
  inside: TriggerContext,
  context: PipelineContext,
): PipelinePlan | { failed: string } {
  const { event, world, files } = context;
  if (context.depth >= maxChildren) return { failed: "You reached the maximum depth of child pipelines" };
  const extra: SourceFile[] = [];
  for (const include of trigger.includes) {
    if (include.artifactOf === undefined) continue;
    const bytes = inside.artifacts(include.artifactOf.value).get(fillVariables(include.value, inside.env));
    if (!bytes) return { failed: `the job "${include.artifactOf.value}" left no artifact ${include.value}` };
    extra.push({ path: include.value, text: new TextDecoder().decode(bytes) });
  }
  const paths = trigger.includes.map(({ value }) => fillVariables(value, inside.env).replace(/^\//, ""));
  const all = [...files.filter((file) => !extra.some(({ path }) => path === file.path)), ...extra];
  const around = surroundingsFor(event, world, all, context.nextNumber());
  const { model, diagnostics } = parseConfiguration(all, paths, { ...around, ...(trigger.inputs ? { inputs: trigger.inputs } : {}) });
  const error = [...diagnostics, ...checkConfiguration(model)].find(isError);
  if (error) return { failed: `the child pipeline cannot be created: ${error.summary} (${error.span.file}:${error.span.start.line})` };
  const passed = {
    ...(trigger.forwardsYamlVariables
      ? Object.fromEntries(Object.keys({ ...created.inherited, ...created.variables }).map((name) => [name, inside.env[name] ?? ""]))
      : {}),
    ...(trigger.forwardsPipelineVariables ? givenVariables(event) : {}),
  };
  const childEvent: Event = { kind: "child", of: originOf(event), variables: passed };
  const pipeline = createPipeline(model, childEvent, world, files, context.nextNumber());
  if (pipeline.absent !== undefined) return { failed: `the child pipeline is empty: ${pipeline.absent}` };
  return context.child({ pipeline, event: childEvent, depth: context.depth + 1 }, model);
}
