import { describe, expect, test } from "vitest";
import type { JobRun, JobStatus } from "#engines/pipeline";
import { startOf } from "#engines/source";
import { type ProcessableJob, retried, settleWith, statusOf } from "./processing.ts";

const job = (name: string, stageIndex: number, rest: Partial<ProcessableJob> = {}): ProcessableJob => ({
  ...{ name, stageIndex, needs: undefined, when: "on_success", allowFailure: false },
  ...rest,
});

const run = (name: string, status: JobStatus, allowedToFail: boolean): JobRun => ({
  ...{ name, stage: "", span: startOf(""), pipeline: "1", environment: "", status, why: "", allowedToFail, started: undefined },
  ...{ finished: undefined, attempts: 0, exitStatus: 0, failedAt: undefined, variables: {}, log: [], artifacts: [], received: [] },
});

const runsOf = (plan: readonly ProcessableJob[], statuses: Readonly<Record<string, JobStatus>>) =>
  plan.map(({ name, allowFailure }) => run(name, statuses[name] ?? "created", allowFailure));

/** What the jobs that are still to be looked at become. */
function settled(plan: readonly ProcessableJob[], statuses: Readonly<Record<string, JobStatus>>): Readonly<Record<string, JobStatus>> {
  const jobs = new Map(runsOf(plan, statuses).map((each) => [each.name, each]));
  return Object.fromEntries([...settleWith(plan)(jobs)].map(([name, { status }]) => [name, status]));
}

// https://docs.gitlab.com/ci/yaml/#when
describe("what comes after a job that is", () => {
  const after = [
    ...[job("on_success", 1), job("on_failure", 1, { when: "on_failure" }), job("always", 1, { when: "always" })],
    ...[job("manual", 1, { when: "manual" }), job("delayed", 1, { when: "delayed" })],
  ];
  const all = (...statuses: JobStatus[]) => Object.fromEntries(after.map(({ name }, index) => [name, statuses[index]]));
  const runs = all("pending", "skipped", "pending", "manual", "scheduled");
  const none = all("skipped", "skipped", "skipped", "skipped", "skipped");

  test.each([
    { before: "success", allowFailure: false, byStage: runs, byNeed: runs },
    {
      before: "failed",
      allowFailure: false,
      byStage: all("skipped", "pending", "pending", "skipped", "skipped"),
      byNeed: all("skipped", "pending", "pending", "skipped", "skipped"),
    },
    { before: "failed", allowFailure: true, byStage: runs, byNeed: runs },
    { before: "skipped", allowFailure: false, byStage: runs, byNeed: all("skipped", "skipped", "pending", "skipped", "skipped") },
    { before: "canceled", allowFailure: false, byStage: none, byNeed: none },
    { before: "canceled", allowFailure: true, byStage: runs, byNeed: runs },
    { before: "manual", allowFailure: true, byStage: runs, byNeed: all("skipped", "skipped", "pending", "skipped", "skipped") },
    { before: "manual", allowFailure: false, byStage: {}, byNeed: {} },
    { before: "running", allowFailure: false, byStage: {}, byNeed: {} },
    { before: "scheduled", allowFailure: false, byStage: {}, byNeed: {} },
  ] as const)("$before (allowed to fail: $allowFailure)", ({ before, allowFailure, byStage, byNeed }) => {
    const first = job("first", 0, { allowFailure });
    expect(settled([first, ...after], { first: before })).toEqual(byStage);
    const needing = after.map((each) => ({ ...each, needs: ["first"] }));
    expect(settled([first, ...needing], { first: before })).toEqual(byNeed);
  });
});

// https://docs.gitlab.com/ci/jobs/#retry-jobs
describe("retried", () => {
  const plan = [
    ...[job("build", 0), job("gate", 1, { when: "manual" }), job("test", 1), job("late", 1, { needs: ["gate"] })],
    ...[job("cleanup", 2, { when: "on_failure" }), job("deploy", 2)],
  ];
  const statuses: Readonly<Record<string, JobStatus>> = {
    ...{ build: "success", gate: "failed", test: "failed", late: "skipped", cleanup: "success", deploy: "skipped" },
  };
  const become = (names: readonly string[] | undefined) => Object.fromEntries(retried(plan, (name) => statuses[name] ?? "created", names));

  test.each([
    { names: ["test"], is: { test: "created", deploy: "created" } },
    { names: ["gate"], is: { gate: "pending", late: "created", deploy: "created" } },
    { names: undefined, is: { gate: "created", test: "created", late: "created", deploy: "created" } },
  ])("$names", ({ names, is }) => expect(become(names)).toEqual(is));

  test("it waits again for what comes before it", () => {
    expect(settled(plan, { ...statuses, build: "running", test: "created" })).toEqual({});
    expect(settled(plan, { ...statuses, build: "failed", test: "created" })).toEqual({ test: "skipped" });
  });
});

// https://docs.gitlab.com/ci/pipelines/#pipeline-status
test.each<{ statuses: JobStatus[]; is: JobStatus }>([
  { statuses: [], is: "success" },
  { statuses: ["skipped"], is: "skipped" },
  { statuses: ["success", "skipped"], is: "success" },
  { statuses: ["success", "canceled", "skipped"], is: "canceled" },
  { statuses: ["failed", "canceled"], is: "failed" },
  { statuses: ["failed", "manual"], is: "manual" },
  { statuses: ["success", "scheduled", "manual"], is: "manual" },
  { statuses: ["success", "scheduled", "created"], is: "scheduled" },
  { statuses: ["success", "created"], is: "running" },
  { statuses: ["pending", "created"], is: "pending" },
  { statuses: ["pending", "failed"], is: "running" },
])("of $statuses the whole is $is", ({ statuses, is }) => {
  const jobs = statuses.map((status, index) => run(`job-${index}`, status, false));
  expect(statusOf(jobs, () => false)).toBe(is);
});
