import { describe, expect, test } from "vitest";
import { renderDiagnostics } from "#engines/source";
import { parseWorld } from "#engines/world";
import { checkConfiguration, type Event, parseConfiguration } from "./index.ts";
import { type GitlabScenario, runGitlab } from "./run.ts";

// Pipelines that meet each other.
const worldWith = (mode: string) =>
  parseWorld([
    {
      path: "world.yaml",
      text: `title: Test
project: { path: a/b, default-branch: main, resource-groups: { live: ${mode} } }
environments: { live: {} }
`,
    },
    { path: "programs/work.yaml", text: "program: work\ncalls:\n  - usage: work\n    steps:\n      - takes: 10m\n" },
  ]).model;

const push: Event = { kind: "push", branch: "main", changes: [] };
const other: Event = { kind: "push", branch: "other", changes: [] };
const happens = (event: Event, minutes: number) => ({ event, conditions: new Set<string>(), after: minutes * 60 });

async function run(text: string, later: GitlabScenario["later"], mode = "unordered", more: readonly { path: string; text: string }[] = []) {
  const files = [{ path: ".gitlab-ci.yml", text }, ...more];
  const { model, diagnostics } = parseConfiguration(files);
  expect(renderDiagnostics(files, [...diagnostics, ...checkConfiguration(model)])).toBe("");
  const base = { event: push, conditions: new Set<string>(), approve: [], before: [], epoch: 1_790_000_000, seed: 1 };
  const outcome = await runGitlab(model, files, worldWith(mode), { ...base, later });
  const startOf = (pipeline: string, job: string) => {
    const at = outcome.jobs.find((each) => each.pipeline === pipeline && each.name === job)?.started;
    return at === undefined ? undefined : at / 60;
  };
  return { ...outcome, startOf, statuses: outcome.jobs.map(({ pipeline, name, status }) => `${pipeline} ${name} ${status}`) };
}

// https://docs.gitlab.com/ci/resource_groups/#process-modes
describe("of the jobs of a resource group", () => {
  // Three pipelines, of which the first takes longest to come to the group.
  const text = `
workflow: { auto_cancel: { on_new_commit: none } }
slow: { stage: build, script: [work, work, work], rules: [{ if: '$CI_COMMIT_BRANCH == "main"' }] }
deploy: { stage: deploy, resource_group: live, script: work }
`;
  const later = [happens(other, 1), happens({ ...other, branch: "third" }, 2)];

  test.each([
    { mode: "unordered", is: [30, 1, 11] },
    { mode: "oldest_first", is: [30, 40, 50] },
    { mode: "newest_ready_first", is: [30, 1, 11] },
    { mode: "newest_first", is: [30, 1, 11] },
  ])("$mode", async ({ mode, is }) => {
    const { startOf } = await run(text, later, mode);
    expect(["1", "2", "3"].map((id) => startOf(id, "deploy"))).toEqual(is);
  });

  test("the newest of those that wait is next where the mode says so", async () => {
    const quick = "workflow: { auto_cancel: { on_new_commit: none } }\ndeploy: { resource_group: live, script: work }\n";
    const three = [1, 2, 3].map((minutes) => happens(push, minutes));
    const starts = async (mode: string) => {
      const { startOf } = await run(quick, three, mode);
      return ["1", "2", "3", "4"].map((id) => startOf(id, "deploy"));
    };
    expect(await starts("unordered")).toEqual([0, 10, 20, 30]);
    expect(await starts("newest_first")).toEqual([0, 30, 20, 10]);
    expect(await starts("newest_ready_first")).toEqual([0, 30, 20, 10]);
  });

  test("newest_first waits for what is not ready yet, newest_ready_first does not", async () => {
    const slowWhenNew = `
workflow: { auto_cancel: { on_new_commit: none } }
slow: { stage: build, script: work, rules: [{ if: '$CI_COMMIT_BRANCH == "other"' }] }
deploy: { stage: deploy, resource_group: live, script: work }
`;
    const events = [happens(push, 2), happens(other, 5)];
    expect((await run(slowWhenNew, events, "newest_first")).startOf("2", "deploy")).toBe(25);
    expect((await run(slowWhenNew, events, "newest_ready_first")).startOf("2", "deploy")).toBe(10);
  });

  test("one that no longer comes is not waited for", async () => {
    const fails = text.replace("[work, work, work]", "[work, exit 1]");
    const { startOf, statuses } = await run(fails, later, "oldest_first");
    expect(statuses).toContain("1 deploy skipped");
    expect([startOf("2", "deploy"), startOf("3", "deploy")]).toEqual([10, 20]);
  });

  test("a job that is canceled while it waits leaves its place", async () => {
    const text = `
hold: { stage: build, resource_group: live, script: work, rules: [{ if: '$CI_COMMIT_BRANCH == "main"' }] }
deploy: { stage: build, resource_group: live, interruptible: true, script: work, rules: [{ if: '$CI_COMMIT_BRANCH == "other"' }] }
`;
    const { statuses, startOf } = await run(text, [happens(other, 1), happens(other, 2)]);
    expect(statuses).toEqual(["1 hold success", "2 deploy canceled", "3 deploy success"]);
    expect(startOf("3", "deploy")).toBe(10);
  });
});

