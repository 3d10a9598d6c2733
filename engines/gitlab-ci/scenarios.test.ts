import { describe, expect, test } from "vitest";
import { isError, renderDiagnostics } from "#engines/source";
import { parseWorld } from "#engines/world";
import { checkConfiguration, type Event, parseConfiguration } from "./index.ts";
import { type GitlabScenario, runGitlab } from "./run.ts";

const world = parseWorld([
  {
    path: "world.yaml",
    text: `title: Test
project: { path: larder/shop, default-branch: main, protected-branches: [main], url: "https://gitlab.example/larder/shop" }
environments: { production: { url: "https://www.example", protected: true } }
conditions: { red: it is red }
variables:
  TOKEN: { value: s3cret-value, masked: true, protected: true }
  PLAIN: { value: pl4in-value, protected: true }
`,
  },
  {
    path: "programs/work.yaml",
    text: "program: work\ncalls:\n  - usage: work [<seconds>]\n    steps:\n      - takes: 10s\n      - fail: red\n        status: 3\n        when: { given: [red] }\n",
  },
  {
    path: "programs/deploy.yaml",
    text: 'program: deploy\ncalls:\n  - usage: deploy <environment>\n    steps:\n      - takes: 5s\n      - deploy: { environment: "@{environment}", version: "1" }\n',
  },
]).model;

const push: Event = { kind: "push", branch: "main", changes: ["src/a.js"] };

async function run(text: string, given: Partial<GitlabScenario> & { more?: { path: string; text: string }[] } = {}) {
  const files = [{ path: ".gitlab-ci.yml", text }, { path: "lock", text: "1" }, ...(given.more ?? [])];
  const { model, diagnostics } = parseConfiguration(files);
  expect(renderDiagnostics(files, [...diagnostics, ...checkConfiguration(model)])).toBe("");
  const base = { event: push, conditions: new Set<string>(), approve: [], before: [], later: [], epoch: 1_790_000_000, seed: 1 };
  const outcome = await runGitlab(model, files, world, { ...base, ...given });
  expect(outcome.diagnostics.filter(isError)).toEqual([]);
  const log = (name: string) =>
    outcome.jobs
      .find((job) => job.name === name)
      ?.log.map((piece) => piece.text)
      .join("") ?? "";
  return {
    ...outcome,
    log,
    statuses: Object.fromEntries(outcome.jobs.map((job) => [job.name, job.status])),
    times: Object.fromEntries(outcome.jobs.map((job) => [job.name, [job.started, job.finished]])),
  };
}

const web: Event = { kind: "web", branch: "main", variables: { GIVEN: "yes" } };
const request: Event = { kind: "merge-request", from: "feature/x", into: "main", changes: ["src/a.js"] };

describe("only and except", () => {
  const text = `
plain: { script: "true" }
branches: { script: "true", only: [branches] }
main: { script: "true", only: [main] }
pattern: { script: "true", only: ["/^feature/"] }
requests: { script: "true", only: [merge_requests] }
not-main: { script: "true", except: [main] }
changed: { script: "true", only: { changes: ["src/*"] } }
unchanged: { script: "true", only: { changes: ["docs/*"] } }
conditions: { script: "true", only: { refs: [web], variables: [$GIVEN == "yes"] } }
`;

  test.each([
    ["a push", push, ["plain", "branches", "main", "changed"]],
    ["a push elsewhere", { kind: "push", branch: "feature/y", changes: [] } as Event, ["plain", "branches", "pattern", "not-main"]],
    ["a merge request", request, ["requests"]],
    ["by hand", web, ["plain", "branches", "main", "changed", "unchanged", "conditions"]],
    ["a tag", { kind: "tag", tag: "v1" } as Event, ["plain", "not-main", "changed", "unchanged"]],
  ])("%s", async (_, event, expected) => {
    expect(Object.keys((await run(text, { event })).statuses)).toEqual(expected);
  });
});

test("parallel jobs are numbered, a matrix is laid out, and a need may pick from it", async () => {
  const outcome = await run(`
three: { parallel: 3, script: 'echo "$CI_NODE_INDEX of $CI_NODE_TOTAL"' }
grid: { parallel: { matrix: [{ OS: [linux, mac], V: ["1", "2"] }, { OS: win }] }, script: 'echo "$OS-$V"' }
all: { needs: [three], script: "true" }
one: { needs: [{ job: grid, parallel: { matrix: [{ OS: mac, V: "2" }] } }], script: "true" }
`);
  expect(Object.keys(outcome.statuses)).toEqual([
    ...["three 1/3", "three 2/3", "three 3/3"],
    ...["grid: [linux, 1]", "grid: [linux, 2]", "grid: [mac, 1]", "grid: [mac, 2]", "grid: [win]"],
    ...["all", "one"],
  ]);
  expect(outcome.log("three 2/3")).toContain("2 of 3");
  expect(outcome.log("grid: [mac, 2]")).toContain("mac-2");
});

