import { expect, test } from "vitest";
import { isError, renderDiagnostics } from "#engines/source";
import { parseWorld } from "#engines/world";
import { checkWorkflows } from "./index.ts";
import { type ActionsEvent, type ActionsScenario, runActions } from "./run.ts";

const world = parseWorld([
  {
    path: "world.yaml",
    text: `title: Test
project: { path: larder/shop, default-branch: main, protected-branches: [main], protected-tags: ["v*"], url: "https://git.example/larder/shop" }
environments:
  staging: { url: "https://staging.example" }
  production: { url: "https://www.example", protected: true }
conditions: { tests-fail: the tests fail }
variables:
  TOKEN: { value: s3cret, masked: true }
  LIVE_KEY: { value: l1ve, masked: true, environment: production }
  REGION: { value: eu }
`,
  },
  {
    path: "programs/check.yaml",
    text: "program: check\ncalls:\n  - usage: check\n    steps:\n      - takes: 10s\n      - fail: bad\n        when: { given: [tests-fail] }\n",
  },
  {
    path: "programs/deploy.yaml",
    text: 'program: deploy\ncalls:\n  - usage: deploy <environment>\n    steps:\n      - takes: 20s\n      - deploy: { environment: "@{environment}", version: "1" }\n',
  },
]).model;

const push: ActionsEvent = { kind: "push", branch: "main", changes: ["src/a.js"] };
const repository = [
  { path: "README.md", text: "# Larder\n" },
  { path: "package-lock.json", text: "{}\n" },
];

/** Jobs in short: what stands below `jobs:`, one line a key. */
const workflow = (jobs: string, on = "on: push") => `${on}\njobs:\n${jobs}`;
const job = (id: string, rest: string) => `  ${id}:\n    runs-on: ubuntu-latest\n${rest.replaceAll(/^/gm, "    ")}\n`;
const steps = (...lines: readonly string[]) => `steps:\n${lines.map((line) => `  - ${line}`).join("\n")}`;

async function run(
  text: string,
  {
    event = push,
    given = [] as string[],
    more = [] as { path: string; text: string }[],
    ...rest
  }: Partial<ActionsScenario> & { given?: string[]; more?: { path: string; text: string }[] } = {},
) {
  const files = [...repository, { path: ".github/workflows/ci.yml", text }, ...more];
  const { diagnostics } = checkWorkflows(files);
  expect(renderDiagnostics(files, diagnostics.filter(isError))).toBe("");
  const told = { event, conditions: new Set(given), approve: [], before: [], later: [], epoch: 1_790_000_000, seed: 1, ...rest };
  const result = await runActions(files, world, told);
  const log = Object.fromEntries(result.jobs.map((each) => [each.name, each.log.map((piece) => piece.text).join("")]));
  return { ...result, statuses: Object.fromEntries(result.jobs.map((each) => [each.name, each.status])), log };
}

