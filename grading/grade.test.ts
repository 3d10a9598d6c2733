import { describe, expect, test } from "vitest";
import { z } from "zod";
import { startOf } from "#engines/source";
import type { World } from "#engines/world";
import { matchesGlob } from "./files.ts";
import { gradeLab } from "./grade.ts";
import type { LabKind } from "./kinds/kind.ts";
import type { Check, Lab } from "./model.ts";

const world: World = {
  title: "Test",
  project: { path: "a/b", defaultBranch: "main", protectedBranches: [], protectedTags: [], registry: "", url: "" },
  repository: [
    { path: "README", text: "a" },
    { path: "doors.txt", text: "shut" },
  ],
  programs: new Map(),
  conditions: new Map(),
  environments: new Map(),
  variables: [],
  facts: new Map(),
  credentials: new Map(),
  agents: [],
  tools: new Map(),
  provides: [],
  modules: [],
};

let ran: string[] = [];

/** Each line of `doors.txt` is a door; the wind opens those that are not locked. */
const doors: LabKind<{ wind: number }> = {
  name: "doors",
  scenario: z.strictObject({ wind: z.number() }),
  checkScenario: () => [],
  describe: ({ wind }) => `Wind of ${wind}`,
  vocabulary: {
    records: { Door: { state: { type: "string", about: "" } } },
    variables: { doors: { type: "list<Door>", about: "" }, wind: { type: "double", about: "" } },
  },
  check: (files) => {
    const text = files.find((file) => file.path === "doors.txt")?.text ?? "";
    return text.includes("???")
      ? [{ severity: "error", code: "doors/odd", summary: "No door is that odd", detail: "", span: startOf("doors.txt") }]
      : [];
  },
  run: async (files, _world, { wind }) => {
    ran.push(`wind ${wind}`);
    const text = files.find((file) => file.path === "doors.txt")?.text ?? "";
    const stormy = wind > 100;
    return {
      diagnostics: stormy
        ? [{ severity: "error", code: "doors/storm", summary: "The storm took the doors", detail: "", span: startOf("doors.txt") }]
        : [],
      values: {
        wind,
        doors: text.split("\n").map((line, index) => ({
          state: line !== "locked" && wind > 5 ? "open" : line,
          span: { file: "doors.txt", start: { line: index + 1, column: 1, offset: 0 }, end: { line: index + 1, column: 9, offset: index } },
        })),
      },
      trace: { timeline: [], logs: [{ subject: "doors", text: text.slice(0, 100).repeat(20_000) }], truncated: false },
    };
  },
};

function check(id: string, expectation: string, more: Partial<Check> = {}): Check {
  return { id, title: `Title of ${id}`, points: 2, requires: [], scenario: { wind: 9 }, expect: expectation, expected: "Calm.", ...more };
}

function lab(...checks: Check[]): Lab {
  return {
    slug: "doors",
    contentHash: "c0ffee",
    kind: "doors",
    world: "test",
    variant: { name: "front" },
    files: ["doors.txt", "more/**/*.txt"],
    checks,
  };
}

const grade = (checks: Check[], text = "locked\nshut") => gradeLab(lab(...checks), world, [{ path: "doors.txt", text }], doors);

