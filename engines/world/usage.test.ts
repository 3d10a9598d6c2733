import { expect, test } from "vitest";
import { matchUsage, parseUsage } from "./usage.ts";

function match(usage: string, args: readonly string[]) {
  const read = parseUsage(usage);
  if ("error" in read) throw new Error(read.error);
  const bound = matchUsage(read.pattern, args);
  return bound && Object.fromEntries(bound);
}

test.each([
  { why: "two dashes", args: ["plan", "--out=a=b"], bound: { out: ["a=b"] } },
  { why: "one dash and a word, as Go writes flags", args: ["-out=a=b", "plan"], bound: { out: ["a=b"] } },
  { why: "the next argument", args: ["plan", "-o", "a=b"], bound: { out: ["a=b"] } },
  { why: "after one letter `=` is no separator", args: ["plan", "-o=a"], bound: undefined },
  { why: "an option that the usage does not name", args: ["plan", "-in=a"], bound: undefined },
])("an option's value: $why", ({ args, bound }) => {
  expect(match("plan [--out|-out|-o <out>]", args)).toEqual(bound);
});
