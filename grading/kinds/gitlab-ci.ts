import { z } from "zod";
import { checkConfiguration, type Event, parseConfiguration } from "#engines/gitlab-ci";
import { type GitlabRun, runGitlab } from "#engines/gitlab-ci/run";
import type { JobRun } from "#engines/pipeline";
import type { SourceFile } from "#engines/source";
import type { World } from "#engines/world";
import type { KindRun, LabKind, Vocabulary } from "./kind.ts";

/** The moment every scenario begins, so that dates in logs are the same each time. */
const epoch = Date.UTC(2026, 8, 14, 9, 0, 0) / 1000;

const ref = z.string().min(1).max(100);
const paths = z.array(z.string().min(1)).max(100);

const scenarioSchema = z
  .strictObject({
    push: ref.optional().describe("A push to this branch."),
    tag: ref.optional().describe("A push of this tag."),
    "merge-request": z
      .strictObject({ from: ref, into: ref })
      .optional()
      .describe("A merge request's new commit, from one branch into another."),
    schedule: ref.optional().describe("A scheduled run on this branch."),
    "run-by-hand": ref.optional().describe("A person starts a pipeline on this branch."),
    changes: paths.optional().describe("The files the push or merge request changes, for `rules:changes`."),
    variables: z.record(z.string(), z.string()).optional().describe("Variables the person gives who starts the pipeline by hand."),
    given: z.array(z.string()).max(10).optional().describe("Conditions of the world that hold."),
    approve: z.array(z.string()).max(10).optional().describe("Environments whose manual jobs a person starts; `*` for every manual job."),
  })
  .superRefine((scenario, context) => {
    const events = eventKeys.filter((key) => scenario[key] !== undefined);
    if (events.length !== 1) context.addIssue({ code: "custom", message: `a scenario has exactly one of: ${eventKeys.join(", ")}` });
    if (scenario.variables && scenario["run-by-hand"] === undefined)
      context.addIssue({ code: "custom", path: ["variables"], message: "only a run by hand can be given variables" });
    if (scenario.changes && scenario.push === undefined && !scenario["merge-request"])
      context.addIssue({ code: "custom", path: ["changes"], message: "only a push or a merge request changes files" });
  });

const eventKeys = ["push", "tag", "merge-request", "schedule", "run-by-hand"] as const;

type Scenario = z.infer<typeof scenarioSchema>;

const vocabulary: Vocabulary = {
  records: {
    Pipeline: {
      status: { type: "string", about: "success, failed, manual, skipped, canceled." },
      source: { type: "string", about: "What set it off: push, merge_request_event, schedule, web." },
      seconds: { type: "double", about: "From the event to the end of the last job." },
    },
    Job: {
      name: { type: "string", about: "As in the file." },
      stage: { type: "string", about: "Its stage." },
      status: { type: "string", about: "success, failed, skipped, manual (still waits for a person), canceled." },
      why: { type: "string", about: "Why it stands there, in words." },
      ran: { type: "bool", about: "Whether it started." },
      allowed_to_fail: { type: "bool", about: "It failed, and its failure counts for nothing." },
      started: { type: "double", about: "Seconds after the event; 0 if it did not run." },
      finished: { type: "double", about: "Seconds after the event; 0 if it did not run." },
      attempts: { type: "double", about: "How often it was tried." },
      exit_status: { type: "double", about: "Of the last attempt." },
      environment: { type: "string", about: "What the file says under `environment:`, or empty." },
      artifacts: { type: "list<string>", about: "Paths it leaves for others." },
      received: { type: "list<string>", about: "Paths of artifacts laid into its checkout." },
      log: { type: "string", about: "What it printed." },
    },
    Command: {
      program: { type: "string", about: "The program's name, without its arguments." },
      args: { type: "list<string>", about: "Its arguments." },
      line: { type: "string", about: "Name and arguments, with spaces between." },
      job: { type: "string", about: "The job that called it." },
      status: { type: "double", about: "Its exit status." },
      started: { type: "double", about: "Seconds after the event." },
      finished: { type: "double", about: "Seconds after the event." },
    },
    Deployment: {
      environment: { type: "string", about: "Where to." },
      version: { type: "string", about: "Which version." },
      share: { type: "double", about: "Percent of the traffic, 100 for all." },
      rollback: { type: "bool", about: "It went back to an earlier version." },
      time: { type: "double", about: "Seconds after the event." },
      job: { type: "string", about: "The job that did it." },
    },
  },
  variables: {
    pipelines: { type: "list<Pipeline>", about: "The pipelines that the event created; none if rules leave nothing to run." },
    jobs: { type: "list<Job>", about: "The jobs of the pipeline, in the order of the file." },
    commands: { type: "list<Command>", about: "Every program that a script called, in the order of time." },
    deployments: {
      type: "list<Deployment>",
      about: "Every deployment that took place: the effect of the program, whatever the file says under `environment:`.",
    },
  },
};

