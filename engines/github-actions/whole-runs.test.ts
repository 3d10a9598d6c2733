// biome-ignore-all lint/suspicious/noTemplateCurlyInString: workflows hold placeholders of their own

import { expect, test } from "vitest";
import { differences, does, push, type Row } from "./small-runs.ts";

const next = (...seconds: readonly number[]) => seconds.map((after) => ({ event: push, conditions: new Set<string>(), after }));
const part = (body: string, concurrency = "") => [
  { path: ".github/workflows/part.yml", text: `on: { workflow_call: { inputs: { to: { type: string } } } }\n${concurrency}jobs:\n${body}` },
];

test.each<Row>([
  {
    why: "queue: max lets all wait that come",
    jobs: `on: push\nconcurrency: { group: x, queue: max }\njobs: { a: ${does("", "work")} }\n`,
    given: { later: next(10, 20) },
    runs: ["success", "success", "success"],
  },
  {
    why: "a job in the group that its workflow is in can never begin",
    jobs: `on: push\nconcurrency: X\njobs:\n  a: ${does("concurrency: x, ")}\n  b: ${does("needs: a, ")}\n`,
    runs: ["canceled"],
    statuses: { a: "canceled", b: "skipped" },
  },
  {
    why: "a called workflow has its own group, of its inputs",
    jobs: "on: push\njobs: { x: { uses: ./.github/workflows/part.yml, with: { to: live } } }\n",
    given: {
      more: part(`  in: ${does("", "work")}\n`, "concurrency: { group: 'to-${{ inputs.to }}', cancel-in-progress: true }\n"),
      later: next(60),
    },
    runs: ["canceled", "success"],
  },
  {
    why: "a called workflow cannot have the group of its caller",
    jobs: "on: push\nconcurrency: ${{ github.ref }}\njobs: { x: { uses: ./.github/workflows/part.yml } }\n",
    given: { more: part(`  in: ${does("")}\n`, "concurrency: ${{ github.ref }}\n") },
    runs: ["canceled"],
    statuses: { x: "canceled" },
  },
  {
    why: "a job that calls a workflow waits for its own group",
    jobs: "on: push\njobs: { x: { uses: ./.github/workflows/part.yml, concurrency: z } }\n",
    given: { more: part(`  in: ${does("", "work")}\n`), later: next(60, 120) },
    runs: ["success", "canceled", "success"],
  },
  {
    why: "a pull request of a fork: only pull_request_target has secrets, and the default branch",
    jobs: `on: [pull_request, pull_request_target]
jobs: { a: ${does("", "echo ${{ github.event_name }} ${{ github.ref }} [$T] ${{ github.event.pull_request.head.repo.fork }}").replace("steps:", 'env: { T: "${{ secrets.TOKEN }}" }, steps:')} }
`,
    given: { event: { kind: "pull-request", from: "f", into: "release", changes: [], activity: "opened", fork: true } },
    runs: ["success", "success"],
    log: { a: "pull_request_target refs/heads/main [***] true" },
  },
  {
    why: "a choice and a box need no answer",
    jobs: `on: { workflow_dispatch: { inputs: { to: { type: choice, required: true, options: [x, y] }, dry: { type: boolean, required: true } } } }
jobs: { a: ${does("", "echo ${{ inputs.to }} ${{ inputs.dry == false }}")} }
`,
    given: { event: { kind: "dispatch", branch: "main", inputs: {} } },
    runs: ["success"],
    log: { a: "x true" },
  },
  {
    why: "a runner is what its labels say, and Windows has PowerShell, where one plain command is the same",
    jobs: `on: push
jobs:
  a: { runs-on: macos-14, steps: [{ run: 'echo "\${{ runner.os }} \${{ runner.arch }} $RUNNER_OS"' }] }
  b: { runs-on: windows-latest, steps: [{ run: work --version }, { if: runner.os == 'Windows', run: 'echo "on $RUNNER_OS"', shell: bash }] }
  c:
    runs-on: \${{ fromJSON('["self-hosted", "arm64"]') }}
    steps: [{ run: 'echo "\${{ runner.environment }} \${{ runner.arch }}"' }]
`,
    runs: ["success"],
    log: { a: "macOS ARM64 macOS", b: "on Windows", c: "self-hosted ARM64" },
  },
  {
    why: "a runner of nothing is none",
    jobs: `on: push\njobs: { a: { runs-on: "\${{ vars.NONE }}", steps: [{ run: echo }] } }\n`,
    runs: ["failed"],
  },
  {
    why: "what is masked is not passed on as an output of the job",
    jobs: `
  a: { runs-on: ubuntu-latest, outputs: { t: "\${{ steps.s.outputs.t }}" }, steps: [{ id: s, run: "echo ::add-mask::abc; echo t=abc >> $GITHUB_OUTPUT" }] }
  b: ${does("needs: a, ", "echo [${{ needs.a.outputs.t }}]")}
`,
    runs: ["success"],
    log: { a: "##[warning]Skip output 't' since it may contain secret.", b: "\n[]\n" },
  },
  {
    why: "an environment is protected in whatever case it is written",
    jobs: `\n  a: ${does("environment: PRODUCTION, ")}\n`,
    runs: ["manual"],
    statuses: { a: "manual" },
  },
  {
    why: "an expression that cannot be evaluated is told with its place, as GitHub does",
    jobs: `
  a:
    runs-on: ubuntu-latest
    steps:
      - run: echo "\${{ fromJSON(vars.NONE) }}"
      - { if: "failure()", run: echo seen }
`,
    runs: ["failed"],
    log: {
      a: "##[error]The template is not valid. .github/workflows/ci.yml (Line: 6, Col: 14): Error reading JToken from JsonReader. Path '', line 0, position 0.\n",
    },
  },
  {
    why: "a group of nothing is no group",
    jobs: `on: push\nconcurrency: \${{ github.head_ref }}\njobs: { a: ${does("")} }\n`,
    runs: ["failed"],
    statuses: {},
  },
  {
    why: "a job that always runs goes on when its run is canceled, and the next run waits for it",
    jobs: `on: push\nconcurrency: { group: x, cancel-in-progress: true }\njobs: { a: ${does("if: always(), ", "work")} }\n`,
    given: { later: next(60) },
    runs: ["canceled", "success"],
    started: { a: 600 },
  },
  {
    why: "a step that always runs goes on when its job is canceled, for five minutes",
    jobs: `on: push
jobs:
  a: { runs-on: ubuntu-latest, timeout-minutes: 1, steps: [{ if: always(), run: sleep 200 && echo cleaned }, { run: echo never }] }
  b: { runs-on: ubuntu-latest, timeout-minutes: 1, steps: [{ run: work }, { if: always(), run: work }, { if: always(), run: echo no }] }
`,
    runs: ["canceled"],
    finished: { a: 200, b: 360 },
    log: { a: "cleaned\n" },
  },
])("$why", async (row) => expect(await differences(row)).toEqual([]));
