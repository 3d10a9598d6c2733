import type { JobOutcome, PipelineEvent, RunOutcome } from "#engines/pipeline";
import type { World } from "#engines/world";
import type { Trace } from "../model.ts";
import type { CelField, Vocabulary } from "./kind.ts";

/** The moment every scenario begins, so that dates in logs are the same each time: a Monday in September, nine o'clock. */
export const epoch = Date.UTC(2026, 8, 14, 9, 0, 0) / 1000;

const field = (type: string, about: string): CelField => ({ type, about });

/** What the checks of every kind of pipeline speak about, whatever the tool. */
export const pipelineVocabulary: Vocabulary = {
  records: {
    Pipeline: {
      name: field("string", "The tool's name for it; empty if it has none."),
      status: field(
        "string",
        "success, unstable, failed, canceled, skipped, manual (waits for a person), running (waits for something that never came).",
      ),
      source: field("string", "What set it off, in the tool's word: push, merge_request_event, pull_request, schedule."),
      ref: field("string", "The branch or tag it runs for."),
      started: field("double", "Seconds after the event."),
      finished: field("double", "Seconds after the event: the end of its last job."),
      seconds: field("double", "From its start to the end of its last job."),
    },
    Job: {
      name: field("string", "As in the file."),
      stage: field("string", "Its stage; empty where the tool has none."),
      pipeline: field("string", "Tells the pipelines of a scenario apart."),
      status: field("string", "success, unstable, failed, skipped, manual (still waits for a person), canceled."),
      why: field("string", "Why it stands there, in words."),
      ran: field("bool", "Whether it started."),
      allowed_to_fail: field("bool", "It failed, and its failure counts for nothing."),
      started: field("double", "Seconds after the event; 0 if it did not run."),
      finished: field("double", "Seconds after the event; 0 if it did not run."),
      attempts: field("double", "How often it was tried."),
      exit_status: field("double", "Of the last attempt."),
      environment: field("string", "The deployment environment that the file names for it, or empty."),
      variables: field("map<string, string>", "The variables its scripts saw when it started."),
      artifacts: field("list<string>", "Paths it leaves for others."),
      received: field("list<string>", "Paths of artifacts laid into its checkout."),
      log: field("string", "What it printed, with secrets hidden as the tool hides them."),
    },
    Command: {
      program: field("string", "The program's name, without its arguments."),
      args: field("list<string>", "Its arguments."),
      line: field("string", "Name and arguments, with spaces between."),
      job: field("string", "The job that called it."),
      pipeline: field("string", "The pipeline of that job."),
      status: field("double", "Its exit status."),
      started: field("double", "Seconds after the event."),
      finished: field("double", "Seconds after the event."),
    },
    Deployment: {
      environment: field("string", "Where to."),
      version: field("string", "Which version."),
      share: field("double", "Percent of the traffic, 100 for all."),
      rollback: field("bool", "It went back to an earlier version."),
      time: field("double", "Seconds after the event."),
      job: field("string", "The job that did it."),
      pipeline: field("string", "The pipeline of that job."),
    },
    Artifact: {
      path: field("string", "From the top of the checkout."),
      job: field("string", "The job that left it."),
      pipeline: field("string", "The pipeline of that job."),
    },
    Secret: {
      name: field("string", "The name of the secret in the project's settings."),
      job: field("string", "A job that could read it."),
      pipeline: field("string", "The pipeline of that job."),
      printed: field("string", "What its log shows: no, masked, plain."),
    },
  },
  variables: {
    pipelines: field("list<Pipeline>", "The pipelines that the events created; none if rules leave nothing to run."),
    jobs: field("list<Job>", "The jobs of these pipelines, in the order of the file."),
    commands: field("list<Command>", "Every program that a script called, in the order of time."),
    deployments: field(
      "list<Deployment>",
      "Every deployment that took place: the effect of the program, whatever the file says under `environment:`.",
    ),
    artifacts: field("list<Artifact>", "Every file that a job left for others."),
    secrets: field("list<Secret>", "Which secret every job that ran could read, and whether it was printed."),
  },
};

/** The outcome as the vocabulary has it; `ofJob` gives what only one tool's jobs have. */
export function outcomeValues(
  { pipelines, jobs, commands, deployments, secrets }: RunOutcome,
  ofJob: (job: JobOutcome) => Readonly<Record<string, unknown>> = () => ({}),
): Readonly<Record<string, unknown>> {
  return {
    pipelines: pipelines.map(({ name, status, source, ref, started, finished }) => ({
      ...{ name, status, source, ref, started, finished, seconds: finished - started },
    })),
    jobs: jobs.map((job) => ({
      name: job.name,
      stage: job.stage,
      pipeline: job.pipeline,
      status: job.status,
      why: job.why,
      ran: job.started !== undefined,
      allowed_to_fail: job.allowedToFail,
      started: job.started ?? 0,
      finished: job.finished ?? 0,
      attempts: job.attempts,
      exit_status: job.exitStatus,
      environment: job.environment,
      variables: job.variables,
      artifacts: job.artifacts,
      received: job.received,
      log: logOf(job),
      ...ofJob(job),
      span: job.failedAt ?? job.span,
    })),
    commands: commands.map(({ program, args, job, pipeline, status, started, finished, span }) => ({
      ...{ program, args, line: [program, ...args].join(" "), job, pipeline, status, started, finished, span },
    })),
    deployments: deployments.map(({ environment, version, share, rollback, at, job, pipeline, span }) => ({
      ...{ environment, version, share, rollback, time: at, job, pipeline, span },
    })),
    artifacts: jobs.flatMap(({ name, pipeline, artifacts, span }) => artifacts.map((path) => ({ path, job: name, pipeline, span }))),
    secrets: secrets.map(({ name, job, pipeline, printed, span }) => ({ name, job, pipeline, printed, span })),
  };
}

/** The outcome as a learner plays it. */
export function outcomeTrace({ pipelines, jobs, events }: RunOutcome): Omit<Trace, "id" | "when"> {
  const several = pipelines.length > 1;
  const ends = pipelines.map((pipeline): PipelineEvent => {
    const subject = several ? `pipeline ${pipeline.id}` : "pipeline";
    return { at: pipeline.finished, subject, text: pipeline.status, tone: pipeline.status === "success" ? "good" : "bad" };
  });
  return {
    timeline: [...events, ...ends].toSorted((a, b) => a.at - b.at),
    logs: jobs
      .filter((job) => job.log.length > 0)
      .map((job) => ({ subject: several ? `${job.name} (pipeline ${job.pipeline})` : job.name, text: logOf(job) })),
    truncated: false,
  };
}

const logOf = (job: JobOutcome) => job.log.map(({ text }) => text).join("");

type Named = { readonly path: readonly (string | number)[]; readonly message: string };

/** Conditions that a scenario sets and its world does not have. */
export const unknownConditions = (
  given: readonly string[],
  world: World,
  path: readonly (string | number)[] = ["given"],
): readonly Named[] =>
  given.flatMap((name, index) =>
    world.conditions.has(name)
      ? []
      : [{ path: [...path, index], message: `the world has no condition "${name}"; it has ${[...world.conditions.keys()].join(", ")}` }],
  );

/** `, while the unit tests fail and …`, or nothing. */
export function whileGiven(given: readonly string[], world: World): string {
  const about = given.map((name) => world.conditions.get(name)?.about ?? name);
  return about.length > 0 ? `, while ${about.join(" and ")}` : "";
}
