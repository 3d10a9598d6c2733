import { expect, test } from "vitest";
import { TypeChecker } from "./check.ts";
import { availability, builtInContexts } from "./contexts.ts";
import { evaluateTree, type Value } from "./evaluate.ts";
import { splitTemplate } from "./template.ts";
import { describeType, strict, string } from "./types.ts";
import { parseLeniently } from "./walk.ts";

const contexts = new Map<string, Value>([
  ["github", { ref: "refs/heads/main", event: { labels: [{ name: "bug" }, { name: "urgent" }] } }],
  ["matrix", { node: 20 }],
]);

test.each([
  { why: "texts are compared without their case", text: "'MAIN' == 'main'", is: true },
  { why: "a number and its text are equal", text: "matrix.node == '20'", is: true },
  { why: "what is not there is null", text: "github.none.deeper", is: null },
  { why: "`.*` gives a property of each element", text: "join(github.event.labels.*.name, '+')", is: "bug+urgent" },
  { why: "`&&` and `||` give one of their sides", text: "github.ref == 'refs/heads/main' && 'live' || 'test'", is: "live" },
  { why: "every doubled quote of a text is one", text: "'it''s ''it'''", is: "it's 'it'" },
  { why: "nothing is null", text: "", is: null },
])("$why", ({ text, is }) => {
  const parsed = parseLeniently(text);
  expect(parsed.ok && evaluateTree(parsed.tree, contexts)).toEqual({ ok: true, value: is });
});

test("functions that repeat a text are bounded", () => {
  const parsed = parseLeniently(`format('${"{0}".repeat(2000)}', format('${"{0}".repeat(2000)}', 'xxxxxxxx'))`);
  expect(parsed.ok && evaluateTree(parsed.tree, contexts)).toEqual({ ok: false, message: "Maximum object size exceeded" });
});

test("braces inside a quoted text end no expression", () => {
  const pieces = splitTemplate(`a \${{ format('{0}}}', 1) }} b`);
  expect(pieces.map(({ kind, source }) => [kind, source.trim()])).toEqual([
    ["plain", "a"],
    ["expression", "format('{0}}}', 1)"],
    ["plain", "b"],
  ]);
});

test.each([
  { why: "a known object has its properties and no others", text: "needs.build.outputs.versio", says: 'There is no property "versio"' },
  { why: "a context that is elsewhere", text: "secrets.TOKEN", says: 'The context "secrets" is not available here' },
  { why: "a name that is none", text: "githb.ref", says: 'There is no "githb"' },
  { why: "a text has no properties", text: "github.ref.name", says: '"name" cannot be read here' },
  { why: "a function's arguments", text: "startsWith('a')", says: "Too few parameters supplied: 'startsWith'" },
  { why: "an object is never equal to a text", text: "github.event == 'push'", says: 'These cannot be compared with "=="' },
  { why: "a status is asked for in `if` alone", text: "always()", says: '"always" cannot be called here' },
])("told: $why", ({ text, says }) => {
  const parsed = parseLeniently(text);
  const known = { ...builtInContexts, needs: strict({ build: strict({ outputs: strict({ version: string }), result: string }) }) };
  const checker = new TypeChecker(known, { ...availability["job.env"], contexts: ["github", "needs"] });
  if (parsed.ok && parsed.tree) checker.check(parsed.tree);
  expect(parsed.ok ? checker.complaints.map(({ summary }) => summary) : [parsed.message.split(". ")[0]]).toEqual([says]);
});

test.each([
  { text: 'fromJSON(\'[{"a": 1}, {"a": 2}]\')', is: "array<{a: number}>" },
  { text: "github.event.commits.*.message", is: "array<any>" },
  { text: "contains('a', 'b') && 'x' || 1", is: "string" },
])("the type of $text is $is", ({ text, is }) => {
  const parsed = parseLeniently(text);
  expect(parsed.ok && parsed.tree && describeType(new TypeChecker(builtInContexts, availability.step).check(parsed.tree))).toBe(is);
});