test.each([
  {
    why: "a failure skips what needs it",
    jobs: job("a", steps("run: exit 3")) + job("b", `needs: a\n${steps("run: echo")}`),
    is: { a: "failed", b: "skipped" },
  },
  {
    why: "always() runs after a failure, and what needs that is skipped all the same",
    jobs:
      job("a", steps("run: exit 3")) +
      job("b", `needs: a\nif: always()\n${steps("run: echo")}`) +
      job("c", `needs: b\n${steps("run: echo")}`),
    is: { a: "failed", b: "success", c: "skipped" },
  },
  {
    why: "failure() sees any job before it",
    jobs:
      job("a", steps("run: exit 3")) +
      job("b", `needs: a\n${steps("run: echo")}`) +
      job("c", `needs: b\nif: failure()\n${steps("run: echo")}`),
    is: { a: "failed", b: "skipped", c: "success" },
  },
  {
    why: "a job that may fail counts as passed",
    jobs: job("a", `continue-on-error: true\n${steps("run: exit 3")}`) + job("b", `needs: a\n${steps("run: echo")}`),
    is: { a: "failed", b: "success" },
  },
  {
    why: "a condition with braces and a text around them is always true",
    jobs: job("a", `if: "\${{ false }} "\n${steps("run: echo")}`) + job("b", `if: \${{ false }}\n${steps("run: echo")}`),
    is: { a: "success", b: "skipped" },
  },
  {
    why: "a matrix multiplies, excludes, includes; the first failure cancels the others",
    jobs: job(
      "a",
      `strategy:\n  matrix:\n    os: [x, y]\n    n: [1, 2]\n    exclude: [{ os: y, n: 2 }]\n    include: [{ os: x, extra: z }, { os: q }]\n${steps(`run: test '\${{ matrix.os }}' != y || exit 1`, "run: check")}`,
    ),
    is: { "a (x, 1, z)": "canceled", "a (x, 2, z)": "canceled", "a (y, 1)": "failed", "a (q)": "canceled" },
  },
  {
    why: "without fail-fast the others go on; one at a time with max-parallel",
    jobs: job(
      "a",
      `strategy:\n  fail-fast: false\n  max-parallel: 1\n  matrix: { n: [1, 2] }\n${steps(`run: check && test \${{ matrix.n }} != 1`)}`,
    ),
    is: { "a (1)": "failed", "a (2)": "success" },
  },
  {
    why: "a job that takes longer than it may is canceled",
    jobs: job("a", `timeout-minutes: 1\n${steps("run: sleep 90")}`) + job("b", steps("run: sleep 90\n    timeout-minutes: 1")),
    is: { a: "canceled", b: "failed" },
  },
  {
    why: "bash as a shell has pipefail, none has not",
    jobs: job("a", steps("run: false | true")) + job("b", steps("run: false | true\n    shell: bash")),
    is: { a: "success", b: "failed" },
  },
  {
    why: "without a checkout there are no files",
    jobs: job("a", steps("run: test -f README.md")) + job("b", steps("uses: actions/checkout@v4", "run: test -f README.md")),
    is: { a: "failed", b: "success" },
  },
])("$why", async ({ jobs, is }) => {
  expect((await run(workflow(jobs))).statuses).toEqual(is);
});

test("steps pass outputs, variables and paths on; their conditions see outcome and conclusion", async () => {
  const { log, statuses } = await run(
    workflow(
      job(
        "a",
        `outputs: { v: "\${{ steps.one.outputs.v }}" }\n${steps(
          'id: one\n    run: |\n      echo "v=1" >> "$GITHUB_OUTPUT"\n      printf "text<<E\\nx\\ny\\nE\\n" >> "$GITHUB_OUTPUT"\n      echo "NAME=larder" >> "$GITHUB_ENV"',
          "id: two\n    continue-on-error: true\n    run: exit 5",
          `run: echo "$NAME \${{ steps.one.outputs.text }} \${{ steps.two.outcome }} \${{ steps.two.conclusion }}"`,
          "if: failure()\n    run: echo never",
        )}`,
      ) + job("b", `needs: a\n${steps(`run: echo "got \${{ needs.a.outputs.v }}"`)}`),
    ),
  );
  expect(statuses).toEqual({ a: "success", b: "success" });
  expect(log.a).toContain("larder x\ny failure success\n");
  expect(log.a).toContain("##[error]Process completed with exit code 5.\n");
  expect(log.a).not.toContain("never");
  expect(log.b).toContain("\ngot 1\n");
});

test("secrets are hidden, and known only where an expression names them", async () => {
  const { log, secrets } = await run(
    workflow(
      job(
        "a",
        `env: { T: "\${{ secrets.TOKEN }}" }\n${steps('run: echo "$T $REGION"', "run: echo ::add-mask::hush", `run: echo hush \${{ vars.REGION }}`)}`,
      ) + job("b", steps("run: echo $TOKEN")),
    ),
  );
  expect(log.a).toContain("\n*** \n");
  expect(log.a).toContain("\n*** eu\n");
  expect(secrets).toMatchObject([{ name: "TOKEN", job: "a", printed: "masked" }]);
});

