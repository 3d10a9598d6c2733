import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { createPipeline, parseConfiguration, processing } from "#engines/gitlab-ci";
import type { JobRun, JobStatus } from "#engines/pipeline";
import { isError } from "#engines/source";
import { parseWorld } from "#engines/world";
import { readYaml, type YamlNode } from "#engines/yaml";
import type { Outcome, Suite } from "./suite.ts";

const Expect = z.object({
  pipeline: z.string().optional(),
  stages: z.record(z.string(), z.string()).nullish(),
  jobs: z.record(z.string(), z.string()).nullish(),
});
const Case = z.object({
  config: z.unknown(),
  init: z.object({ expect: Expect }),
  transitions: z
    .array(z.object({ event: z.enum(["run", "success", "drop", "play", "retry"]), jobs: z.array(z.string()).optional(), expect: Expect }))
    .nullish(),
});

/** The states of pipeline, stages and jobs after every event of a case. */
export const suite: Suite = {
  name: "gitlab-processing",
  cases: async (folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith(".yml"))
      .sort()
      .map((file) => ({ id: file, run: () => judge(readFileSync(join(folder, file), "utf8")) })),
};

function judge(text: string): Outcome {
  const yaml = readYaml({ path: "case.yml", text }, { version: "1.1", merge: "in-order", duplicateKeys: "last-wins" });
  const { config, init, transitions } = Case.parse(yaml.model && plain(yaml.model));
  // JSON is YAML.
  const files = [{ path: ".gitlab-ci.yml", text: JSON.stringify(config) }];
  const { model, diagnostics } = parseConfiguration(files);
  const error = diagnostics.find(isError);
  if (error) return { passed: false, why: `refused: ${error.summary}` };
  const { model: world } = parseWorld([{ path: "world.yaml", text: "title: none\nproject: { path: a/b, default-branch: master }\n" }]);
  const pipeline = new Stepper(
    createPipeline(model, { kind: "push", branch: "master", changes: [] }, world, files),
    model.stages.map(({ value }) => value),
  );
  const steps = [{ event: "init" as const, jobs: undefined, expect: init.expect }, ...(transitions ?? [])];
  for (const [index, { event, jobs, expect }] of steps.entries()) {
    pipeline.step(event, jobs);
    const states = pipeline.states();
    const wanted = { pipeline: expect.pipeline ?? states.pipeline, stages: expect.stages ?? {}, jobs: expect.jobs ?? {} };
    if (!isDeepStrictEqual(states, wanted))
      return { passed: false, why: `after step ${index} (${event}):\nwanted ${JSON.stringify(wanted)}\ngot    ${JSON.stringify(states)}` };
  }
  return { passed: true };
}

function plain(node: YamlNode): unknown {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "seq") return node.items.map(plain);
  return Object.fromEntries(node.entries.map(({ key, value }) => [key, plain(value)]));
}

/** A pipeline whose jobs do what the case says, moved on by the engine's processing. */
class Stepper {
  readonly #jobs: ReadonlyMap<string, JobRun>;
  readonly #plan: readonly processing.ProcessableJob[];
  readonly #stages: readonly string[];
  #pipeline: JobStatus = "created";
  #stageStatuses: Record<string, JobStatus> = {};

  constructor(created: ReturnType<typeof createPipeline>, stages: readonly string[]) {
    this.#plan = processing.processableJobs(created, stages);
    this.#stages = stages;
    this.#jobs = new Map(created.jobs.map(({ job }) => [job.name, { ...blank, name: job.name, stage: job.stage.value, span: job.span }]));
  }

  step(event: "init" | "run" | "success" | "drop" | "play" | "retry", names: readonly string[] | undefined): void {
    const chosen = (names ?? []).map((name) => this.#job(name));
    for (const job of chosen) {
      if (event === "run") job.status = "running";
      if (event === "success") job.status = "success";
      if (event === "drop") {
        job.status = "failed";
        job.allowedToFail = this.#plan.find((each) => each.name === job.name)?.allowFailure ?? false;
      }
      if (event === "play") job.status = "pending";
    }
    if (event === "retry") {
      const changed = processing.retried(this.#plan, (name) => this.#job(name).status, names);
      for (const [name, status] of changed) Object.assign(this.#job(name), { status, allowedToFail: false });
    }
    if (event === "play") {
      const behind = processing.waitingFor(this.#plan, new Set(names));
      for (const name of behind) if (this.#job(name).status === "skipped") this.#job(name).status = "created";
    }
    this.#process();
  }

  states() {
    return {
      pipeline: this.#pipeline,
      stages: this.#stageStatuses,
      jobs: Object.fromEntries([...this.#jobs.values()].map(({ name, status }) => [name, status])),
    };
  }

  #process(): void {
    for (const [name, { status }] of processing.settleWith(this.#plan)(this.#jobs)) this.#job(name).status = status;
    const status = (jobs: readonly JobRun[]) =>
      processing.statusOf(jobs, (name) => this.#plan.find((each) => each.name === name)?.allowFailure ?? false);
    const all = [...this.#jobs.values()];
    const used = this.#stages.filter((stage) => all.some((job) => job.stage === stage));
    this.#stageStatuses = Object.fromEntries(
      used.map((stage) => [
        stage,
        processing.moveStage(this.#stageStatuses[stage] ?? "created", status(all.filter((job) => job.stage === stage))),
      ]),
    );
    this.#pipeline = processing.movePipeline(this.#pipeline, status(all));
  }

  #job(name: string): JobRun {
    const job = this.#jobs.get(name);
    if (!job) throw new Error(`the case names a job "${name}" that is not there`);
    return job;
  }
}

const blank: Omit<JobRun, "name" | "stage" | "span"> = {
  ...{ pipeline: "1", environment: "", status: "created", why: "", allowedToFail: false, started: undefined, finished: undefined },
  ...{ attempts: 0, exitStatus: 0, failedAt: undefined, variables: {}, log: [], artifacts: [], received: [] },
};
