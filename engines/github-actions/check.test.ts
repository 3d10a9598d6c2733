import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { renderDiagnostics } from "#engines/source";
import schema from "./generated/workflow-schema.json" with { type: "json" };
import { checkWorkflows, readOfficially, workflowGraph } from "./index.ts";

const folder = join(import.meta.dirname, "testdata");
const cases = readdirSync(join(folder, "checks")).filter((name) => name.endsWith(".yml"));
const path = ".github/workflows/ci.yml";

test.each(cases)("%s", async (name) => {
  const files = [{ path, text: readFileSync(join(folder, "checks", name), "utf8") }];
  const { diagnostics } = checkWorkflows(files);
  expect(diagnostics.length).toBeGreaterThan(0);
  await expect(renderDiagnostics(files, diagnostics)).toMatchFileSnapshot(join(folder, "checks", name.replace(/\.yml$/, ".out")));
});

test("what is right is not complained about, and its graph has the jobs in the order they need each other", () => {
  const files = [
    { path, text: readFileSync(join(folder, "valid.yml"), "utf8") },
    {
      path: ".github/workflows/say.yml",
      text: "on: { workflow_call: { inputs: { loud: { type: boolean } } } }\njobs: { say: { runs-on: ubuntu-latest, steps: [{ run: echo }] } }\n",
    },
  ];
  const { workflows, diagnostics } = checkWorkflows(files);
  expect(renderDiagnostics(files, diagnostics)).toBe("");
  expect(workflowGraph(workflows.slice(0, 1), (environment) => environment === "production")).toEqual({
    stages: ["1", "2", "3", "4"],
    jobs: [
      { name: "prepare", stage: "1", needs: [], manual: false },
      { name: "test", stage: "2", needs: ["prepare"], manual: false },
      { name: "call", stage: "3", needs: ["prepare", "test"], manual: false },
      { name: "deploy", stage: "4", needs: ["call"], manual: true },
    ],
  });
});

test("what only GitHub's own reader knows is told too", () => {
  const text = `on: push\njobs:\n  ${"a".repeat(101)}:\n    runs-on: ubuntu-latest\n    steps: [{ run: echo }]\n`;
  const { diagnostics } = checkWorkflows([{ path, text }]);
  expect(diagnostics).toMatchObject([{ code: "github-actions/workflow", span: { start: { line: 3, column: 3 } } }]);
});

test("the schema in this folder is the library's own", () => {
  const own = join(import.meta.dirname, "../../node_modules/@actions/workflow-parser/dist/workflow-v1.0.min.json");
  expect(schema).toEqual(JSON.parse(readFileSync(own, "utf8")));
  expect(readOfficially({ path, text: "on: push\njobs: {}\n" }).problems).toHaveLength(1);
});

test.each([
  { why: "brackets a thousand deep", text: `on: ${"[".repeat(1000)}` },
  {
    why: "aliases that multiply",
    text: `on: push\na: &a [x, x, x, x, x, x, x, x]\n${[..."bcdefgh"].map((name, index) => `${name}: &${name} [${`*${"abcdefgh"[index]}, `.repeat(8)}]`).join("\n")}\n`,
  },
  {
    why: "an expression that is nested too deep",
    text: `on: push\njobs: { a: { runs-on: x, if: "${"(".repeat(5000)}1${")".repeat(5000)}", steps: [{ run: echo }] } }\n`,
  },
  ...[9000, 100_000].map((depth) => ({
    why: `JSON that is nested ${depth} deep`,
    text: `on: push\njobs: { a: { runs-on: x, if: "fromJSON('${"[".repeat(depth)}${"]".repeat(depth)}') == 1", steps: [{ run: echo }] } }\n`,
  })),
])("hostile: $why", ({ text }) => {
  const start = performance.now();
  expect(checkWorkflows([{ path, text }]).diagnostics.length).toBeGreaterThan(0);
  expect(performance.now() - start).toBeLessThan(2000);
});
