import { expect, test } from "vitest";
import { expandAsRunner, fillKnown, fillVariables, variablesOf } from "./expand-variables.ts";

// What GitLab fills in, and then the runner: https://docs.gitlab.com/ci/variables/where_variables_can_be_used/
const variables = variablesOf(
  [
    { HIDDEN: "below", NAME: "predefined" },
    {
      ...{ HIDDEN: "$HIDDEN/above", NAME: "n", NESTED: "<$NAME>", DEEP: `$NESTED-\${NESTED}-%NESTED%`, OWN: "$OWN+" },
      ...{ ESCAPED: "$$NAME", UNKNOWN: "[$NOBODY]", WORD: `[\${NOBODY:-word}]`, PRICE: "$5 or 5$", RAW: "$NAME", OF_RAW: "<$RAW>" },
      ...{ FORMAT: "+%Y%m%d", EMPTY: `a\${}b`, LONG: "$NAMES" },
    },
  ],
  new Set(["RAW"]),
);

test.each([
  { name: "NESTED", written: "<$NAME>", filled: "<n>", inScripts: "<n>" },
  { name: "DEEP", written: `$NESTED-\${NESTED}-%NESTED%`, filled: "<n>-<n>-<n>", inScripts: "<n>-<n>-<n>" },
  { name: "HIDDEN", written: "$HIDDEN/above", filled: "below/above", inScripts: "below/above" },
  { name: "OWN", written: "$OWN+", filled: "+", inScripts: "$OWN++" },
  { name: "ESCAPED", written: "$$NAME", filled: "$$NAME", inScripts: "$NAME" },
  { name: "UNKNOWN", written: "[$NOBODY]", filled: "[]", inScripts: "[]" },
  { name: "WORD", written: `[\${NOBODY:-word}]`, filled: `[\${NOBODY:-word}]`, inScripts: "[]" },
  { name: "PRICE", written: "$5 or 5$", filled: "$5 or 5$", inScripts: " or 5$" },
  { name: "RAW", written: "$NAME", filled: "$NAME", inScripts: "$NAME" },
  { name: "OF_RAW", written: "<$RAW>", filled: "<$NAME>", inScripts: "<$NAME>" },
  { name: "FORMAT", written: "+%Y%m%d", filled: "+m%d", inScripts: "+%Y%m%d" },
  { name: "EMPTY", written: `a\${}b`, filled: `a\${}b`, inScripts: "ab" },
  { name: "LONG", written: "$NAMES", filled: "", inScripts: "" },
  { name: "NOBODY", written: undefined, filled: undefined, inScripts: undefined },
])("$name", ({ name, written, filled, inScripts }) => {
  expect([variables.written[name], variables.filled[name], variables.inScripts[name]]).toEqual([written, filled, inScripts]);
});

test("a chain of thousands of variables is followed without recursion", () => {
  const chain = Object.fromEntries(Array.from({ length: 20_000 }, (_, index) => [`V${index}`, `$V${index + 1}`]));
  const { filled, inScripts } = variablesOf([{ ...chain, V20000: "end" }], new Set());
  expect([filled.V0, inScripts.V0]).toEqual(["end", "end"]);
});

test("a text of nothing but open braces is read once", () => {
  const text = "\u0024{".repeat(200_000);
  expect(expandAsRunner(text, () => "never") === "").toBe(true);
  expect(expandAsRunner(`${text}}!`, () => undefined)).toBe("!");
});

test("what every object has is no variable", () => {
  expect([fillVariables("a$constructor", {}), fillKnown("$toString", {}), variablesOf([{}], new Set()).written.constructor]).toEqual([
    "a",
    "$toString",
    undefined,
  ]);
});

test("all of them together are those that are asked for one by one", () => {
  expect(Object.keys(variables.inScripts)).toHaveLength(14);
  expect(Object.entries(variables.inScripts).find(([name]) => name === "DEEP")?.[1]).toBe("<n>-<n>-<n>");
});