describe("judging", () => {
  test("a passed and a failed check, with because and places; one run for a shared scenario", async () => {
    ran = [];
    const { report, traces } = await grade([
      check("any", 'doors.exists(d, d.state == "locked")'),
      check("none-open", 'doors.all(d, d.state != "open")', {
        expected: "No door of {{ size(doors) }} opens.",
        because: "Open: {{ doors.filter(d, d.state == 'open').size() }}.",
        at: 'doors.filter(d, d.state == "open")',
      }),
      check("calm", 'doors.all(d, d.state != "open")', { scenario: { wind: 1 } }),
    ]);
    expect(ran).toEqual(["wind 9", "wind 1"]);
    expect(report.checks.map(({ outcome, when }) => [outcome, when])).toEqual([
      ["passed", "Wind of 9"],
      ["failed", "Wind of 9"],
      ["passed", "Wind of 1"],
    ]);
    expect(report.checks[1]).toMatchObject({ expected: "No door of 2 opens.", because: "Open: 1.", at: [{ start: { line: 2 } }] });
    expect([report.score, report.max]).toEqual([4, 6]);
    expect(traces.map((trace) => trace.id)).toEqual([report.checks[0]?.run, report.checks[2]?.run]);
    expect(traces[0]).toMatchObject({ truncated: true, when: "Wind of 9" });
    expect(JSON.stringify(traces[0]).length).toBeLessThan(66_000);
  });

  test("what is required and did not pass blocks, whatever the order", async () => {
    const { report } = await grade([
      check("third", "true", { requires: ["second"] }),
      check("second", "true", { requires: ["first"] }),
      check("first", "wind > 100"),
    ]);
    expect(report.checks.map(({ outcome }) => outcome)).toEqual(["blocked", "blocked", "failed"]);
    expect(report.checks[0]?.because).toBe('This is looked at once "Title of second" passes.');
  });

  test("an expectation that cannot be decided fails with its reason", async () => {
    const { report } = await grade([check("odd", 'doors[7].state == "x"')]);
    expect(report.checks[0]).toMatchObject({
      outcome: "failed",
      because: "This could not be decided: there is no element 7 in a list of 2.",
    });
  });

  test("errors in the files block everything and run nothing", async () => {
    ran = [];
    const { report, traces } = await grade([check("a", "true")], "???");
    expect([ran, traces, report.score]).toEqual([[], [], 0]);
    expect(report.diagnostics).toMatchObject([{ code: "doors/odd" }]);
    expect(report.checks[0]).toMatchObject({ outcome: "blocked", when: "Wind of 9", at: [{ start: { line: 1 } }] });
  });

  test("a run that ended with an error blocks its checks alone", async () => {
    const { report } = await grade([check("storm", "true", { scenario: { wind: 101 } }), check("calm", "wind == 9")]);
    expect(report.checks.map(({ outcome, because, at }) => [outcome, because, at])).toEqual([
      ["blocked", "The storm took the doors.", [startOf("doors.txt")]],
      ["passed", undefined, undefined],
    ]);
  });

  test("the same input gives the same bytes", async () => {
    const checks = [check("a", "wind == 9"), check("b", "wind == 8", { because: "{{ doors.map(d, d.state) }}" })];
    expect(JSON.stringify(await grade(checks))).toBe(JSON.stringify(await grade(checks)));
  });
});

describe("limits", () => {
  const file = (path: string, text = "") => ({ path, text });
  test.each([
    { why: "more than 20 files", files: Array.from({ length: 21 }, (_, n) => file(`more/${n}.txt`)), code: "files/too-many" },
    { why: "a file over 64 KiB, counted in bytes", files: [file("doors.txt", "é".repeat(32 * 1024 + 1))], code: "files/too-large" },
    { why: "a file outside the globs", files: [file("README")], code: "files/read-only" },
    { why: "a way out", files: [file("more/../../etc/x.txt")], code: "files/path" },
    { why: "an absolute path", files: [file("/doors.txt")], code: "files/path" },
    { why: "a Windows path", files: [file("more\\a.txt")], code: "files/path" },
    { why: "a NUL in the path", files: [file("doors.txt\0")], code: "files/path" },
    { why: "an empty part", files: [file("more//a.txt")], code: "files/path" },
    { why: "the same path twice", files: [file("doors.txt"), file("doors.txt")], code: "files/twice" },
    { why: "a NUL in the text", files: [file("doors.txt", "\0")], code: "files/not-text" },
    { why: "half a character", files: [file("doors.txt", "\ud800")], code: "files/not-text" },
  ])("$why is refused and nothing runs", async ({ files, code }) => {
    ran = [];
    const { report } = await gradeLab(lab(check("a", "true")), world, files, doors);
    expect(report.diagnostics.map((diagnostic) => diagnostic.code)).toContain(code);
    expect([ran, report.checks[0]?.outcome]).toEqual([[], "blocked"]);
  });

  test("files at the limits are graded", async () => {
    const files = [...Array.from({ length: 19 }, (_, n) => file(`more/deep/${n}.txt`)), file("doors.txt", "x".repeat(64 * 1024))];
    const { report } = await gradeLab(lab(check("a", "true")), world, files, doors);
    expect([report.diagnostics, report.score]).toEqual([[], 2]);
  });

  test.each([
    { glob: "ci/*.yml", path: "ci/a.yml", is: true },
    { glob: "ci/*.yml", path: "ci/b/a.yml", is: false },
    { glob: "**/*.tf", path: "main.tf", is: true },
    { glob: "infra/**", path: "infra/a/b.tf", is: true },
    { glob: "a?c", path: "abc", is: true },
    { glob: ".gitlab-ci.yml", path: "xgitlab-ci.yml", is: false },
    { glob: `${"*a".repeat(30)}b`, path: "a".repeat(200), is: false },
  ])("$glob and $path", ({ glob, path, is }) => expect(matchesGlob(glob, path)).toBe(is));
});
