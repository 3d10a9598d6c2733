import { compileGlob, type JobStatus, type PipelineRun, type PlannedJob } from "#engines/pipeline";
import { runPipeline } from "#engines/pipeline/run";
import type { SourceFile } from "#engines/source";
import type { World } from "#engines/world";
import { type CreatedJob, type CreatedPipeline, createPipeline } from "./create.ts";
import type { Configuration, Event } from "./model.ts";
import { settleWith, statusOf } from "./processing.ts";
import { expandVariables, jobVariables, projectVariables } from "./variables.ts";

/** https://docs.gitlab.com/ci/yaml/#after_script: five minutes. */
const afterScriptTimeout = 300;

export type GitlabRun = PipelineRun & {
  readonly pipeline: CreatedPipeline;
  /** Of the pipeline as a whole, once nothing more happens. */
  readonly status: JobStatus;
};

export type GitlabScenario = {
  readonly event: Event;
  readonly conditions: ReadonlySet<string>;
  /** Environments whose manual jobs a person starts; `*` for every manual job. */
  readonly approve: readonly string[];
  readonly epoch: number;
  readonly seed: number;
};

/** Creates the pipeline of an event and runs it to its end. `files` is the whole repository. */
export async function runGitlab(
  configuration: Configuration,
  files: readonly SourceFile[],
  world: World,
  scenario: GitlabScenario,
): Promise<GitlabRun> {
  const pipeline = createPipeline(configuration, scenario.event, world, files);
  const refused = pipeline.diagnostics.some((diagnostic) => diagnostic.severity === "error");
  const created = refused ? [] : pipeline.jobs;
  const stages = configuration.stages.map((stage) => stage.value);
  const names = new Set(created.map(({ job }) => job.name));
  const settle = settleWith(
    created.map(({ job, needs, when, allowFailure }) => ({
      name: job.name,
      stageIndex: stages.indexOf(job.stage.value),
      needs: needs?.map((need) => need.job).filter((name) => names.has(name)),
      when,
      allowFailure: allowFailure.kind === "yes",
    })),
  );
  const run = await runPipeline({
    engine: "gitlab-ci",
    jobs: created.map((job, index) => planJob(job, index + 1, created, stages, pipeline, world, scenario)),
    settle,
    files,
    world,
    conditions: scenario.conditions,
    plays: (job) =>
      scenario.approve.some((pattern) => pattern === "*" || (job.environment !== undefined && compileGlob(pattern)(job.environment.name))),
    dependents: (job) => dependentsOf(job.name, created, stages),
    epoch: scenario.epoch,
    seed: scenario.seed,
  });
  const allowed = new Map(created.map(({ job, allowFailure }) => [job.name, allowFailure.kind === "yes"]));
  const status = statusOf(run.jobs, (name) => allowed.get(name) ?? false);
  return { ...run, pipeline, status, diagnostics: [...pipeline.diagnostics, ...run.diagnostics] };
}

function planJob(
  created: CreatedJob,
  id: number,
  all: readonly CreatedJob[],
  stages: readonly string[],
  pipeline: CreatedPipeline,
  world: World,
  { event }: GitlabScenario,
): PlannedJob {
  const { job, allowFailure, environment } = created;
  const given = event.kind === "web" ? event.variables : {};
  // https://docs.gitlab.com/ci/variables/#cicd-variable-precedence: predefined below the file's, reported above those, the project's on top.
  const env = (reported: Readonly<Record<string, string>>) =>
    expandVariables({
      ...pipeline.predefined,
      ...jobVariables(job, id, environment, world.environments),
      ...created.variables,
      ...reported,
      ...projectVariables(event, world, environment),
      ...given,
    });
  return {
    name: job.name,
    stage: job.stage.value,
    span: job.span,
    sections: [
      { name: "script", entries: [...job.beforeScript, ...job.script], after: false, timeout: job.timeout },
      ...(job.afterScript.length > 0 ? [{ name: "after_script", entries: job.afterScript, after: true, timeout: afterScriptTimeout }] : []),
    ],
    flags: "-eo pipefail",
    env,
    takesFrom: artifactSources(created, all, stages),
    ...(job.artifacts
      ? {
          artifacts: {
            paths: job.artifacts.paths.map((path) => path.value),
            exclude: job.artifacts.exclude,
            when: job.artifacts.when,
            dotenv: job.artifacts.dotenv,
            span: job.artifacts.span,
          },
        }
      : {}),
    ...(environment !== undefined && job.environment
      ? { environment: { name: environment, url: job.environment.url, action: job.environment.action, span: job.environment.name.span } }
      : {}),
    allowFailure: (status) => (allowFailure.kind === "exit-codes" ? allowFailure.codes.includes(status) : allowFailure.kind === "yes"),
    retries: (attempts, reason, status) =>
      attempts <= job.retry.max &&
      (job.retry.when.includes("always") || job.retry.when.includes(reason) || job.retry.exitCodes.includes(status)),
    timeout: job.timeout,
    delay: created.startIn,
  };
}

/** All jobs that wait for this one, directly or through others: by `needs`, or by coming in a later stage. */
function dependentsOf(name: string, all: readonly CreatedJob[], stages: readonly string[]): readonly string[] {
  const found = new Set([name]);
  const rank = (job: CreatedJob) => stages.indexOf(job.job.stage.value);
  for (const created of [...all].sort((a, b) => rank(a) - rank(b))) {
    const { job, needs } = created;
    const waits = needs
      ? needs.some((need) => found.has(need.job))
      : all.some((other) => found.has(other.job.name) && rank(other) < rank(created));
    if (waits) found.add(job.name);
  }
  found.delete(name);
  return [...found];
}

/** https://docs.gitlab.com/ci/yaml/#dependencies: by default every job of every earlier stage; with `needs` only those, in order. */
function artifactSources({ job, needs }: CreatedJob, all: readonly CreatedJob[], stages: readonly string[]): readonly string[] {
  const stage = stages.indexOf(job.stage.value);
  const candidates = needs
    ? needs.filter((need) => need.artifacts).map((need) => need.job)
    : all.filter((other) => stages.indexOf(other.job.stage.value) < stage).map((other) => other.job.name);
  return job.dependencies ? candidates.filter((name) => job.dependencies?.some((dependency) => dependency.value === name)) : candidates;
}