test("a child pipeline runs its own jobs, and the parent waits where it depends", async () => {
  const more = [
    {
      path: "child.yml",
      text: 'inner: { script: [work, "echo $PASSED $CI_PIPELINE_SOURCE"] }\nnot-here: { script: "true", rules: [{ if: $CI_PIPELINE_SOURCE == "push" }] }',
    },
  ];
  const outcome = await run(
    `
start: { trigger: { include: child.yml, strategy: depend }, variables: { PASSED: over } }
loose: { trigger: { include: child.yml } }
after: { stage: deploy, script: "true" }
`,
    { more },
  );
  expect(outcome.pipelines.map(({ source, status }) => [source, status])).toEqual([
    ["push", "success"],
    ["parent_pipeline", "success"],
    ["parent_pipeline", "success"],
  ]);
  expect(outcome.times).toMatchObject({ start: [0, 10], loose: [0, 0], after: [10, 10] });
  expect(outcome.log("inner")).toContain("over parent_pipeline");
});

test("a child's failure is the trigger's, and a child that cannot be made fails it too", async () => {
  const more = [{ path: "child.yml", text: "inner: { script: work }" }];
  const text = "start: { trigger: { include: child.yml, strategy: depend } }\n";
  expect((await run(text, { more, conditions: new Set(["red"]) })).statuses).toMatchObject({ start: "failed", inner: "failed" });
  const made = `
make: { stage: build, script: ['echo "inner: { scrip: work }" > made.yml'], artifacts: { paths: [made.yml] } }
start: { trigger: { include: [{ artifact: made.yml, job: make }], strategy: depend } }
`;
  const broken = await run(made);
  expect(broken.statuses.start).toBe("failed");
  expect(broken.log("start")).toContain("the child pipeline cannot be created");
  expect((await run(made.replace("scrip:", "script:"))).statuses).toMatchObject({ start: "success", inner: "success" });
});

test("a cache goes from one pipeline to the next, by key and by protected ref", async () => {
  const text = `
install:
  script: ['test -f node_modules/done && echo warm || { work; mkdir -p node_modules; touch node_modules/done; }']
  cache: { key: { files: [lock] }, paths: [node_modules/] }
reader: { script: 'ls node_modules || true', cache: { key: { files: [lock] }, paths: [node_modules/], policy: pull } }
`;
  const happening = { event: push, conditions: new Set<string>() };
  expect((await run(text)).log("install")).not.toContain("\nwarm");
  const again = await run(text, { before: [happening] });
  expect(again.log("install")).toContain("warm");
  expect(again.log("reader")).toContain("done");
  expect(again.pipelines).toHaveLength(1);
  expect(again.times.install).toEqual([0, 0]);
  const other = { event: { kind: "push", branch: "feature/y", changes: [] } as Event, conditions: new Set<string>() };
  expect((await run(text, { before: [other] })).log("install")).toContain("WARNING: Cache file does not exist\nFailed to extract cache\n");
});

test("a resource group lets one job work at a time", async () => {
  const outcome = await run(`
a: { script: work, resource_group: production }
b: { script: work, resource_group: production }
c: { script: work }
`);
  expect(outcome.times).toEqual({ a: [0, 10], b: [10, 20], c: [0, 10] });
});

describe("a newer pipeline of the same branch", () => {
  const later = [{ event: push, conditions: new Set<string>(), after: 15 }];
  const text = (interruptible: boolean, mode = "") => `
${mode}
build: { stage: build, script: work, interruptible: true }
test: { script: work, interruptible: ${interruptible} }
deploy: { stage: deploy, script: [deploy production] }
`;
  const first = (outcome: Awaited<ReturnType<typeof run>>) => outcome.jobs.filter((job) => job.pipeline === "1").map((job) => job.status);

  test("cancels the older while only interruptible jobs have started", async () => {
    expect(first(await run(text(true), { later }))).toEqual(["success", "canceled", "canceled"]);
  });
  test("leaves it alone once another job has started", async () => {
    expect(first(await run(text(false), { later }))).toEqual(["success", "success", "success"]);
  });
  test("cancels just the interruptible ones where the workflow says so", async () => {
    const outcome = await run(text(true, "workflow: { auto_cancel: { on_new_commit: interruptible } }"), { later });
    expect(first(outcome)).toEqual(["success", "canceled", "skipped"]);
  });
  test("or none", async () => {
    expect(first(await run(text(true, "workflow: { auto_cancel: { on_new_commit: none } }"), { later }))).toEqual([
      "success",
      "success",
      "success",
    ]);
  });
});