const deployJob = job(
  "a",
  `environment: production\nenv: { KEY: "\${{ secrets.LIVE_KEY }}" }\n${steps('run: test -n "$KEY"', "run: deploy production")}`,
);

test("a protected environment waits for approval and gives its secrets after it", async () => {
  const waiting = await run(workflow(deployJob));
  expect(waiting.statuses).toEqual({ a: "manual" });
  expect(waiting.pipelines).toMatchObject([{ status: "manual" }]);
  const approved = await run(workflow(deployJob), { approve: ["production"] });
  expect(approved.deployments).toMatchObject([{ environment: "production", job: "a", at: 20 }]);
  const elsewhere = await run(workflow(deployJob), { approve: ["production"], event: { kind: "push", branch: "feature", changes: [] } });
  expect(elsewhere.statuses).toEqual({ a: "failed" });
});

test("concurrency: one runs, one waits, a newer one takes its place", async () => {
  const text = `on: push\nconcurrency: deploy\njobs:\n${job("a", steps("run: sleep 100", "run: deploy staging"))}`;
  const later = [10, 20].map((after) => ({ after, event: push, conditions: new Set<string>() }));
  const kept = await run(text, { later });
  expect(kept.pipelines.map(({ status }) => status)).toEqual(["success", "canceled", "success"]);
  const cancelled = await run(text.replace("concurrency: deploy", "concurrency: { group: deploy, cancel-in-progress: true }"), { later });
  expect(cancelled.pipelines.map(({ status }) => status)).toEqual(["canceled", "canceled", "success"]);
  expect(cancelled.deployments).toHaveLength(1);
});

test("artifacts: counted from what the paths have in common, each name once, received under a path", async () => {
  const { statuses, jobs, log } = await run(
    workflow(
      job(
        "a",
        steps(
          "run: mkdir -p dist/sub && echo 1 > dist/x && echo 2 > dist/sub/y",
          "uses: actions/upload-artifact@v4\n    with: { name: dist, path: dist }",
          "uses: actions/upload-artifact@v4\n    with: { name: dist, path: dist }",
        ),
      ) +
        job(
          "b",
          `needs: a\nif: always()\n${steps("uses: actions/download-artifact@v4\n    with: { name: dist, path: in }", "run: cat in/sub/y", "uses: actions/download-artifact@v4\n    with: { name: none }")}`,
        ),
    ),
  );
  expect(statuses).toEqual({ a: "failed", b: "failed" });
  expect(jobs.find(({ name }) => name === "b")?.received).toEqual(["in/sub/y", "in/x"]);
  expect(log.a).toContain("(409) Conflict");
  expect(log.b).toContain("Artifact not found for name: none");
});

test("a cache is hit by a later run with the same key", async () => {
  const text = workflow(
    job(
      "a",
      steps(
        "uses: actions/checkout@v4",
        `id: cache\n    uses: actions/cache@v4\n    with: { path: made, key: "k-\${{ hashFiles('package-lock.json') }}" }`,
        `run: echo "hit=\${{ steps.cache.outputs.cache-hit }} $(cat made/x)" || true`,
        "run: mkdir -p made && echo kept > made/x",
      ),
    ),
  );
  const first = await run(text);
  expect(first.log.a).toContain("Cache saved with key: k-");
  const second = await run(text, { before: [{ event: push, conditions: new Set() }] });
  expect(second.log.a).toContain("hit=true kept\n");
  expect(second.jobs).toMatchObject([{ started: 0 }]);
});

