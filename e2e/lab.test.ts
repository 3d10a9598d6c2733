import { enrol, expect, plainEditor, signUp, someLearner, test } from "./site.ts";

const course = "devops-sre";
const lab = "/labs/release-gate";
const file = ".gitlab-ci.yml";

test("what a learner typed survives a reload, a server that is away, and a second tab", async ({ page, context }) => {
  await signUp(page, someLearner("Draft Keeper"));
  await enrol(page, course);
  await page.goto(lab);
  const editor = await plainEditor(page, file);
  const start = await editor.inputValue();

  await editor.fill(`${start}# one\n`);
  await expect(page.getByText(/Saved/)).toBeVisible();
  await page.reload();
  await expect(page.getByRole("textbox", { name: `Text of ${file}` })).toHaveValue(`${start}# one\n`);

  await context.route("**/api/labs/**", (route) => route.abort());
  await page.getByRole("textbox", { name: `Text of ${file}` }).fill(`${start}# two\n`);
  await expect(page.getByText("Your work is kept on this device")).toBeVisible();
  await page.reload();
  await expect(page.getByRole("textbox", { name: `Text of ${file}` })).toHaveValue(`${start}# two\n`);
  const sent = page.waitForResponse((answer) => answer.url().endsWith("/draft") && answer.ok());
  await context.unroute("**/api/labs/**");
  await sent;

  const other = await context.newPage();
  await other.goto(lab);
  const stored = other.waitForResponse((answer) => answer.url().endsWith("/draft") && answer.ok());
  await other.getByRole("textbox", { name: `Text of ${file}` }).fill(`${start}# other tab\n`);
  await stored;
  await page.getByRole("textbox", { name: `Text of ${file}` }).fill(`${start}# first tab\n`);
  await expect(page.getByRole("button", { name: "Keep what is here" })).toBeVisible();
  const kept = page.waitForResponse((answer) => answer.url().endsWith("/draft") && answer.ok());
  await page.getByRole("button", { name: "Keep what is here" }).click();
  await kept;
  await other.reload();
  await expect(other.getByRole("textbox", { name: `Text of ${file}` })).toHaveValue(`${start}# first tab\n`);
});

test("problems and the graph follow the typing, and hostile files get a clear answer", async ({ page }) => {
  await signUp(page, someLearner("Bad Input"));
  await enrol(page, course);
  await page.goto(lab);
  const editor = await plainEditor(page, file);
  await editor.fill("test:\n  sciprt: npm test\n");
  await page.getByRole("tab", { name: /^Problems [1-9]/ }).click();
  await expect(page.getByText('The job "test" has no keyword "sciprt"')).toBeVisible();

  for (const [text, says] of [
    [`a: ${"[".repeat(10_000)}`, "The nesting is too deep"],
    ["a:\n  script:\n    - while true; do :; done\n", "does not come to an end"],
    ["a:\n  script:\n    - for i in {1..100000}; do echo $i; done\n", "does not come to an end"],
  ] as const) {
    await editor.fill(text);
    await page.getByRole("button", { name: "Check my work" }).click();
    await expect(page.getByRole("listitem", { name: "A failing unit test stops the release" })).toContainText("Blocked");
    await expect(page.getByText(says).first()).toBeVisible();
  }
});

test("the lab can be done with the keyboard, and the editor lets Tab out", async ({ page }) => {
  await signUp(page, someLearner("Keyboard Only"));
  await enrol(page, course);
  await page.goto(lab);
  const code = page.locator(".monaco-editor textarea, .monaco-editor .native-edit-context").first();
  await expect(code).toBeAttached({ timeout: 20_000 });
  await code.focus();
  await page.keyboard.press("Tab");
  await expect(code).not.toBeFocused();
  await code.focus();
  await page.keyboard.press("Control+Enter");
  await expect(page.getByText(/of \d+ passed/).first()).toBeVisible();
});