/** Labs about GitLab CI/CD: the pipeline of an event is created and run in full. */
export const gitlabCi: LabKind<Scenario> = {
  name: "gitlab-ci",
  scenario: scenarioSchema,
  vocabulary,

  checkScenario: (scenario, world) => [
    ...(scenario.given ?? []).flatMap((name, index) => {
      if (world.conditions.has(name)) return [];
      return [
        { path: ["given", index], message: `the world has no condition "${name}"; it has ${[...world.conditions.keys()].join(", ")}` },
      ];
    }),
    ...(scenario.approve ?? []).flatMap((name, index) => {
      if (name.includes("*") || world.environments.has(name)) return [];
      return [{ path: ["approve", index], message: `the world has no environment "${name}"` }];
    }),
  ],

  describe: (scenario, world) => {
    const given = (scenario.given ?? []).map((name) => world.conditions.get(name)?.about ?? name);
    const approve = scenario.approve ?? [];
    const approved =
      approve.length > 0 ? `, and a person starts what waits${approve.includes("*") ? "" : ` for ${approve.join(" and ")}`}` : "";
    const changed = scenario.changes ? ` that changes ${scenario.changes.join(", ")}` : "";
    return `${describeEvent(eventOf(scenario))}${changed}${given.length > 0 ? `, while ${given.join(" and ")}` : ""}${approved}`;
  },

  check: (files) => {
    const { model, diagnostics } = parseOnce(files);
    return diagnostics.some((diagnostic) => diagnostic.severity === "error") ? diagnostics : [...diagnostics, ...checkConfiguration(model)];
  },

  run: async (files: readonly SourceFile[], world: World, scenario): Promise<KindRun> => {
    const run = await runGitlab(parseOnce(files).model, files, world, {
      event: eventOf(scenario),
      conditions: new Set(scenario.given ?? []),
      approve: scenario.approve ?? [],
      epoch,
      seed: 1,
    });
    return { diagnostics: run.diagnostics, values: valuesOf(run), trace: traceOf(run) };
  },
};

/** All scenarios of a submission look at the same files. */
const parsed = new WeakMap<readonly SourceFile[], ReturnType<typeof parseConfiguration>>();

function parseOnce(files: readonly SourceFile[]): ReturnType<typeof parseConfiguration> {
  const known = parsed.get(files) ?? parseConfiguration(files);
  parsed.set(files, known);
  return known;
}

function eventOf(scenario: Scenario): Event {
  const changes = scenario.changes ?? [];
  const request = scenario["merge-request"];
  if (scenario.push !== undefined) return { kind: "push", branch: scenario.push, changes };
  if (scenario.tag !== undefined) return { kind: "tag", tag: scenario.tag };
  if (request) return { kind: "merge-request", ...request, changes };
  if (scenario.schedule !== undefined) return { kind: "schedule", branch: scenario.schedule };
  return { kind: "web", branch: scenario["run-by-hand"] ?? "", variables: scenario.variables ?? {} };
}

function describeEvent(event: Event): string {
  switch (event.kind) {
    case "push":
      return `A push to ${event.branch}`;
    case "tag":
      return `A push of the tag ${event.tag}`;
    case "merge-request":
      return `A merge request from ${event.from} into ${event.into}`;
    case "schedule":
      return `A scheduled run on ${event.branch}`;
    case "web":
      return `A run on ${event.branch}, started by hand`;
    default:
      return event satisfies never;
  }
}

function valuesOf(run: GitlabRun): Readonly<Record<string, unknown>> {
  const { jobs, commands, deployments, pipeline } = run;
  const environments = new Map(pipeline.jobs.map(({ job, environment }) => [job.name, environment ?? ""]));
  return {
    pipelines:
      jobs.length === 0 ? [] : [{ status: run.status, source: pipeline.predefined.CI_PIPELINE_SOURCE ?? "", seconds: lastEnd(jobs) }],
    jobs: jobs.map((job) => ({
      name: job.name,
      stage: job.stage,
      status: job.status,
      why: job.why,
      ran: job.started !== undefined,
      allowed_to_fail: job.allowedToFail,
      started: job.started ?? 0,
      finished: job.finished ?? 0,
      attempts: job.attempts,
      exit_status: job.exitStatus,
      environment: environments.get(job.name) ?? "",
      artifacts: job.artifacts,
      received: job.received,
      log: job.log.map(({ text }) => text).join(""),
      span: job.failedAt ?? job.span,
    })),
    commands: commands.map(({ program, args, job, status, started, finished, span }) => ({
      ...{ program, args, line: [program, ...args].join(" "), job, status, started, finished, span },
    })),
    deployments: deployments.map(({ environment, version, share, rollback, at, job, span }) => ({
      ...{ environment, version, share, rollback, time: at, job, span },
    })),
  };
}

const lastEnd = (jobs: readonly JobRun[]) => jobs.reduce((latest, job) => Math.max(latest, job.finished ?? 0), 0);

function traceOf(run: GitlabRun): KindRun["trace"] {
  const absent = run.pipeline.absent;
  const start = { at: 0, subject: "pipeline", text: absent === undefined ? "created" : `not created: ${absent}`, tone: "neutral" as const };
  const end = {
    at: lastEnd(run.jobs),
    subject: "pipeline",
    text: run.status,
    tone: run.status === "success" ? ("good" as const) : ("bad" as const),
  };
  return {
    timeline: [start, ...run.events, ...(run.jobs.length > 0 ? [end] : [])],
    logs: run.jobs
      .filter((job) => job.log.length > 0)
      .map((job) => ({ subject: job.name, text: job.log.map(({ text }) => text).join("") })),
    truncated: false,
  };
}
