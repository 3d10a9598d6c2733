import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ownContent } from "#courseware/content";
import { readWorld } from "#courseware/worlds";
import { parseWorld } from "#engines/world";
import { layOver } from "#grading/files";
import { githubActions } from "#grading/kinds/github-actions";
import { gitlabCi } from "#grading/kinds/gitlab-ci";
import { jenkins } from "#grading/kinds/jenkins";
import { terraform } from "#grading/kinds/terraform";
import { kindPage } from "./kind-page.ts";

const docs = join(import.meta.dirname, "../docs");

const gitlabExamples = [
  { push: "main" },
  { push: "main", changes: ["Dockerfile"], given: ["unit-tests-fail"] },
  { tag: "v1.9.0" },
  { "merge-request": { from: "feature/vouchers", into: "main" } },
  { schedule: "main" },
  { "run-by-hand": "main", variables: { REASON: "hotfix" } },
  { push: "main", approve: ["production"] },
];

test("the page about a kind of lab says what the grader accepts", async () => {
  const { model } = await readWorld(ownContent, "larder");
  const page = model ? kindPage(gitlabCi, model.world, gitlabExamples) : "";
  await expect(page).toMatchFileSnapshot(join(docs, "labs/gitlab-ci.md"));
});

const githubExamples = [
  { push: "main", changes: ["Dockerfile"], given: ["unit-tests-fail"] },
  { tag: "v1.9.0" },
  { "pull-request": { from: "feature/vouchers", into: "main" } },
  { schedule: "main" },
  { "run-by-hand": "main", workflow: "release.yml", inputs: { version: "1.9.0" } },
  { push: "main", approve: ["production"], later: [{ after: 30, push: "main" }] },
];

test("the page about labs of GitHub Actions says what the grader accepts", async () => {
  const { model } = await readWorld(ownContent, "larder");
  const page = model ? kindPage(githubActions, model.world, githubExamples) : "";
  await expect(page).toMatchFileSnapshot(join(docs, "labs/github-actions.md"));
});

const jenkinsExamples = [
  { push: "main", changes: ["Dockerfile"], given: ["unit-tests-fail"] },
  { tag: "v1.9.0" },
  { "pull-request": { from: "feature/vouchers", into: "main" } },
  { schedule: "main" },
  { "run-by-hand": "main", parameters: { VERSION: "1.9.0", DRY_RUN: true } },
  { push: "main", answers: [{ to: "Deploy*", answer: "proceed", by: "release-manager", after: 60 }] },
  { push: "main", previous: "FAILURE", later: { after: 30, push: "main" } },
];

test("the page about labs of Jenkins says what the grader accepts", async () => {
  const { model } = await readWorld(ownContent, "larder");
  const page = model ? kindPage(jenkins, model.world, jenkinsExamples) : "";
  await expect(page).toMatchFileSnapshot(join(docs, "labs/jenkins.md"));
});

const terraformExamples = [
  { folder: "infra/network", probes: [{ port: 443 }, { port: 5432, from: "203.0.113.7/32" }] },
  { folder: "infra/queues", variables: { prefix: "larder" }, applied: { variables: { prefix: "larder" } }, later: {} },
  { folder: "infra/orders", applied: {}, drift: [{ address: "aws_db_instance.orders", set: { instance_class: "db.r6g.large" } }] },
  { folder: "infra/orders", mode: "destroy", refused: true },
  { folder: "infra/storage", variables: { environment: "staging" }, compare: { variables: { environment: "production" } } },
];

test("the page about labs of Terraform says what the grader accepts", async () => {
  const { model } = await readWorld(ownContent, "larder");
  const page = model ? kindPage(terraform, model.world, terraformExamples) : "";
  await expect(page).toMatchFileSnapshot(join(docs, "labs/terraform.md"));
});

/** The fenced files of a page: each stands under a line that ends with its path, as in "`world.yaml`:". */
function filesIn(page: string) {
  return [...page.matchAll(/`([^`\n]+)`:\n\n```\w*\n([\s\S]*?)```/g)].map(([, path = "", text = ""]) => ({ path, text }));
}

test("the example on the page about worlds is a world, and does what the page says", async () => {
  const files = filesIn(readFileSync(join(docs, "worlds.md"), "utf8"));
  const { model: world, diagnostics } = parseWorld(files);
  expect(diagnostics).toEqual([]);
  expect([...world.programs.keys()]).toEqual(["bake"]);
  const run = async (script: string, given: string[]) => {
    const file = { path: ".gitlab-ci.yml", text: `oven:\n  script:\n    - ${script}\n` };
    const { values, diagnostics: found } = await gitlabCi.run(layOver(world.repository, [file]), world, { push: "main", given });
    return { ...values, diagnostics: found.map(({ summary }) => summary) };
  };
  expect(await run("bake rye --grams 500", [])).toMatchObject({
    jobs: [{ status: "success", finished: 90, log: expect.stringContaining("500 g of rye for 4 guests") }],
    deployments: [{ environment: "shelf", version: "rye" }],
    diagnostics: [],
  });
  expect(await run("bake rye --grams 500", ["oven-is-cold"])).toMatchObject({
    jobs: [{ status: "failed", exit_status: 3, log: expect.stringContaining("bake: the oven is cold") }],
    deployments: [],
  });
  expect(await run("bake", [])).toMatchObject({ diagnostics: [expect.stringContaining("bake")] });
});
