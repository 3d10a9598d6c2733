import { readFileSync } from "node:fs";
import { checkPipeline, parseJenkinsfile } from "#engines/jenkins";
import { runJenkins } from "#engines/jenkins/run";
import { isError } from "#engines/source";
import { filesIn, fuzzWorld, seedsIn } from "./seeds.ts";
import type { FuzzTarget } from "./target.ts";

const testdata = filesIn("engines/jenkins/testdata", /\.jenkinsfile$/).map((path) => readFileSync(path, "utf8"));

/** Parses, checks and runs a Jenkinsfile. */
export const target: FuzzTarget = {
  name: "jenkins",
  seeds: [...testdata, ...seedsIn("content/labs", /Jenkinsfile$/)],
  run: async (text) => {
    const world = fuzzWorld();
    const { model, diagnostics } = parseJenkinsfile({ path: "Jenkinsfile", text });
    if ([...diagnostics, ...checkPipeline(model)].some(isError) || !model.pipeline) return;
    const event = {
      cause: { kind: "branch-event" as const },
      branch: "main",
      commits: [{ message: "Change", author: "dev", files: ["a.js"] }],
      parameters: {},
    };
    await runJenkins(model.pipeline, [...world.repository, { path: "Jenkinsfile", text }], world, {
      event,
      later: { ...event, after: 5 },
      conditions: new Set(["unit-tests-fail"]),
      answers: [{ to: "*", action: "proceed", by: "admin", after: 3, values: {} }],
      ...{ job: "shop", number: 3, previousResult: "FAILURE", scm: true, environment: {}, epoch: 1_790_000_000, seed: 1 },
    });
  },
};
