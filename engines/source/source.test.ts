import { expect, test } from "vitest";
import { didYouMean, Positions, renderDiagnostics, suggest } from "./index.ts";

const file = { path: "a.yml", text: "one\ntwo three\n" };

test("offsets become lines and columns that count from one", () => {
  const positions = new Positions(file);
  expect(positions.position(0)).toEqual({ line: 1, column: 1, offset: 0 });
  expect(positions.position(8)).toEqual({ line: 2, column: 5, offset: 8 });
  expect(positions.position(999)).toEqual({ line: 3, column: 1, offset: 14 });
});

test("a diagnostic is rendered with its line and a caret under the text at fault", () => {
  const span = new Positions(file).span(8, 13);
  const text = renderDiagnostics(
    [file],
    [{ severity: "error", code: "test/three", summary: "Three is not a number here", detail: "Write 3.", span }],
  );
  expect(text).toBe("a.yml:2:5 error: Three is not a number here [test/three]\n  | two three\n  |     ^^^^^\n  Write 3.\n");
});

test.each([
  { why: "a swap is one edit", name: "sciprt", known: ["stage", "script"], nearest: "script" },
  { why: "a far name is no suggestion", name: "foo", known: ["script"], nearest: undefined },
  { why: "case alone does not count", name: "Stage", known: ["stage"], nearest: "stage" },
])("$why", ({ name, known, nearest }) => {
  expect(suggest(name, known)).toBe(nearest);
  expect(didYouMean(name, known)).toBe(nearest ? ` Did you mean "${nearest}"?` : "");
});
