import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test as base, expect, type Page } from "@playwright/test";

const outbox = join(process.env.E2E_DATA_DIR || ".data/e2e", "outbox");

export type Learner = { readonly name: string; readonly email: string; readonly password: string };

/** A test that fails on any request which leaves this machine. */
export const test = base.extend<{ stayHome: undefined }>({
  stayHome: [
    async ({ context }, use) => {
      const strangers: string[] = [];
      context.on("request", (request) => {
        const url = new URL(request.url());
        if (/^(http|ws)s?:$/.test(url.protocol) && url.hostname !== "localhost") strangers.push(request.url());
      });
      await use(undefined);
      expect(strangers, "requests that left this machine").toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

export function someLearner(name: string): Learner {
  return { name, email: `${name.toLowerCase().replace(/[^a-z]+/g, "-")}-${Date.now()}@example.org`, password: "oats and apples, 500 g" };
}

/** The newest mail to this address; mails are written after the page has answered. */
async function newestMail(email: string): Promise<string> {
  let text = "";
  await expect
    .poll(async () => {
      const names = (await readdir(outbox).catch(() => [])).filter((name) => name.includes(email)).sort();
      const newest = names.at(-1);
      text = newest ? await readFile(join(outbox, newest), "utf8") : "";
      return text;
    })
    .not.toBe("");
  return text;
}

/** Signs up as a person would, from the mail to the first sign-in. */
export async function signUp(page: Page, learner: Learner): Promise<void> {
  await page.goto("/sign-up");
  await page.getByLabel("Name", { exact: true }).fill(learner.name);
  await page.getByLabel("E-mail").fill(learner.email);
  await page.getByLabel("Password").fill(learner.password);
  await page.getByLabel("I accept the honour code").check();
  await page.getByRole("button", { name: "Create account" }).click();
  await expect(page.getByRole("status")).toBeVisible();
  const link = /https?:\/\/\S*\/confirm\?\S+/.exec(
    (await newestMail(learner.email)).replaceAll("=\r\n", "").replaceAll("=\n", "").replaceAll("=3D", "="),
  )?.[0];
  if (!link) throw new Error("the mail holds no link");
  const { pathname, search } = new URL(link);
  await page.goto(pathname + search);
  await page.getByRole("button", { name: "Confirm my address" }).click();
  await page.waitForURL(/sign-in|dashboard/);
  if (page.url().includes("sign-in")) await signIn(page, learner);
}

export async function signIn(page: Page, learner: Learner): Promise<void> {
  await page.goto("/sign-in");
  await page.getByLabel("E-mail").fill(learner.email);
  await page.getByLabel("Password").fill(learner.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.waitForURL(/dashboard/);
}

export async function enrol(page: Page, course: string): Promise<void> {
  await page.goto(`/courses/${course}`);
  await page.getByLabel("I accept the honour code").check();
  await page.getByRole("button", { name: "Enrol" }).click();
  await expect(page.getByText("You are enrolled")).toBeVisible();
}

/** The lab's text, in the plain editor, which every browser has. */
export async function plainEditor(page: Page, path: string) {
  await page.getByLabel("Plain text editor").check();
  return page.getByRole("textbox", { name: `Text of ${path}` });
}

/** A file of a lab's solution, with this learner's drawn values: those that are given, and those that the start shows. */
export async function solutionFor(
  lab: string,
  start: string,
  path = ".gitlab-ci.yml",
  drawn: Readonly<Record<string, string>> = {},
): Promise<string> {
  const [shape, solution] = await Promise.all(
    ["start", "solution"].map((folder) => readFile(join("content/labs", lab, folder, path), "utf8")),
  );
  const values = new Map([...drawnValues(shape ?? "", start), ...Object.entries(drawn)]);
  return (solution ?? "").replace(/@\{(\w+)\}/g, (_, name: string) => values.get(name) ?? "");
}

function drawnValues(shape: string, text: string): ReadonlyMap<string, string> {
  const names: string[] = [];
  const pattern = shape
    .split(/@\{(\w+)\}/)
    .map((part, index) => {
      if (index % 2 === 0) return part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      names.push(part);
      return "(\\S+?)";
    })
    .join("");
  const match = new RegExp(`^${pattern}$`).exec(text);
  return new Map(names.map((name, index) => [name, match?.[index + 1] ?? ""]));
}

/** Queues as copies become queues of one module: the whole of the lab "Move without destroying", in the plain editor. */
export async function moveQueues(page: Page): Promise<void> {
  const folder = "infra/queues";
  const solution = (path: string) => readFile(join("content/labs/move-without-destroying/solution", folder, path), "utf8");
  const editor = await plainEditor(page, `${folder}/main.tf`);
  await page.getByRole("button", { name: "New file" }).click();
  await page.getByLabel("Name").fill(`${folder}/queue/main.tf`);
  await page.getByRole("button", { name: "Create" }).click();
  await page.getByRole("textbox", { name: `Text of ${folder}/queue/main.tf` }).fill(await solution("queue/main.tf"));
  await page.getByRole("button", { name: `${folder}/main.tf`, exact: true }).click();
  await editor.fill(await solution("main.tf"));
}
