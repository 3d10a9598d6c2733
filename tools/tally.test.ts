import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { countPlaywright, countVitest } from "./tally.ts";

const folder = mkdtempSync(join(tmpdir(), "fivenines-tally-"));
afterAll(() => rmSync(folder, { recursive: true }));

function report(content: unknown): string {
  const file = join(folder, "report.json");
  writeFileSync(file, JSON.stringify(content));
  return file;
}

test.each([
  { why: "all passed", passed: 3, failed: 0, status: 0, tally: { passed: 3, failed: 0 } },
  { why: "some failed", passed: 3, failed: 2, status: 1, tally: { passed: 3, failed: 2 } },
  { why: "a file did not load", passed: 3, failed: 0, status: 1, tally: { passed: 3, failed: 1 } },
  { why: "nothing ran", passed: 0, failed: 0, status: 0, tally: { passed: 0, failed: 1 } },
])("unit tests: $why", ({ passed, failed, status, tally }) => {
  expect(countVitest(report({ numPassedTests: passed, numFailedTests: failed }), status)).toEqual(tally);
});

test("a browser test that passes only at the second try failed", () => {
  expect(countPlaywright(report({ stats: { expected: 4, unexpected: 1, flaky: 1 } }), 1)).toEqual({ passed: 4, failed: 2 });
});

test("a suite that left no report failed", () => {
  expect(countPlaywright(join(folder, "none.json"), 0)).toEqual({ passed: 0, failed: 1 });
});