test("a failure cancels the rest where the workflow says so", async () => {
  const outcome = await run("workflow: { auto_cancel: { on_job_failure: all } }\na: { script: exit 1 }\nb: { script: [work, work] }\n");
  expect(outcome.statuses).toEqual({ a: "failed", b: "canceled" });
});

test("after_script of a canceled job runs, and knows", async () => {
  const text = `
workflow: { auto_cancel: { on_job_failure: all } }
a: { script: [work], after_script: ['echo "was $CI_JOB_STATUS"'] }
b: { script: [sleep 3, exit 1], after_script: ['echo "was $CI_JOB_STATUS"'] }
`;
  const outcome = await run(text);
  expect(outcome.log("a")).toContain("was canceled");
  expect(outcome.log("b")).toContain("was failed");
});

test("secrets: who could read them, what was printed, what was hidden", async () => {
  const outcome = await run('a: { script: ["echo $TOKEN", "echo $PLAIN"] }\nb: { script: "true" }\n');
  expect(outcome.log("a")).toContain("[MASKED]");
  expect(outcome.log("a")).not.toContain("s3cret-value");
  expect(outcome.secrets.map(({ name, job, printed }) => [name, job, printed])).toEqual([
    ["TOKEN", "a", "masked"],
    ["PLAIN", "a", "plain"],
    ["TOKEN", "b", "no"],
    ["PLAIN", "b", "no"],
  ]);
  const elsewhere = await run("a: { script: 'true' }\n", { event: { kind: "push", branch: "feature/y", changes: [] } });
  expect(elsewhere.secrets).toEqual([]);
});

test("an environment is stopped after its time by the job it names", async () => {
  const outcome = await run(`
review: { script: deploy review, environment: { name: review/$CI_COMMIT_REF_SLUG, on_stop: stop, auto_stop_in: 2 hours } }
stop: { stage: deploy, script: work, when: manual, environment: { name: review/$CI_COMMIT_REF_SLUG, action: stop } }
`);
  expect(outcome.times).toEqual({ review: [0, 5], stop: [7205, 7215] });
});

test("artifacts that have expired fail the job that needs them", async () => {
  const outcome = await run(`
make: { stage: build, script: touch a, artifacts: { paths: [a], expire_in: 5 min } }
use: { script: ls a, when: delayed, start_in: 10 minutes }
`);
  expect(outcome.statuses).toEqual({ make: "success", use: "failed" });
});

test("untracked artifacts are what the repository does not have", async () => {
  const outcome = await run("a: { script: [touch new, echo 2 > lock], artifacts: { untracked: true } }\n");
  expect(outcome.jobs[0]?.artifacts).toEqual(["new"]);
});

test("a raw variable keeps its dollars; options limit a value", async () => {
  const outcome = await run('variables: { A: x, B: { value: "$A", expand: false }, C: "$A" }\na: { script: [\'echo "$B,$C"\'] }\n');
  expect(outcome.log("a")).toContain("$A,x");
  const files = [{ path: ".gitlab-ci.yml", text: 'variables: { A: { value: x, options: [y, z] } }\na: { script: "true" }\n' }];
  expect(parseConfiguration(files).diagnostics.map(({ code }) => code)).toEqual(["gitlab-ci/variable-options"]);
});

test("a release is told and known; a retry may look at the exit status", async () => {
  const outcome = await run(
    "a: { script: work, release: { tag_name: v1, description: x } }\nb: { script: exit 4, retry: { max: 2, exit_codes: [4] }, allow_failure: { exit_codes: 4 } }\n",
  );
  expect(outcome.events.some(({ text }) => text === "released v1 at the tag v1")).toBe(true);
  expect(outcome.jobs.map((job) => [job.attempts, job.allowedToFail])).toEqual([
    [1, false],
    [3, true],
  ]);
});

test("a need that the rules leave out makes a pipeline that has failed and runs nothing", async () => {
  const outcome = await run('a: { script: "true", rules: [{ if: $NO }] }\nb: { script: "true", needs: [a] }\n');
  expect(outcome.jobs).toEqual([]);
  expect(outcome.pipelines.map(({ status }) => status)).toEqual(["failed"]);
  expect(outcome.events[0]?.text).toContain("which this event leaves out");
});

test("workflow: a name with variables, rules with variables of their own", async () => {
  const outcome = await run(`
workflow: { name: "$KIND of $CI_COMMIT_BRANCH", rules: [{ if: $CI_COMMIT_BRANCH, variables: { KIND: build } }] }
a: { script: 'echo "$KIND"' }
`);
  expect(outcome.pipelines[0]?.name).toBe("build of main");
  expect(outcome.log("a")).toContain("\nbuild");
});

test("a job's own `when` holds where its rule says none", async () => {
  expect((await run("a: { script: 'true', when: manual, rules: [{ if: $CI }] }\n")).statuses).toEqual({ a: "manual" });
});
