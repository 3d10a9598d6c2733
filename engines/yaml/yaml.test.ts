import { expect, test } from "vitest";
import { renderDiagnostics } from "#engines/source";
import { readYaml, strictYaml, type YamlNode, type YamlOptions } from "./index.ts";

const gitlab: YamlOptions = { version: "1.1", merge: "in-order", duplicateKeys: "last-wins", tags: ["!reference"] };

const read = (text: string, options: YamlOptions = strictYaml) => readYaml({ path: "a.yml", text }, options);

function plain(node: YamlNode | undefined): unknown {
  if (!node) return undefined;
  if (node.kind === "scalar") return node.value;
  if (node.kind === "seq") return node.tag ? { [node.tag]: node.items.map(plain) } : node.items.map(plain);
  return Object.fromEntries(node.entries.map((entry) => [entry.key, plain(entry.value)]));
}

test("values keep their place and what was written", () => {
  const { model, diagnostics } = read("a:\n  - 1.10\n");
  expect(diagnostics).toEqual([]);
  const list = model?.kind === "map" ? model.entries[0]?.value : undefined;
  expect(list?.kind === "seq" && list.items[0]).toMatchObject({ value: 1.1, source: "1.10", span: { start: { line: 2, column: 5 } } });
});

test.each([
  { why: "1.1 reads yes and on as true, and a leading zero as octal", text: "a: yes\non: 010", is: { a: true, true: 8 } },
  {
    why: "a merge overwrites what stands before it and loses to what follows",
    text: "x: &x {a: 1, b: 1}\ny:\n  a: 0\n  <<: *x\n  b: 2",
    is: { x: { a: 1, b: 1 }, y: { a: 1, b: 2 } },
  },
  {
    why: "of a list of merges the first wins",
    text: "x: &x {a: 1}\ny: &y {a: 2}\nz: {<<: [*x, *y]}",
    is: { x: { a: 1 }, y: { a: 2 }, z: { a: 1 } },
  },
  { why: "a tag of the language stays on its node", text: "a: !reference [b, script]", is: { a: { "!reference": ["b", "script"] } } },
  { why: "dates stay text", text: "a: 2026-11-22", is: { a: "2026-11-22" } },
  { why: "an empty file is no error", text: "# nothing\n", is: undefined },
])("$why", ({ text, is }) => {
  const { model, diagnostics } = read(text, gitlab);
  expect(diagnostics).toEqual([]);
  expect(plain(model)).toEqual(is);
});

test("a place inside a literal block is found again in the file", () => {
  const text = "a:\n  b: |\n    first\n      second\n";
  const { model } = read(text);
  const inner = model?.kind === "map" && model.entries[0]?.value.kind === "map" ? model.entries[0].value.entries[0]?.value : undefined;
  expect(inner?.kind === "scalar" && inner.lineOffsets?.map((at) => text.slice(at, at + 5))).toEqual(["first", "  sec", ""]);
});

test.each([
  { why: "duplicate key", text: "a: 1\na: 2\n", code: "yaml/duplicate-key", place: "2:1" },
  { why: "unknown alias", text: "a: *b\n", code: "yaml/unknown-alias", place: "1:4" },
  { why: "an anchor that contains itself", text: "a: &a [1, *a]\n", code: "yaml/alias-cycle", place: "1:11" },
  { why: "a tab as indentation", text: "a:\n\tb: 1\n", code: "yaml/syntax", place: "2:1" },
  { why: "an unclosed bracket", text: "a: [1,\n", code: "yaml/syntax", place: "2:1" },
  { why: "an unknown tag", text: "a: !nope 1\n", code: "yaml/unknown-tag", place: "1:4" },
])("$why is told with its place", ({ text, code, place }) => {
  const { diagnostics } = read(text);
  const { code: got, span } = diagnostics[0] ?? expect.fail("no diagnostic");
  expect([got, `${span.start.line}:${span.start.column}`]).toEqual([code, place]);
  expect(renderDiagnostics([{ path: "a.yml", text }], diagnostics)).toContain(`a.yml:${place}`);
});

test.each([
  { why: "ten thousand brackets", text: `a: ${"[".repeat(10_000)}` },
  { why: "twenty thousand levels of one-line lists", text: "- ".repeat(20_000) },
  {
    why: "an alias bomb",
    text: ["a0: &a0 [x, x]", ...Array.from({ length: 30 }, (_, i) => `a${i + 1}: &a${i + 1} [*a${i}, *a${i}]`)].join("\n"),
  },
  { why: "a line of a megabyte", text: `a: ${"x".repeat(1_000_000)}` },
])("$why is refused at once", ({ text }) => {
  const began = performance.now();
  const { diagnostics } = read(text);
  expect(diagnostics.map((diagnostic) => diagnostic.code)).toContain("yaml/limit");
  expect(performance.now() - began).toBeLessThan(2000);
});
