import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import type { World } from "#engines/world";
import type { Lab } from "../model.ts";
import { GradingPool, type PoolOptions } from "./pool.ts";

const folder = mkdtempSync(join(tmpdir(), "fivenines-pool-"));
const entry = join(folder, "child.mjs");
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const bundle = (from: string, to: string) =>
  build({
    entryPoints: [here(from)],
    outfile: to,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    logLevel: "warning",
    banner: { js: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);" },
  });

beforeAll(() => bundle("testdata/child.ts", entry));
afterAll(() => rmSync(folder, { recursive: true }));

let pool: GradingPool | undefined;
afterEach(() => {
  pool?.close();
  pool = undefined;
  vi.restoreAllMocks();
});

const start = (options: Partial<PoolOptions> = {}) => {
  pool = new GradingPool({ entry, size: 1, queue: 10, wallMs: 1000, memoryBytes: 200 * 1024 * 1024, ...options });
  return pool;
};

const world: World = {
  title: "Test",
  project: { path: "a/b", defaultBranch: "main", protectedBranches: [], protectedTags: [], registry: "", url: "" },
  repository: [],
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
const lab: Lab = {
  slug: "doer",
  contentHash: "c0ffee",
  kind: "doer",
  world: "test",
  variant: {},
  files: ["do"],
  checks: [
    { id: "a", title: "A", points: 1, requires: [], scenario: {}, expect: 'said == "ok"', expected: "ok", because: "It said {{ said }}." },
  ],
};

const job = (text: string) => ({ lab, world, files: [{ path: "do", text }] });

async function reportOf(asked: GradingPool, text: string) {
  const answer = await asked.grade(job(text));
  return answer.kind === "graded" ? answer.grading.report : expect.fail("busy");
}

test("grades, and children see no environment", async () => {
  const asked = start();
  expect(await reportOf(asked, "ok")).toMatchObject({ score: 1, engine: "test", diagnostics: [] });
  // macOS gives every process this one, whatever its parent says.
  expect((await reportOf(asked, "env")).checks[0]?.because?.replace("__CF_USER_TEXT_ENCODING", "")).toBe("It said .");
});

test.each([
  { does: "loop", code: "grading/time", says: "The work took more than 1 seconds and was stopped" },
  { does: "buffers", code: "grading/memory", says: "The work needed more than 200 MB of memory and was stopped" },
  { does: "exit", code: "grading/ended", says: "The work ended the program that grades it" },
  { does: "throw", code: "grading/broken", says: "The work could not be graded" },
])("$does costs its own submission an answer, and nobody else anything", async ({ does, code, says }) => {
  vi.spyOn(console, "error").mockImplementation(() => {});
  const asked = start({ size: 2 });
  const [bad, ...others] = await Promise.all([reportOf(asked, does), ...Array.from({ length: 6 }, () => reportOf(asked, "ok"))]);
  expect(bad.diagnostics).toMatchObject([{ code, summary: says }]);
  expect(bad.checks).toMatchObject([{ outcome: "blocked", when: "Whatever it does", because: `${says}.` }]);
  expect(others.map((report) => report.score)).toEqual([1, 1, 1, 1, 1, 1]);
  expect((await reportOf(asked, "ok")).score).toBe(1);
});

test("a heap that grows is stopped by one limit or the other", async () => {
  const report = await reportOf(start({ wallMs: 5000, memoryBytes: 120 * 1024 * 1024 }), "heap");
  expect(["grading/memory", "grading/ended"]).toContain(report.diagnostics[0]?.code);
});

test("a child that rests too large is exchanged, and its jobs are answered", async () => {
  const asked = start({ memoryBytes: 400 * 1024 * 1024, wallMs: 5000 });
  const before = (await reportOf(asked, "pid")).checks[0]?.because;
  expect((await reportOf(asked, "pid")).checks[0]?.because).toBe(before);
  expect((await reportOf(asked, "keep")).diagnostics).toEqual([]);
  expect((await reportOf(asked, "pid")).checks[0]?.because).not.toBe(before);
});

test("waiting in the queue is not on the clock", async () => {
  const asked = start({ wallMs: 450 });
  const reports = await Promise.all(Array.from({ length: 4 }, () => reportOf(asked, "sleep")));
  expect(reports.map((report) => report.diagnostics)).toEqual([[], [], [], []]);
});

test("a full queue is told at once", async () => {
  const asked = start({ queue: 2 });
  await reportOf(asked, "ok");
  const began = performance.now();
  const ask = async () => ({ kind: (await asked.grade(job("sleep"))).kind, after: performance.now() - began });
  const answers = await Promise.all(Array.from({ length: 6 }, ask));
  const graded = answers.filter((answer) => answer.kind === "graded");
  const busy = answers.filter((answer) => answer.kind === "busy");
  // Two wait in the queue, and one more is with the child, unless the child is just being looked at after the job before.
  expect([2, 3]).toContain(graded.length);
  expect(graded.length + busy.length).toBe(6);
  expect(Math.max(...busy.map((answer) => answer.after))).toBeLessThan(Math.min(...graded.map((answer) => answer.after)));
});

test("an entry that cannot start is a clear answer", async () => {
  const told = vi.spyOn(console, "error").mockImplementation(() => {});
  const report = await reportOf(start({ entry: join(folder, "none.mjs") }), "ok");
  expect(report.diagnostics).toMatchObject([{ code: "grading/broken" }]);
  expect(told).toHaveBeenCalledWith(expect.stringContaining("no child could be started"));
});

test("children die with a parent that was killed, in an endless loop too", async () => {
  const parent = join(folder, "parent.mjs");
  await bundle("pool.ts", join(folder, "pool.mjs"));
  writeFileSync(
    parent,
    `import { GradingPool } from "./pool.mjs";
     const pool = new GradingPool({ entry: ${JSON.stringify(entry)}, size: 2, queue: 9, wallMs: 60000, memoryBytes: 2e8 });
     const [world, lab] = [${JSON.stringify(world)}, ${JSON.stringify(lab)}];
     await pool.grade({ lab, world, files: [{ path: "do", text: "ok" }] });
     void pool.grade({ lab, world, files: [{ path: "do", text: "loop" }] });
     setTimeout(() => console.log("looping"), 200);
     setInterval(() => {}, 1000);`,
  );
  const killed = spawn("node", [parent], { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((resolve) => killed.stdout.once("data", resolve));
  const children = childrenOf(killed);
  expect(children).toHaveLength(2);
  killed.kill("SIGKILL");
  await vi.waitFor(() => expect(children.filter(isAlive)).toEqual([]), { timeout: 4000 });
});

function childrenOf({ pid }: ChildProcess): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").trim().split(" ").map(Number);
}

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}