// https://docs.gitlab.com/ci/yaml/#workflowauto_cancelon_new_commit
describe("a newer pipeline", () => {
  const parent = (rest = "") => `child: { trigger: { include: child.yml${rest} } }\n`;
  const child = (interruptible: boolean, head = "") => [
    {
      path: "child.yml",
      text: `${head}inner: { interruptible: ${interruptible}, script: work }\nafter: { stage: deploy, script: work }\n`,
    },
  ];

  test("cancels what an older one has started, if that may be", async () => {
    const { statuses } = await run(parent(), [happens(push, 1)], "unordered", child(true));
    expect(statuses.slice(0, 3)).toEqual(["1 child success", "2 inner canceled", "2 after canceled"]);
    expect(statuses.slice(3)).toEqual(["3 child success", "4 inner success", "4 after success"]);
  });
  test("cancels a job that waits for its child, and leaves alone the child that must not be interrupted", async () => {
    const { statuses } = await run(parent(", strategy: depend"), [happens(push, 1)], "unordered", child(false));
    expect(statuses.slice(0, 3)).toEqual(["1 child canceled", "2 inner success", "2 after success"]);
  });
  test("asks the child's own workflow", async () => {
    const never = child(true, "workflow: { auto_cancel: { on_new_commit: none } }\n");
    const { statuses } = await run(parent(), [happens(push, 1)], "unordered", never);
    expect(statuses.slice(0, 3)).toEqual(["1 child success", "2 inner success", "2 after success"]);
  });
  test("cancels the child alone, and the job that waits for it is canceled with it", async () => {
    const text = `workflow: { auto_cancel: { on_new_commit: interruptible } }\n${parent(", strategy: depend")}last: { stage: deploy, script: work }\n`;
    const { statuses } = await run(text, [happens(push, 1)], "unordered", child(true));
    expect(statuses.slice(0, 4)).toEqual(["1 child canceled", "1 last skipped", "2 inner canceled", "2 after canceled"]);
  });
  test("leaves alone what waits for a person", async () => {
    const text = "gate: { stage: build, when: manual, script: work }\na: { stage: build, interruptible: true, script: work }\n";
    const { statuses, pipelines } = await run(text, [happens(push, 1)]);
    expect(statuses.slice(0, 2)).toEqual(["1 gate manual", "1 a canceled"]);
    expect(pipelines[0]?.status).toBe("canceled");
  });
  test("for the same commit cancels nothing", async () => {
    const again: Event = { kind: "web", branch: "main", variables: {} };
    const { statuses } = await run("a: { interruptible: true, script: work }\n", [happens(again, 1), happens(push, 2)]);
    expect(statuses).toEqual(["1 a canceled", "2 a canceled", "3 a success"]);
    const { statuses: two } = await run("a: { interruptible: true, script: work }\n", [happens(again, 1)]);
    expect(two).toEqual(["1 a success", "2 a success"]);
  });
  test("of another branch cancels nothing", async () => {
    const { statuses } = await run(parent(), [happens(other, 1)], "unordered", child(true));
    expect(statuses.filter((status) => status.endsWith("canceled"))).toEqual([]);
  });
});

// https://docs.gitlab.com/ci/pipelines/downstream_pipelines/#nested-child-pipelines
test("children have children, and those have none", async () => {
  const more = [1, 2, 3].map((depth) => ({
    path: `${depth}.yml`,
    text: `job-${depth}: { script: work }\nchild-${depth}: { trigger: { include: ${depth + 1}.yml, strategy: depend } }\n`,
  }));
  const { statuses, jobs } = await run("start: { trigger: { include: 1.yml } }\n", [], "unordered", more);
  expect(statuses).toEqual(["1 start success", "2 job-1 success", "2 child-1 failed", "3 job-2 success", "3 child-2 failed"]);
  expect(jobs.at(-1)?.log[0]?.text).toBe("You reached the maximum depth of child pipelines\n");
});

// https://docs.gitlab.com/ci/environments/deployment_safety/#prevent-outdated-deployment-jobs
describe("a deployment that comes after that of a newer pipeline", () => {
  const text = `
workflow: { auto_cancel: { on_new_commit: none } }
slow: { stage: build, script: [work, work], rules: [{ if: '$CI_COMMIT_BRANCH == "main" && $CI_PIPELINE_SOURCE == "push"' }] }
deploy: { stage: deploy, environment: live, script: "true" }
check: { stage: deploy, environment: { name: live, action: verify }, script: "true" }
`;
  test("fails before its script runs", async () => {
    const { jobs, statuses } = await run(text, [happens(other, 1)]);
    expect(statuses).toContain("1 deploy failed");
    expect(statuses).toContain("1 check success");
    expect(jobs.find(({ name }) => name === "deploy")).toMatchObject({
      why: "The deployment job is older than the latest deployment, and therefore failed",
      log: [],
    });
  });
  test("runs where both are for the same commit", async () => {
    const { statuses } = await run(text, [happens({ kind: "schedule", branch: "main" }, 1)]);
    expect(statuses).toContain("1 deploy success");
  });
});
