// biome-ignore-all lint/suspicious/noTemplateCurlyInString: workflows hold placeholders of their own

import { expect, test } from "vitest";
import { checkWorkflows } from "./index.ts";
import { composite, differences, push, type Row, run } from "./small-runs.ts";

const steps = (...lines: readonly string[]) =>
  `\n  a:\n    runs-on: ubuntu-latest\n    steps:\n${lines.map((line) => `      - ${line}\n`).join("")}`;

test.each<Row>([
  {
    why: "an action finds its own files",
    jobs: steps("uses: actions/checkout@v4", "uses: ./.github/actions/part"),
    given: { more: composite(`[{ shell: bash, run: 'ls "$GITHUB_ACTION_PATH" && cd \${{ github.action_path }} && pwd' }]`) },
    log: { a: "action.yml\n/home/runner/work/b/b/.github/actions/part\n" },
  },
  {
    why: "an action at the top of the repository",
    jobs: steps("uses: actions/checkout@v4", "uses: ./"),
    given: {
      more: [{ path: "action.yml", text: "name: a\ndescription: a\nruns: { using: composite, steps: [{ run: echo top, shell: sh }] }\n" }],
    },
    log: { a: "top\n" },
  },
  {
    why: "a working directory may be the workspace, which is there before anything is in it",
    jobs: steps("{ run: pwd, working-directory: . }", '{ run: echo here, working-directory: "${{ github.workspace }}" }'),
    log: { a: "here\n" },
  },
  {
    why: "a secret is hidden in base64 too, and behind something else, but not with another byte at its end",
    jobs: steps(`{ env: { T: "\${{ secrets.TOKEN }}" }, run: 'printf %s "$T" | base64; printf "u:%s" "$T" | base64; echo "$T" | base64' }`),
    log: { a: "##[endgroup]\n***\ndTpz***\nczNjcmV0LTEK\n" },
  },
  {
    why: "GitHub fails a job with an action that it has shut down, before its first step",
    jobs: steps("run: echo never", "uses: actions/upload-artifact@v3\n        with: { path: x }"),
    statuses: { a: "failed" },
    log: {
      a: "##[error]This request has been automatically failed because it uses a deprecated version of `actions/upload-artifact: v3`.",
    },
  },
  {
    why: "artifacts and caches may be of files outside the workspace; what is hidden counts from where a search begins",
    jobs: steps(
      "{ uses: actions/cache@v4, with: { path: ~/.npm, key: k } }",
      'run: mkdir -p .next/static .next/.h ~/.npm; echo 1 > .next/static/x; echo 2 > .next/.h/y; echo 3 > "$RUNNER_TEMP/log"; cat ~/.npm/z || echo 4 > ~/.npm/z',
      '{ uses: actions/upload-artifact@v4, with: { name: one, path: "${{ github.workspace }}/.next/static" } }',
      "{ uses: actions/upload-artifact@v4, with: { name: two, path: .next } }",
      '{ uses: actions/upload-artifact@v4, with: { name: three, path: "${{ runner.temp }}/log" } }',
      "{ id: d, uses: actions/download-artifact@v4, with: { path: ~/all } }",
      "run: cd ${{ steps.d.outputs.download-path }} && find . -type f | sort",
    ),
    given: { before: [{ event: push, conditions: new Set<string>() }] },
    log: { a: "./one/x\n./three/log\nCache hit occurred on the primary key k, not saving cache.\n" },
  },
  {
    why: "artifacts are merged into one, and those it is made of may go",
    jobs: steps(
      "run: echo 1 > a && echo 2 > b",
      "{ uses: actions/upload-artifact@v4, with: { name: log-1, path: a } }",
      "{ uses: actions/upload-artifact@v4, with: { name: log-2, path: b } }",
      "{ uses: actions/upload-artifact/merge@v4, with: { name: logs, pattern: log-*, delete-merged: true } }",
      "{ uses: actions/download-artifact@v4, with: { path: all } }",
      "run: find all -type f | sort",
    ),
    log: { a: "all/logs/a\nall/logs/b\n" },
  },
  {
    why: "a name and a delimiter must be something",
    jobs: steps('run: echo "x<<" >> "$GITHUB_OUTPUT"'),
    statuses: { a: "failed" },
    log: { a: "Invalid format 'x<<'. Name must not be empty and delimiter must not be empty" },
  },
  {
    why: "a checkout empties its folder, and leaves what is beside it",
    jobs: steps(
      "run: mkdir -p dist && echo built > dist/app",
      "uses: actions/checkout@v4",
      "run: test ! -e dist && mkdir -p dist && echo again > dist/app",
      "{ uses: actions/checkout@v4, with: { path: other } }",
      "run: ls dist other",
      "{ uses: actions/checkout@v4, with: { clean: false } }",
      "run: cat dist/app",
    ),
    log: { a: "dist:\napp\n\nother:\nREADME.md\n" },
    statuses: { a: "success" },
  },
  {
    why: "an uploaded artifact has an address; a cache tells only whether it was hit",
    jobs: steps(
      "run: echo x > f",
      "{ id: u, uses: actions/upload-artifact@v4, with: { path: f } }",
      "{ id: c, uses: actions/cache@v4, with: { path: f, key: k } }",
      'run: echo "${{ steps.u.outputs.artifact-url }} [${{ steps.c.outputs.cache-primary-key }}]"',
    ),
    log: { a: "https://github.com/a/b/actions/runs/17000000001/artifacts/1001 []\n" },
  },
])("$why", async (row) => expect(await differences(row)).toEqual([]));

test("an action has neither secrets nor vars, and is not loaded where it names them", async () => {
  const more = composite("[{ shell: bash, run: 'echo ${{ secrets.TOKEN }}' }]");
  const text = `on: push\njobs:${steps("uses: actions/checkout@v4", "uses: ./.github/actions/part")}`;
  const files = [{ path: ".github/workflows/ci.yml", text }, ...more];
  expect(checkWorkflows(files).diagnostics).toMatchObject([
    {
      summary: 'The context "secrets" is not available here',
      detail: expect.stringContaining("action.yml, line 5"),
      span: { start: { line: 7 } },
    },
  ]);
  const { jobs } = await run(text, { more, mayBeWrong: true });
  expect(jobs[0]).toMatchObject({ status: "failed", why: expect.stringContaining("Failed to load .github/actions/part/action.yml") });
});
