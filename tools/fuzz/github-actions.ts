import { readFileSync } from "node:fs";
import { checkWorkflows } from "#engines/github-actions";
import { runActions } from "#engines/github-actions/run";
import { fuzzWorld, seedsIn } from "./seeds.ts";
import type { FuzzTarget } from "./target.ts";

const files = [
  {
    path: ".github/workflows/say.yml",
    text: "on: { workflow_call: { inputs: { loud: { type: boolean } }, outputs: { said: { value: x } } } }\njobs: { say: { runs-on: ubuntu-latest, steps: [{ run: echo }] } }\n",
  },
  {
    path: ".github/actions/greet/action.yml",
    text: `name: Greet
description: says hello
inputs: { who: { default: world } }
runs: { using: composite, steps: [{ shell: bash, run: "echo hello \${{ inputs.who }}" }] }
`,
  },
];

/** Reads, checks and runs a workflow; what is an error for a learner is run too if it can be read, since a run must bear it. */
export const target: FuzzTarget = {
  name: "github-actions",
  seeds: [
    readFileSync("engines/github-actions/testdata/valid.yml", "utf8"),
    ...seedsIn("engines/github-actions/testdata/checks", /\.yml$/),
    ...seedsIn("content/labs", /\.github\/workflows\/.*\.ya?ml$/),
  ],
  run: async (text) => {
    const world = fuzzWorld();
    const all = [...world.repository, ...files, { path: ".github/workflows/ci.yml", text }];
    checkWorkflows(all);
    await runActions(all, world, {
      event: { kind: "push", branch: "main", changes: ["package.json"] },
      conditions: new Set(["unit-tests-fail"]),
      approve: ["*"],
      before: [],
      later: [
        {
          after: 5,
          event: { kind: "pull-request", from: "feature/x", into: "main", changes: [], activity: "opened" },
          conditions: new Set(),
        },
      ],
      epoch: 1_790_000_000,
      seed: 1,
    });
  },
};
