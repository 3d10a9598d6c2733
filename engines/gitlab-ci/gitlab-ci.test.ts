import { expect, test } from "vitest";
import { renderDiagnostics } from "#engines/source";
import { parseWorld } from "#engines/world";
import { checkConfiguration, type Event, parseConfiguration } from "./index.ts";
import { runGitlab } from "./run.ts";

const world = parseWorld([
  {
    path: "world.yaml",
    text: `title: Test
project: { path: larder/shop, default-branch: main, protected-branches: [main], protected-tags: ["v*"], url: "https://gitlab.example/larder/shop" }
environments:
  production: { url: "https://www.example", protected: true }
conditions: { tests-fail: the tests fail }
variables:
  TOKEN: { value: s3cret, protected: true }
  REGION: { value: eu, environment: production }
`,
  },
  {
    path: "programs/check.yaml",
    text: "program: check\ncalls:\n  - usage: check\n    steps:\n      - takes: 10s\n      - fail: bad\n        when: { given: [tests-fail] }\n",
  },
  {
    path: "programs/deploy.yaml",
    text: 'program: deploy\ncalls:\n  - usage: deploy <environment>\n    steps:\n      - deploy: { environment: "@{environment}", version: "1" }\n',
  },
]).model;

const push: Event = { kind: "push", branch: "main", changes: ["src/a.js"] };

async function run(
  text: string,
  { event = push, given = [] as string[], approve = [] as string[], more = [] as { path: string; text: string }[] } = {},
) {
  const files = [{ path: ".gitlab-ci.yml", text }, ...more];
  const { model, diagnostics } = parseConfiguration(files);
  const found = [...diagnostics, ...checkConfiguration(model)];
  expect(renderDiagnostics(files, found)).toBe("");
  const result = await runGitlab(model, files, world, {
    event,
    conditions: new Set(given),
    approve,
    before: [],
    later: [],
    epoch: 1_790_000_000,
    seed: 1,
  });
  const log = Object.fromEntries(result.jobs.map((job) => [job.name, job.log.map((piece) => piece.text).join("")]));
  return { ...result, statuses: Object.fromEntries(result.jobs.map((job) => [job.name, job.status])), log };
}

test.each([
  {
    why: "a failure skips later stages",
    text: "a: {stage: build, script: exit 3}\nb: {stage: test, script: echo}\n",
    is: { a: "failed", b: "skipped" },
  },
  {
    why: "an allowed failure lets them go on",
    text: "a: {stage: build, script: exit 3, allow_failure: true}\nb: {stage: test, script: echo}\n",
    is: { a: "failed", b: "success" },
  },
  {
    why: "a failure is allowed by its exit code only",
    text: "a: {stage: build, script: exit 3, allow_failure: {exit_codes: [4]}}\nb: {stage: test, script: echo}\n",
    is: { a: "failed", b: "skipped" },
  },
  {
    why: "|| true masks a failure",
    text: "a: {stage: build, script: 'false || true'}\nb: {stage: test, script: echo}\n",
    is: { a: "success", b: "success" },
  },
  {
    why: "needs start a job before its stage",
    text: "a: {stage: build, script: echo}\nslow: {stage: build, script: exit 1}\nb: {stage: test, needs: [a], script: echo}\n",
    is: { a: "success", slow: "failed", b: "success" },
  },
  {
    why: "on_failure runs after a failure, not after an allowed one",
    text: "a: {stage: build, script: exit 1}\nb: {stage: test, script: echo, when: on_failure}\nc: {stage: deploy, script: echo, when: always}\n",
    is: { a: "failed", b: "success", c: "success" },
  },
  {
    why: "a job-level manual job is optional; in rules it blocks",
    text: "a: {stage: build, script: echo, when: manual}\nb: {stage: test, script: echo}\nc: {stage: test, script: echo, rules: [{when: manual}]}\nd: {stage: deploy, script: echo}\n",
    is: { a: "manual", b: "success", c: "manual", d: "created" },
  },
  {
    why: "a need on an unplayed optional manual job skips",
    text: "a: {stage: build, script: echo, when: manual}\nb: {stage: test, needs: [a], script: echo}\n",
    is: { a: "manual", b: "skipped" },
  },
  {
    why: "extends merges maps and replaces lists, default fills in, references flatten",
    text: '.base: {script: [exit 1], variables: {A: "1", B: "1"}}\n.steps: {script: [\'test "$A$B$C" = 12x\']}\ndefault: {before_script: [export C=x]}\na: {extends: .base, variables: {B: "2"}, script: [!reference [.steps, script]]}\n',
    is: { a: "success" },
  },
  {
    why: "retry: 2 is three attempts",
    text: "a: {script: exit 1, retry: 2}\n",
    is: { a: "failed" },
  },
])("$why", async ({ text, is }) => {
  const { statuses, jobs } = await run(text);
  expect(statuses).toEqual(is);
  if (text.includes("retry")) expect(jobs[0]?.attempts).toBe(3);
});

test("a played manual job takes those that wait for it along", async () => {
  const text = "a: {stage: build, script: echo, when: manual, environment: production}\nb: {stage: test, needs: [a], script: echo}\n";
  expect((await run(text, { approve: ["production"] })).statuses).toEqual({ a: "success", b: "success" });
});

