import { expect, test } from "vitest";
import { parseWorld } from "#engines/world";
import { mutateWorkflow } from "./github-actions.ts";

const world = parseWorld([{ path: "world.yaml", text: "title: Test\nvariables:\n  TOKEN: { value: tk-123456, masked: true }\n" }]).model;

const path = ".github/workflows/ci.yml";
const text = `on:
  push:
    branches: [main]
permissions: read-all
concurrency:
  group: ship
  cancel-in-progress: false
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - run: npm test
  ship:
    needs: [test, lint]
    if: always() && github.ref == 'refs/heads/a&&b'
    runs-on: ubuntu-24.04
    environment: production
    timeout-minutes: 5
    steps:
      - uses: actions/checkout@v4
      - run: |
          deploy production
          echo done
        env:
          A: 1
          B: 2
`;
const mutants = mutateWorkflow({ path, text }, world);

test("one thing at a time is broken, and each has a name of its own", () => {
  expect(mutants.map(({ name }) => name)).toEqual([
    ...["drop on.push.branches", "drop permissions", "drop concurrency", "drop concurrency.group"],
    ...["drop concurrency.cancel-in-progress", "let test fail", "print TOKEN in test"],
    ...["mask test.steps[0].run", "let test.steps[0] fail"],
    ...["drop ship.needs", "drop ship.if", "drop ship.environment", "drop ship.timeout-minutes"],
    ...["drop ship.needs test", "drop ship.needs lint", "turn always() in ship.if", "turn && in ship.if", "turn == in ship.if"],
    ...["let ship fail", "print TOKEN in ship", "drop ship.steps[0]", "drop ship.steps[1]"],
    ...["drop ship.steps[1].env", "drop ship.steps[1].env.A", "drop ship.steps[1].env.B"],
    ...["drop ship.steps[1].run line 1", "mask ship.steps[1].run line 1", "drop ship.steps[1].run line 2", "let ship.steps[1] fail"],
  ]);
});

test.each([
  { why: "an event without its only filter has no filter", name: "drop on.push.branches", has: "on:\n  push:\n    {}\n" },
  { why: "what stands in quotes is no operator", name: "turn && in ship.if", has: `"always() || github.ref == 'refs/heads/a&&b'"` },
  { why: "a question about the jobs before", name: "turn always() in ship.if", has: "success() && github.ref" },
  { why: "a line of a script", name: "mask ship.steps[1].run line 1", has: "          deploy production || true\n          echo done\n" },
  { why: "a secret in front of the steps", name: "print TOKEN in test", has: `- run: echo "\${{ secrets.TOKEN }}"\n      - run: npm test` },
  { why: "a failure that counts for nothing", name: "let test.steps[0] fail", has: "- continue-on-error: true\n        run: npm test" },
])("$why", ({ name, has }) => expect(mutants.find((mutant) => mutant.name === name)?.file.text).toContain(has));

test("a text that is no workflow has no mutants", () => {
  expect(mutateWorkflow({ path, text: "- a\n- b\n" }, world)).toEqual([]);
});
