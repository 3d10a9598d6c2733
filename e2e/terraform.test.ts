import { enrol, expect, moveQueues, plainEditor, signUp, someLearner, test } from "./site.ts";

const course = "devops-sre";
const file = "infra/queues/main.tf";

test("a learner reads what a plan would do as they type, and moves what there is without losing it", async ({ page }) => {
  await signUp(page, someLearner("Plan Reader"));
  await enrol(page, course);
  await page.goto("/labs/move-without-destroying");
  const editor = await plainEditor(page, file);
  const start = await editor.inputValue();
  const plan = page.getByRole("tabpanel", { name: "Plan" });

  await test.step("the graph and the plan stand beside the file", async () => {
    await expect(page.getByRole("group", { name: "Graph of resources" })).toBeVisible();
    await page.getByRole("tab", { name: "Plan" }).click();
    await expect(plan).toContainText("No changes. Your infrastructure matches the configuration.");
  });

  await test.step("a new name for a queue shows what it would cost, before anything is checked", async () => {
    await editor.fill(
      start.replaceAll("aws_sqs_queue.orders.", "aws_sqs_queue.packing.").replace('"aws_sqs_queue" "orders"', '"aws_sqs_queue" "packing"'),
    );
    await expect(plan).toContainText("aws_sqs_queue.orders will be destroyed");
    await expect(plan).toContainText(/Plan: 1 to add, 0 to change, 1 to destroy\./);
  });

  await test.step("a mistyped argument is a problem with its place", async () => {
    await editor.fill(start.replace("visibility_timeout_seconds = 300", "visibilty_timeout_seconds = 300"));
    await page.getByRole("tab", { name: /^Problems [1-9]/ }).click();
    await expect(page.getByText("Unsupported argument")).toBeVisible();
    await expect(page.getByText(/Did you mean "visibility_timeout_seconds"/)).toBeVisible();
    await page.getByRole("button", { name: "Check my work" }).click();
    await expect(page.getByRole("listitem", { name: "No queue is destroyed" })).toContainText("Blocked");
  });

  await test.step("without moved blocks the check tells what would be lost, and where", async () => {
    await editor.fill(
      start
        .replace('resource "aws_sqs_queue" "refunds_failed"', 'resource "aws_sqs_queue" "refunds_lost"')
        .replaceAll("aws_sqs_queue.refunds_failed.", "aws_sqs_queue.refunds_lost."),
    );
    await page.getByRole("button", { name: "Check my work" }).click();
    const failed = page.getByRole("listitem", { name: "No queue is destroyed" });
    await expect(failed).toContainText("Failed");
    await expect(failed).toContainText(/Happened\s*Deleted or replaced: aws_sqs_queue\.refunds_failed/);
    await failed.getByRole("button", { name: "Show what happened" }).click();
    await expect(failed.getByRole("list", { name: "Timeline" })).toContainText("aws_sqs_queue.refunds_failed");
  });

  await test.step("moved into one module, nothing changes, and every check passes", async () => {
    await moveQueues(page);
    await page.getByRole("tab", { name: "Plan" }).click();
    await expect(plan).toContainText('aws_sqs_queue.orders has moved to module.queue["orders"].aws_sqs_queue.this');
    await expect(plan).toContainText("Plan: 0 to add, 0 to change, 0 to destroy.");
    await page.getByRole("button", { name: "Check my work" }).click();
    await expect(page.getByText(/^(\d+) of \1 passed/)).toBeVisible();
  });
});