test("artifacts move along stages and needs, and nowhere else", async () => {
  const text = `
build: {stage: build, script: [mkdir out, echo built > out/a.txt, echo v=7 > env], artifacts: {paths: [out], reports: {dotenv: env}}}
with: {stage: test, script: [cat out/a.txt, 'test "$v" = 7']}
without: {stage: test, needs: [], script: [cat out/a.txt]}
none: {stage: test, dependencies: [], script: [test ! -e out]}
`;
  const { statuses, log } = await run(text);
  expect(statuses).toEqual({ build: "success", with: "success", without: "failed", none: "success" });
  expect(log.without).toContain("No such file");
});

test("after_script runs after a failure, in a shell of its own, and cannot fail the job", async () => {
  const { statuses, log } = await run(
    "a: {script: [X=1, 'true'], after_script: ['echo \"[$X]\"', exit 1]}\nb: {script: exit 1, after_script: [echo cleaned]}\n",
  );
  expect(statuses).toEqual({ a: "success", b: "failed" });
  expect(log.a).toContain("[]\n");
  expect(log.b).toContain("cleaned");
});

test("a job that takes longer than its timeout fails", async () => {
  const { jobs } = await run("a: {script: [sleep 90, echo late], timeout: 1m}\n");
  expect(jobs[0]).toMatchObject({ status: "failed", finished: 60, why: "it took longer than its timeout" });
});

test.each([
  { why: "a push sees the branch", event: push, prints: "main--" },
  { why: "a tag sees the tag", event: { kind: "tag", tag: "v1" } as const, prints: "-v1-" },
  {
    why: "a merge request needs a rule, and sees its source",
    event: { kind: "merge-request", from: "x", into: "main", changes: [] } as const,
    prints: "--x",
  },
])("$why", async ({ event, prints }) => {
  const text =
    "a:\n  script: ['echo \"=$CI_COMMIT_BRANCH-$CI_COMMIT_TAG-$CI_MERGE_REQUEST_SOURCE_BRANCH_NAME\"']\n  rules: [{when: on_success}]\nplain: {script: echo}\n";
  const { log, statuses } = await run(text, { event });
  expect(log.a).toContain(`=${prints}\n`);
  expect("plain" in statuses).toBe(event.kind !== "merge-request");
});

test.each([
  { why: "protected variables stay on protected refs", event: push, environment: "", sees: "s3cret-" },
  { why: "another branch does not see them", event: { kind: "push", branch: "x", changes: [] } as const, environment: "", sees: "-" },
  { why: "scoped variables are seen in their environment", event: push, environment: "environment: production", sees: "s3cret-eu" },
])("$why", async ({ event, environment, sees }) => {
  const { log } = await run(`a:\n  script: ['echo "=$TOKEN-$REGION"']\n  ${environment}\n`, { event });
  expect(log.a).toContain(`=${sees}\n`);
});

test.each([
  {
    why: "workflow rules can keep a pipeline from being",
    text: "workflow: {rules: [{if: $CI_COMMIT_TAG}]}\na: {script: echo}\n",
    absent: "no rule of `workflow` matches",
  },
  {
    why: "rules that match nothing leave no pipeline",
    text: "a: {script: echo, rules: [{if: '$CI_COMMIT_BRANCH == \"x\"'}]}\n",
    absent: "no job's rules match",
  },
  { why: "changes are compared with the push", text: "a: {script: echo, rules: [{changes: [docs/**]}]}\n", absent: "no job's rules match" },
])("$why", async ({ text, absent }) => {
  const { pipeline, jobs } = await run(text);
  expect({ absent: pipeline.absent, jobs: jobs.length }).toEqual({ absent, jobs: 0 });
});

test("a need that the rules leave out is an error of the pipeline, at the need", async () => {
  const { diagnostics, jobs } = await run(
    "a: {stage: build, script: echo, rules: [{if: $CI_COMMIT_TAG}]}\nb: {stage: test, needs: [a], script: echo}\n",
  );
  expect(jobs).toEqual([]);
  expect(diagnostics).toMatchObject([{ code: "gitlab-ci/need-ruled-out", span: { start: { line: 2, column: 26 } } }]);
});

test("a deployment is the effect of the program, not what the file says", async () => {
  const { deployments } = await run("a: {script: [check, deploy production], environment: staging}\n");
  expect(deployments).toMatchObject([{ environment: "production", job: "a", at: 10, span: { start: { line: 1, column: 21 } } }]);
});

test("the same run gives the same bytes", async () => {
  const text = "a: {script: ['echo $RANDOM $(date +%s) $CI_COMMIT_SHA', sleep 3, check]}\n";
  const [one, two] = [await run(text), await run(text)];
  expect(JSON.stringify(one)).toBe(JSON.stringify(two));
});

test("what the shell cannot do ends the run with its place", async () => {
  const { diagnostics } = await run("a:\n  script:\n    - echo one\n    - nohup sleep 1\n");
  expect(diagnostics).toMatchObject([
    { code: "gitlab-ci/not-simulated", summary: "Not simulated: nohup", span: { start: { line: 4, column: 7 } } },
  ]);
});
