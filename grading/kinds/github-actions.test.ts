import { expect, test } from "vitest";
import { parseWorld } from "#engines/world";
import { githubActions } from "./github-actions.ts";

const world = parseWorld([
  {
    path: "world.yaml",
    text: 'title: Test\nproject: { path: larder/shop, default-branch: main, protected-branches: [main], url: "https://git.example/larder/shop" }\nenvironments:\n  production: { url: "https://www.example", protected: true }\nconditions: { tests-fail: the tests fail }\n',
  },
  {
    path: "programs/check.yaml",
    text: "program: check\ncalls:\n  - usage: check\n    steps:\n      - fail: bad\n        when: { given: [tests-fail] }\n",
  },
]).model;

const files = [
  {
    path: ".github/workflows/ci.yml",
    text: "on: { push: { branches: [main] } }\njobs:\n  test: { runs-on: ubuntu-latest, steps: [{ run: check }] }\n",
  },
];

const run = async (scenario: unknown) => {
  const parsed = githubActions.scenario.parse(scenario);
  return { said: githubActions.describe(parsed, world), ...(await githubActions.run(files, world, parsed)) };
};

test("a scenario is said in words and run", async () => {
  const { said, values, diagnostics } = await run({ push: "main", given: ["tests-fail"] });
  expect(said).toBe("A push to main, while the tests fail");
  expect(diagnostics).toEqual([]);
  expect(values).toMatchObject({
    pipelines: [{ status: "failed", source: "push", ref: "main" }],
    jobs: [{ name: "test", status: "failed", exit_status: 1, why: "Process completed with exit code 1." }],
    commands: [{ line: "check", status: 1 }],
  });
});

test("an event that starts nothing leaves no pipelines, and the timeline says why", async () => {
  const { values, trace } = await run({ "pull-request": { from: "feature/x", into: "main" } });
  expect(values.pipelines).toEqual([]);
  expect(trace.timeline).toMatchObject([{ text: "no workflow starts: .github/workflows/ci.yml: it is not started by pull_request" }]);
});

test("a scenario names what the world has, and one event", () => {
  const scenario = githubActions.scenario.parse({ push: "main", given: ["rain"], approve: ["moon"] });
  expect(githubActions.checkScenario(scenario, world).map(({ path }) => path)).toEqual([
    ["given", 0],
    ["approve", 0],
  ]);
  expect(githubActions.scenario.safeParse({ push: "main", tag: "v1" }).success).toBe(false);
  expect(githubActions.scenario.safeParse({ push: "main", inputs: { a: "b" } }).success).toBe(false);
});

test("a check may ask what the token of a job could do", async () => {
  const scenario = githubActions.scenario.parse({ "pull-request": { from: "fix", into: "main", fork: true } });
  expect(githubActions.describe(scenario, world)).toBe("A pull request from fix of a fork into main");
  const steps = "runs-on: ubuntu-latest, steps: [{ run: check }]";
  const text = `on: pull_request\njobs:\n  a: { permissions: { contents: write, id-token: write }, ${steps} }\n  b: { if: false, ${steps} }\n`;
  const { values } = await githubActions.run([{ path: ".github/workflows/ci.yml", text }], world, scenario);
  expect(values.jobs).toMatchObject([
    { name: "a", permissions: { contents: "read", "id-token": "none", issues: "none" } },
    { permissions: {} },
  ]);
  expect(githubActions.vocabulary.records.Job).toHaveProperty("permissions.type", "map<string, string>");
});
