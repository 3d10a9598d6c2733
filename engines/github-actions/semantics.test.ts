// biome-ignore-all lint/suspicious/noTemplateCurlyInString: workflows hold placeholders of their own

import { expect, test } from "vitest";
import { differences, does, fails, push, type Row } from "./small-runs.ts";

test.each<Row>([
  {
    why: "needs of something that failed skip the whole chain; !cancelled() does not mind",
    jobs: `
  a: ${fails}
  b: ${does("needs: a, ")}
  c: ${does("needs: b, ")}
  d: ${does("needs: b, if: '!cancelled()', ")}
`,
    statuses: { a: "failed", b: "skipped", c: "skipped", d: "success" },
    runs: ["failed"],
  },
  {
    why: "a condition may ask how a need went",
    jobs: `
  a: ${fails}
  b: ${does("needs: a, if: \"always() && needs.a.result == 'failure'\", ")}
  c: ${does("needs: a, if: \"needs.a.result == 'failure'\", ")}
`,
    statuses: { a: "failed", b: "success", c: "skipped" },
  },
  {
    why: "an include that adds to combinations, and one that makes a new one",
    jobs: `
  a:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        os: [linux, mac]
        node: [20, 22]
        exclude: [{ os: mac, node: 20 }]
        include:
          - { os: linux, extra: x }
          - { os: windows, node: 18 }
    steps: [{ run: 'echo "\${{ matrix.os }} \${{ matrix.node }} [\${{ matrix.extra }}]"' }]
`,
    statuses: {
      "a (linux, 20, x)": "success",
      "a (linux, 22, x)": "success",
      "a (mac, 22)": "success",
      "a (windows, 18)": "success",
    },
    log: { "a (linux, 22, x)": "linux 22 [x]", "a (mac, 22)": "mac 22 []" },
  },
  {
    why: "max-parallel lets so many run at a time",
    jobs: `
  a:
    runs-on: ubuntu-latest
    strategy: { max-parallel: 1, matrix: { n: [1, 2] } }
    steps: [{ run: work }]
`,
    started: { "a (1)": 0, "a (2)": 600 },
  },
  {
    why: "a matrix made by an earlier job",
    jobs: `
  make:
    runs-on: ubuntu-latest
    outputs: { list: "\${{ steps.x.outputs.list }}" }
    steps: [{ id: x, run: 'echo "list=[\\"p\\",\\"q\\"]" >> "$GITHUB_OUTPUT"' }]
  use:
    needs: make
    runs-on: ubuntu-latest
    strategy: { matrix: { one: "\${{ fromJSON(needs.make.outputs.list) }}" } }
    steps: [{ run: 'echo got \${{ matrix.one }}' }]
`,
    statuses: { make: "success", "use (p)": "success", "use (q)": "success" },
    log: { "use (q)": "got q" },
  },
  {
    why: "a step that may fail: its outcome and its conclusion differ",
    jobs: `
  a:
    runs-on: ubuntu-latest
    steps:
      - { id: x, run: exit 1, continue-on-error: true }
      - run: echo "\${{ steps.x.outcome }}/\${{ steps.x.conclusion }}"
      - { if: failure(), run: echo never }
`,
    log: { a: "failure/success" },
    statuses: { a: "success" },
  },
  {
    why: "after a failure only steps that say so run, and the job has failed",
    jobs: `
  a:
    runs-on: ubuntu-latest
    steps:
      - run: exit 1
      - run: echo not this
      - { if: always(), run: echo clean up }
      - { if: "failure()", run: 'echo "job \${{ job.status }}"' }
`,
    log: { a: "job failure" },
    statuses: { a: "failed" },
  },
  {
    why: "env: the step over the job over the workflow; what a step sets holds for later ones",
    jobs: `on: push
env: { A: workflow, B: workflow, C: workflow }
jobs:
  a:
    runs-on: ubuntu-latest
    env: { B: job, C: job }
    steps:
      - { env: { C: step }, run: 'echo "$A $B $C"' }
      - run: echo "D=set" >> "$GITHUB_ENV"
      - run: 'echo "d=$D e=\${{ env.D }}"'
`,
    log: { a: "d=set e=set" },
  },
  {
    why: "texts are compared without regard to case; an unset value is an empty text",
    jobs: `
  a: ${does("if: \"github.ref_name == 'MAIN' && vars.NOTHING == ''\", ")}
  b: ${does("if: \"contains(github.event.head_commit.message, 'skip me')\", ")}
`,
    statuses: { a: "success", b: "skipped" },
  },
  {
    why: "a condition of braces in part is a text, and true",
    jobs: `\n  a: ${does('if: "${{ false }} == true", ')}\n`,
    statuses: { a: "success" },
  },
  {
    why: "a job's time limit cancels it, and the run",
    jobs: "\n  a: { runs-on: ubuntu-latest, timeout-minutes: 1, steps: [{ run: work }] }\n",
    statuses: { a: "canceled" },
    log: { a: "##[error]The operation was canceled.\n" },
    runs: ["canceled"],
  },
  {
    why: "the log of a canceled step ends with why, once, inside a composite action too; always() still runs",
    jobs: `
  a:
    runs-on: ubuntu-latest
    timeout-minutes: 1
    steps: [{ uses: actions/checkout@v4 }, { uses: ./.github/actions/part }, { if: always(), run: echo cleaned }]
`,
    given: {
      more: [
        {
          path: ".github/actions/part/action.yml",
          text: "name: part\ndescription: part\nruns: { using: composite, steps: [{ run: work, shell: bash }] }\n",
        },
      ],
    },
    statuses: { a: "canceled" },
    log: { a: "##[endgroup]\n##[error]The operation was canceled.\n##[group]Run echo cleaned" },
  },
  {
    why: "the runner's own variables stay as they are, CI does not",
    jobs: `
  a:
    runs-on: ubuntu-latest
    env: { GITHUB_REF_NAME: mine, CI: mine, GITHUB_OWN: own }
    steps:
      - run: echo GITHUB_REF_NAME=file >> $GITHUB_ENV
      - { run: 'echo "[$GITHUB_REF_NAME $CI $GITHUB_OWN $RUNNER_OS]"', env: { RUNNER_OS: mine } }
`,
    log: { a: "[main mine own Linux]" },
  },
  {
    why: "a script whose directory is not there does not start, and options of Node.js are not stored",
    jobs: `
  a:
    runs-on: ubuntu-latest
    steps:
      - { run: echo never, working-directory: nope }
  b:
    runs-on: ubuntu-latest
    steps:
      - run: echo NODE_OPTIONS=--inspect >> $GITHUB_ENV
      - run: echo "[$NODE_OPTIONS]"
`,
    statuses: { a: "failed", b: "success" },
    log: { a: "/nope'. No such file or directory\n", b: "##[error]Can't store NODE_OPTIONS" },
  },
  {
    why: "a step's time limit ends the steps of the composite action it uses",
    jobs: `
  a:
    runs-on: ubuntu-latest
    steps: [{ uses: actions/checkout@v4 }, { name: part, timeout-minutes: 1, uses: ./.github/actions/part }]
  b: ${does("needs: a, if: failure(), ")}
`,
    given: {
      more: [
        {
          path: ".github/actions/part/action.yml",
          text: "name: part\ndescription: part\nruns: { using: composite, steps: [{ run: work, shell: bash }, { run: echo no, shell: bash }] }\n",
        },
      ],
    },
    statuses: { a: "failed", b: "success" },
    log: { a: "##[error]The operation was canceled.\n##[error]The action 'part' has timed out after 1 minutes.\n" },
  },
  {
    why: "a newer run of the group cancels the one that works",
    jobs: `on: push
concurrency: { group: "\${{ github.ref }}", cancel-in-progress: true }
jobs:
  a: ${does("", "work")}
`,
    given: { later: [{ event: push, conditions: new Set<string>(), after: 60 }] },
    runs: ["canceled", "success"],
  },
  {
    why: "an environment that nobody approves waits; one without protection does not",
    jobs: `
  a: ${does("environment: staging, ")}
  b: ${does("environment: { name: production }, ")}
`,
    statuses: { a: "success", b: "manual" },
  },
  {
    why: "outputs of a called workflow, and its jobs under their caller's name",
    jobs: `
  call: { uses: ./.github/workflows/part.yml, with: { who: you } }
  after: ${does("needs: call, ", "echo said ${{ needs.call.outputs.said }}")}
`,
    given: {
      more: [
        {
          path: ".github/workflows/part.yml",
          text: `on:
  workflow_call:
    inputs: { who: { type: string, required: true } }
    outputs: { said: { value: "\${{ jobs.inner.outputs.said }}" } }
jobs:
  inner:
    runs-on: ubuntu-latest
    outputs: { said: "\${{ steps.x.outputs.said }}" }
    steps: [{ id: x, run: 'echo "said=hello \${{ inputs.who }}" >> $GITHUB_OUTPUT' }]
`,
        },
      ],
    },
    statuses: { "call / inner": "success", after: "success" },
    log: { after: "said hello you" },
  },
  {
    why: "the default shell ends at the first command that fails, but not inside a pipe",
    jobs: `
  a: { runs-on: ubuntu-latest, steps: [{ run: "false | true\\nfalse\\necho no" }] }
  b: { runs-on: ubuntu-latest, steps: [{ run: "false | true\\necho yes" }] }
  c: { runs-on: ubuntu-latest, defaults: { run: { shell: bash } }, steps: [{ run: "false | true\\necho no" }] }
`,
    statuses: { a: "failed", b: "success", c: "failed" },
  },
  {
    why: "an expression is put into a script as it is",
    jobs: "on: push\nenv: { WHO: 'a; echo more' }\njobs:\n  a: { runs-on: ubuntu-latest, steps: [{ run: 'echo ${{ env.WHO }}' }, { run: 'echo \"$WHO\"' }] }\n",
    log: { a: "a\nmore\n" },
  },
  {
    why: "a secret that is not there is empty, and one in the log is hidden",
    jobs: `\n  a: { runs-on: ubuntu-latest, env: { T: "\${{ secrets.TOKEN }}", N: "\${{ secrets.NONE }}" }, steps: [{ run: 'echo "[$T][$N]"' }] }\n`,
    log: { a: "[***][]" },
  },
])("$why", async (row) => expect(await differences(row)).toEqual([]));