test("a called workflow gets inputs and secrets, and gives outputs", async () => {
  const called = `on:
  workflow_call:
    inputs: { times: { type: number, default: 2 }, loud: { type: boolean } }
    secrets: { KEY: { required: true } }
    outputs: { said: { value: "\${{ jobs.say.outputs.said }}" } }
jobs:
  say:
    runs-on: ubuntu-latest
    outputs: { said: "\${{ steps.s.outputs.said }}" }
    steps:
      - id: s
        run: echo "said=\${{ inputs.times }}\${{ inputs.loud && '!' || '' }}" >> "$GITHUB_OUTPUT"
      - run: test -n "\${{ secrets.KEY }}"
`;
  const text = workflow(
    `  call:\n    uses: ./.github/workflows/say.yml\n    with: { loud: true }\n    secrets: { KEY: "\${{ secrets.TOKEN }}" }\n${job("after", `needs: call\n${steps(`run: echo "heard \${{ needs.call.outputs.said }}"`)}`)}`,
  );
  const { statuses, log } = await run(text, { more: [{ path: ".github/workflows/say.yml", text: called }] });
  expect(statuses).toEqual({ "call / say": "success", after: "success" });
  expect(log.after).toContain("heard 2!\n");
});

test("a composite action of the repository runs its steps", async () => {
  const action = `name: Greet
description: says hello
inputs: { who: { default: world } }
outputs: { said: { value: "\${{ steps.s.outputs.said }}" } }
runs:
  using: composite
  steps:
    - id: s
      shell: bash
      run: echo "said=hello \${{ inputs.who }}" >> "$GITHUB_OUTPUT"
`;
  const more = [{ path: ".github/actions/greet/action.yml", text: action }];
  const use = "id: g\n    uses: ./.github/actions/greet\n    with: { who: larder }";
  const { log } = await run(workflow(job("a", steps("uses: actions/checkout@v4", use, `run: echo "\${{ steps.g.outputs.said }}"`))), {
    more,
  });
  expect(log.a).toContain("\nhello larder\n");
  const without = await run(workflow(job("a", steps(use))), { more });
  expect(without.log.a).toContain("Did you forget to run actions/checkout");
});

test.each<{ why: string; on: string; event: ActionsEvent; runs: number }>([
  { why: "branches alone leave out tags", on: "on: { push: { branches: [main] } }", event: { kind: "tag", tag: "v1" } as const, runs: 0 },
  {
    why: "patterns count in order",
    on: 'on: { push: { branches: ["release/**", "!release/old"] } }',
    event: { kind: "push", branch: "release/old", changes: [] } as const,
    runs: 0,
  },
  { why: "one changed file is enough", on: 'on: { push: { paths: ["src/**"] } }', event: push, runs: 1 },
  { why: "all changed files are ignored", on: 'on: { push: { paths-ignore: ["src/**"] } }', event: push, runs: 0 },
  {
    why: "a pull request that is closed is no default type",
    on: "on: pull_request",
    event: { kind: "pull-request", from: "f", into: "main", changes: [], activity: "closed" } as const,
    runs: 0,
  },
  {
    why: "a required input is missing",
    on: "on: { workflow_dispatch: { inputs: { v: { required: true } } } }",
    event: { kind: "dispatch", branch: "main", inputs: {} } as const,
    runs: 0,
  },
  {
    why: "an input is given",
    on: "on: { workflow_dispatch: { inputs: { v: { required: true } } } }",
    event: { kind: "dispatch", branch: "main", inputs: { v: "1" } } as const,
    runs: 1,
  },
])("$why", async ({ on, event, runs }) => {
  expect((await run(workflow(job("a", steps("run: echo")), on), { event })).pipelines).toHaveLength(runs);
});

test("what steps print can be commands: masks count from their line on, old ones fail the step", async () => {
  const { log, statuses } = await run(
    workflow(
      job(
        "a",
        steps(
          "run: |\n      echo hush\n      echo ::add-mask::hush\n      echo hush\n      echo ::stop-commands::x\n      echo ::error::as it is\n      echo ::x::\n      echo ::warning::seen",
        ),
      ) + job("b", steps('run: "echo ::set-env name=A::b"')),
    ),
  );
  expect(log.a).toContain("\nhush\n***\n::stop-commands::x\n::error::as it is\n::x::\n##[warning]seen\n");
  expect(statuses).toEqual({ a: "success", b: "failed" });
});

