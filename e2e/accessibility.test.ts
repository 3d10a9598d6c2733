import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { enrol, expect, signUp, someLearner, test } from "./site.ts";

const course = "devops-sre";
const open = [
  "/",
  "/courses",
  `/courses/${course}`,
  `/courses/${course}/jobs-stages-rules`,
  "/sign-in",
  "/sign-up",
  "/forgot",
  "/verify",
  "/no-such-page",
];
const signedIn = [
  "/dashboard",
  "/account",
  `/courses/${course}`,
  "/labs/release-gate",
  "/labs/stop-waiting",
  "/labs/approve-and-roll-back",
  "/labs/same-in-actions",
];

async function expectNothingFound(page: Page, path: string, scheme: "light" | "dark"): Promise<void> {
  await page.emulateMedia({ colorScheme: scheme });
  await page.goto(path);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`);
  expect(found, `${path}, ${scheme}`).toEqual([]);
}

test("axe finds nothing on any page that is open to everyone", async ({ page }) => {
  test.setTimeout(120_000);
  for (const scheme of ["light", "dark"] as const) for (const path of open) await expectNothingFound(page, path, scheme);
});

test("axe finds nothing on the pages of a learner", async ({ page }) => {
  test.setTimeout(120_000);
  await signUp(page, someLearner("Axe Learner"));
  await enrol(page, course);
  for (const scheme of ["light", "dark"] as const) for (const path of signedIn) await expectNothingFound(page, path, scheme);
});

test("no page is wider than a phone", async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await signUp(page, someLearner("Small Screen"));
  await enrol(page, course);
  for (const path of [...open, ...signedIn]) {
    await page.goto(path);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(wide, path).toBeLessThanOrEqual(0);
  }
});
