import { type JobStatus, type PipelinePlan, type RunOutcome, shiftTimes } from "#engines/pipeline";
import { Scenario } from "#engines/pipeline/run";
import { type Diagnostic, isError, type SourceFile } from "#engines/source";
import type { World } from "#engines/world";
import { checkConfiguration } from "./check.ts";
import { brokenPipeline, type CreatedPipeline, createPipeline } from "./create.ts";
import { surroundingsFor } from "./include/surroundings.ts";
import type { Configuration, Event } from "./model.ts";
import { configurationPath, parseConfiguration } from "./parse.ts";
import { type PipelineContext, planJobs } from "./plan.ts";
import { processableJobs, settleWith, statusOf, waitingFor } from "./processing.ts";
import { isProtected, originOf, refOf, sources } from "./variables.ts";

/** GitLab's words for a hidden value: https://docs.gitlab.com/ci/variables/#mask-a-cicd-variable */
const mask = "[MASKED]";

export type GitlabRun = RunOutcome & {
  /** The pipeline of the scenario's event. */
  readonly pipeline: CreatedPipeline;
};

export type Happening = { readonly event: Event; readonly conditions: ReadonlySet<string> };

export type GitlabScenario = Happening & {
  /** Environments whose manual jobs a person starts, or the jobs' names; `*` for every manual job. */
  readonly approve: readonly string[];
  /** Events before this one, each run to its end; what they leave behind stays, they themselves are not told of. */
  readonly before: readonly Happening[];
  /** Further events, some virtual seconds after this one. */
  readonly later: readonly (Happening & { readonly after: number })[];
  readonly epoch: number;
  readonly seed: number;
};

/** Creates the pipeline of an event and runs it to its end. `files` is the whole repository. */
export async function runGitlab(
  configuration: Configuration,
  files: readonly SourceFile[],
  world: World,
  told: GitlabScenario,
): Promise<GitlabRun> {
  const scenario = new Scenario({ engine: "gitlab-ci", files, world, epoch: told.epoch, seed: told.seed }, mask);
  const diagnostics: Diagnostic[] = [];
  const created: CreatedPipeline[] = [];
  const broken: Pick<RunOutcome, "pipelines">["pipelines"][number][] = [];
  let number = 0;
  const commits = new Map<string, string>();
  const begin = ({ event, conditions }: Happening, isTold: boolean) => {
    number++;
    const settled = configurationFor(configuration, event, world, files, number);
    const pipeline = settled.fault ?? createPipeline(settled.configuration, event, world, files, number);
    if (isTold) {
      created.push(pipeline);
      diagnostics.push(...pipeline.diagnostics);
    }
    if (pipeline.absent !== undefined) {
      const span = pipeline.diagnostics[0]?.span;
      if (isTold) scenario.announce(`no pipeline: ${pipeline.absent}`, "bad", span);
      if (isTold && pipeline.broken) {
        const at = scenario.clock.now();
        broken.push({
          id: String(number),
          name: "",
          status: "failed",
          source: sources[event.kind],
          ref: refOf(event),
          started: at,
          finished: at,
        });
      }
      return undefined;
    }
    if (isTold) scenario.announce("created", "neutral");
    const commit = commitOfPipeline(event, number, commits);
    const context: PipelineContext = {
      ...{ configuration: settled.configuration, pipeline, event, world, files, approve: told.approve, id: String(number), depth: 0 },
      child: (child, childConfiguration) => {
        number++;
        return planPipeline({ ...context, ...child, configuration: childConfiguration, id: String(number) }, conditions, number, commit);
      },
      nextNumber: () => number + 1,
    };
    return scenario.start(planPipeline(context, conditions, number, commit));
  };
  for (const happening of told.before) await scenario.run(async () => void begin(happening, false));
  const untold = number;
  scenario.forgetEvents();
  const start = scenario.clock.now();
  await scenario.run(async () => {
    begin(told, true);
    for (const next of told.later) {
      scenario.clock.start(async () => {
        await scenario.clock.sleep(next.after, scenario.stop);
        begin(next, true);
      });
    }
  });
  const [pipeline] = created;
  if (!pipeline) throw new Error("bug: no pipeline was considered");
  const outcome = scenario.outcome((plan) => Number(plan.id) > untold);
  const shifted = start === 0 ? outcome : shiftTimes(outcome, start);
  return {
    ...shifted,
    pipelines: [...shifted.pipelines, ...broken],
    pipeline,
    diagnostics: [...diagnostics, ...outcome.diagnostics],
  };
}

/** A configuration whose includes depend on the event, as it is for this one; `fault` is the pipeline that cannot be created. */
function configurationFor(
  configuration: Configuration,
  event: Event,
  world: World,
  files: readonly SourceFile[],
  number: number,
): { readonly configuration: Configuration; readonly fault?: CreatedPipeline } {
  if (!configuration.dependsOnEvent) return { configuration };
  const { model, diagnostics } = parseConfiguration(files, [configurationPath], surroundingsFor(event, world, files, number));
  const errors = [...diagnostics, ...checkConfiguration(model)].filter(isError);
  const [first] = errors;
  if (!first) return { configuration: model };
  // The file as such is sound, and other events may go well: this event's pipeline stands there as failed.
  const told = errors.map((error) => ({ ...error, severity: "warning" as const }));
  return { configuration: model, fault: brokenPipeline(first.summary, told) };
}

/** Every push, tag and change of a merge request is a new commit; what starts on a branch later is for its last one. */
function commitOfPipeline(event: Event, number: number, commits: Map<string, string>): string {
  const branch = refOf(event);
  const isNew = event.kind === "push" || event.kind === "tag" || event.kind === "merge-request";
  const commit = isNew ? String(number) : (commits.get(branch) ?? `${branch} at first`);
  if (event.kind === "push") commits.set(branch, commit);
  return commit;
}

function planPipeline(context: PipelineContext, conditions: ReadonlySet<string>, number: number, commit: string): PipelinePlan {
  const { pipeline, configuration, event, world, id } = context;
  const stages = configuration.stages.map((stage) => stage.value);
  const allowed = new Map(pipeline.jobs.map(({ job, allowFailure }) => [job.name, allowFailure.kind === "yes"]));
  const processable = processableJobs(pipeline, stages);
  const { jobs, plays } = planJobs(context, number);
  const request = event.kind === "merge-request" || event.kind === "tag" || event.kind === "child" ? event.kind : "branch";
  return {
    id,
    commit,
    name: pipeline.name,
    source: sources[event.kind],
    ref: refOf(event),
    jobs,
    settle: settleWith(processable),
    statusOf: (runs): JobStatus => statusOf(runs, (name) => allowed.get(name) ?? false),
    plays,
    dependents: (job) => [...waitingFor(processable, new Set([job.name]))],
    conditions,
    cancelsOnFailure: pipeline.autoCancel.onJobFailure === "all",
    // https://docs.gitlab.com/ci/pipelines/settings/#auto-cancel-redundant-pipelines: older pipelines of the same branch or merge request.
    supersedes:
      request === "tag" || request === "child" || originOf(event).kind === "schedule"
        ? ""
        : `${request} ${refOf(event)} ${isProtected(event, world)}`,
    whenSuperseded: pipeline.autoCancel.onNewCommit ?? "conservative",
  };
}
