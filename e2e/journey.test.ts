import { readFile } from "node:fs/promises";
import { enrol, expect, moveQueues, plainEditor, signUp, solutionFor, someLearner, test } from "./site.ts";

const course = "devops-sre";
const file = ".gitlab-ci.yml";
/** A lab, its one file, and what was drawn that only its brief says. */
const others: readonly { readonly lab: string; readonly path: string; readonly drawn?: Readonly<Record<string, RegExp>> }[] = [
  { lab: "jenkins-gate", path: "Jenkinsfile" },
  { lab: "approve-and-roll-back", path: "Jenkinsfile" },
  { lab: "same-in-actions", path: ".github/workflows/release.yml" },
  { lab: "larders-network", path: "infra/network/main.tf" },
  { lab: "private-bucket", path: "infra/storage/main.tf", drawn: { days: /go after (\d+) days/ } },
  { lab: "drift-and-database", path: "infra/orders/main.tf", drawn: { class: /a (db\.\w+\.\w+) is what/ } },
];

test("from the first page to a certificate that a stranger checks", async ({ page, browser }) => {
  test.setTimeout(360_000);
  const learner = someLearner("Zoë Kovalenko");

  await test.step("a visitor opens the course and reads a lesson", async () => {
    await page.goto("/");
    await page.getByRole("link", { name: "Open the course" }).click();
    await page.getByRole("link", { name: "Jobs, stages, rules" }).click();
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Jobs, stages, rules");
  });

  await test.step("they sign up, confirm their e-mail, accept the honour code and enrol", async () => {
    await signUp(page, learner);
    await enrol(page, course);
  });

  await test.step("they answer the lesson's questions, and each answer is explained", async () => {
    await page.goto(`/courses/${course}/jobs-stages-rules`);
    const question = page.getByRole("form", { name: /^Question/ }).first();
    await expect(question).toBeVisible();
    await question.locator("input").first().check();
    await question.getByRole("button", { name: "Answer" }).click();
    await expect(question.getByRole("status")).toHaveText(/Right|Not right yet/);
    const answers = await question.locator("input").count();
    await expect(question.locator("label + div")).toHaveCount(answers);
    await page.reload();
    await expect(question.getByRole("button", { name: "Answer again" })).toBeVisible();
  });

  await test.step("the start of the lab fails with a counterexample", async () => {
    await page.goto("/labs/release-gate");
    const editor = await plainEditor(page, file);
    const start = await editor.inputValue();
    await page.getByRole("button", { name: "Check my work" }).click();
    const failed = page.getByRole("listitem", { name: "A failing unit test stops the release" });
    await expect(failed).toContainText("Failed");
    await expect(failed).toContainText(/When\s*A push to .*while the unit tests fail/);
    await expect(failed).toContainText("Expected");
    await expect(failed).toContainText("Happened");
    await expect(failed.getByRole("button", { name: /line \d+/ }).first()).toBeVisible();
    await failed.getByRole("button", { name: "Show what happened" }).click();
    await expect(failed.getByRole("list", { name: "Timeline" })).toContainText("pipeline");
    await editor.fill(await solutionFor("release-gate", start));
    await page.getByRole("button", { name: "Check my work" }).click();
    await expect(failed).toContainText("Passed");
  });

  await test.step("the dashboard shows the grade and what is missing", async () => {
    await page.goto("/dashboard");
    await expect(page.getByRole("row", { name: /Nothing ships past a failing test.*Passed/ })).toBeVisible();
    await expect(page.getByText(/still missing/)).toContainText("Stop waiting for the whole stage");
  });

  for (const { lab, path, drawn = {} } of others) {
    await test.step(`${lab} fails at first, and passes once it is repaired`, async () => {
      await page.goto(`/labs/${lab}`);
      const editor = await plainEditor(page, path);
      const start = await editor.inputValue();
      await page.getByRole("button", { name: "Check my work" }).click();
      await expect(page.getByText(/^\d+ of \d+ passed/)).toBeVisible();
      await expect(page.getByRole("listitem").filter({ hasText: "Failed" }).first()).toBeVisible();
      await expect(page.getByRole("group", { name: /^Graph of (jobs|resources)$/ })).toBeVisible();
      const brief = await page.locator(".prose").innerText();
      const said = Object.fromEntries(Object.entries(drawn).map(([name, pattern]) => [name, pattern.exec(brief)?.[1] ?? ""]));
      await editor.fill(await solutionFor(lab, start, path, said));
      await page.getByRole("button", { name: "Check my work" }).click();
      await expect(page.getByText(/^(\d+) of \1 passed/)).toBeVisible();
    });
  }

  await test.step("a plan that would destroy queues is read, and one that moves them passes", async () => {
    await page.goto("/labs/move-without-destroying");
    await moveQueues(page);
    await page.getByRole("button", { name: "Check my work" }).click();
    await expect(page.getByText(/^(\d+) of \1 passed/)).toBeVisible();
  });

  const certificate = await test.step("the submission that completes the course issues the certificate", async () => {
    await page.goto("/labs/stop-waiting");
    const editor = await plainEditor(page, file);
    await editor.fill(await solutionFor("stop-waiting", await editor.inputValue()));
    await page.getByRole("button", { name: "Check my work" }).click();
    const link = page.getByRole("link", { name: "Open your certificate" });
    await expect(link).toBeVisible();
    await link.click();
    await expect(page.getByRole("heading", { level: 1 })).toContainText(/valid/i);
    return page.url();
  });

  const credential = await test.step("the PDF and the credential download", async () => {
    const [pdf] = await Promise.all([page.waitForEvent("download"), page.getByRole("link", { name: /PDF/ }).click()]);
    expect((await readFile(await pdf.path())).subarray(0, 5).toString()).toBe("%PDF-");
    await page.getByRole("button", { name: /share my name|show my name/i }).click();
    await expect(page.getByRole("button", { name: /hide my name/i })).toBeVisible();
    const answer = await page.request.get(`${certificate}/credential.json`);
    return answer.text();
  });

  await test.step("a stranger sees that it is valid, for what, when, by which identity level, and the shared name", async () => {
    const stranger = await (await browser.newContext()).newPage();
    await stranger.goto(certificate);
    const main = stranger.getByRole("main");
    await expect(stranger.getByRole("heading", { level: 1 })).toContainText(/valid/i);
    await expect(main).toContainText("Introduction to DevOps and Site Reliability Engineering");
    await expect(main).toContainText(/\d{1,2} \w+ 20\d\d|20\d\d-\d\d-\d\d/);
    await expect(main).toContainText(/e-mail/);
    await expect(main).toContainText(learner.name);

    await stranger.goto("/certificates/no-such-certificate");
    await expect(stranger.getByRole("heading", { level: 1 })).toContainText(/no such certificate/i);

    await stranger.goto("/verify");
    const choose = (text: string) =>
      stranger
        .locator('input[type="file"]')
        .setInputFiles({ name: "credential.json", mimeType: "application/json", buffer: Buffer.from(text) });
    await choose(credential);
    await expect(stranger.getByRole("main")).toContainText(/valid/i);
    await choose(credential.replace("2026", "2025"));
    await expect(stranger.getByRole("main")).toContainText(/altered/i);
  });
});
