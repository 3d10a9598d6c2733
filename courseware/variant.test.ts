import { expect, test } from "vitest";
import { combinations, drawVariant, fill, fillDeep, placesIn } from "./variant.ts";

const variant = { branch: "trunk", region: "eu" };

test.each([
  { text: "push to @{branch}", is: "push to trunk" },
  { text: "$" + "{branch} {{ branch }} @branch", is: "$" + "{branch} {{ branch }} @branch" },
  { text: "@@{branch} is written so", is: "@{branch} is written so" },
  { text: "user@{region}.example", is: "usereu.example" },
  { text: "@{nothing}", is: "@{nothing}" },
])("$text", ({ text, is }) => expect(fill(text, variant)).toBe(is));

test("values inside a scenario are filled, keys are not", () => {
  expect(fillDeep({ push: "@{branch}", list: ["@{region}", 1, true], "@{branch}": null }, variant)).toEqual({
    push: "trunk",
    list: ["eu", 1, true],
    "@{branch}": null,
  });
});

test("places are found, escaped ones are not", () => {
  expect(placesIn("a @{b} @@{c} @{d").map(({ name, start, end }) => [name, start, end])).toEqual([
    ["b", 2, 6],
    ["d", 13, 16],
  ]);
});

test("drawing takes one number a name, in order", () => {
  const names = new Map([
    ["branch", ["main", "trunk"]],
    ["region", ["eu", "us", "ap"]],
  ]);
  const numbers = [0.99, 0.34];
  expect(drawVariant(names, () => numbers.shift() ?? 0)).toEqual({ branch: "trunk", region: "us" });
});

test("few combinations are all made, many are sampled with every value in them, the same each time", () => {
  const few = combinations(
    new Map([
      ["a", ["1", "2"]],
      ["b", ["x", "y", "z"]],
    ]),
  );
  expect(new Set(few.variants.map((one) => `${one.a}${one.b}`)).size).toBe(6);
  const letters = ["a", "b", "c", "d", "e", "f"];
  const names = new Map(["p", "q", "r"].map((name) => [name, letters]));
  const many = combinations(names);
  expect([many.total, many.variants.length]).toEqual([216, 24]);
  for (const name of names.keys()) expect(new Set(many.variants.map((one) => one[name])).size).toBe(6);
  expect(new Set(many.variants.map((one) => JSON.stringify(one))).size).toBe(24);
  expect(combinations(names)).toEqual(many);
});