test("a shell with flags of its own shows the script's lines and no others", async () => {
  const { log } = await run(workflow(job("a", `env: { A: b }\n${steps("run: echo $A\n    shell: bash -x {0}")}`)));
  expect(log.a?.split("##[endgroup]\n")[1]).toBe("b\n+ echo b\n");
});

test.each([
  { why: "the line of a block that failed", script: "echo one\ncheck\necho three", line: 8, column: 11 },
  { why: "the whole block where its lines belong together", script: "if true; then\n  check\nfi", line: 6, column: 14 },
  { why: "a quoted text over two lines", script: 'echo "one\ntwo"\ncheck', line: 6, column: 14 },
])("a failure is shown at $why", async ({ script, line, column }) => {
  const block = `run: |\n      ${script.replaceAll("\n", "\n      ")}`;
  const { jobs, commands } = await run(workflow(job("a", steps(block))), { given: ["tests-fail"] });
  expect(jobs[0]?.failedAt?.start).toMatchObject({ line, column });
  expect(commands[0]?.span.start).toMatchObject({ line, column });
});

test("a workflow can follow another, and chains end", async () => {
  const text = `name: CI\n${workflow(job("a", steps("run: exit 3")))}`;
  const follow = (names: string, body: string) =>
    `name: After\n${workflow(body, `on: { workflow_run: { workflows: ${names}, types: [completed] } }`)}`;
  const after = job("b", `if: github.event.workflow_run.conclusion == 'failure'\n${steps("run: deploy staging")}`);
  const more = [{ path: ".github/workflows/after.yml", text: follow("[CI, After]", after) }];
  const { pipelines, deployments } = await run(text, { more });
  expect(pipelines.map(({ name, status, source }) => [name, status, source])).toEqual([
    ["CI", "failed", "push"],
    ["After", "success", "workflow_run"],
    ["After", "skipped", "workflow_run"],
    ["After", "skipped", "workflow_run"],
  ]);
  expect(deployments).toHaveLength(1);
});

test.each([
  {
    why: "a text that doubles",
    expression: `\${{ format('${"{0}".repeat(3000)}', github.event_name, env.LONG) }}`,
    env: `\${{ format('${"{0}".repeat(6000)}', 'x') }}`,
  },
  { why: "a chain of comparisons", expression: `\${{ 1${" == 1".repeat(3000)} }}`, env: "x" },
  { why: "a matrix without end", expression: `\${{ toJSON(matrix) }}`, env: `\${{ fromJSON('${"[".repeat(3000)}${"]".repeat(3000)}') }}` },
])("hostile: $why ends", async ({ expression, env }) => {
  const text = workflow(job("a", `env: { LONG: "${env}" }\n${steps(`run: echo "${expression}"`)}`));
  const files = [{ path: ".github/workflows/ci.yml", text }];
  const start = performance.now();
  checkWorkflows(files);
  await runActions(files, world, { event: push, conditions: new Set(), approve: [], before: [], later: [], epoch: 1, seed: 1 });
  expect(performance.now() - start).toBeLessThan(2000);
});

test.each([
  { why: "an action of somebody", step: "uses: someone/else@v1", says: "the action someone/else@v1" },
  {
    why: "a part of the repository",
    step: "uses: actions/checkout@v4\n    with: { sparse-checkout: src }",
    says: "a checkout of a part of the repository",
  },
  {
    why: "artifacts by number",
    step: "uses: actions/download-artifact@v5\n    with: { artifact-ids: 7 }",
    says: "a download by `artifact-ids`",
  },
])("what is not simulated ends the run with its place: $why", async ({ step, says }) => {
  const { diagnostics } = await run(workflow(job("a", steps(step))));
  expect(diagnostics).toMatchObject([
    { code: "github-actions/not-simulated", summary: `Not simulated: ${says}`, span: { start: { line: 6 } } },
  ]);
});
