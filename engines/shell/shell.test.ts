import { expect, test } from "vitest";
import { parseWorld } from "#engines/world";
import { type Command, Shell, type ShellDeployment, Stop } from "./index.ts";

const world = parseWorld([
  { path: "world.yaml", text: "title: Test\nconditions:\n  tests-fail: the tests fail\n" },
  {
    path: "programs/npm.yaml",
    text: `program: npm
calls:
  - usage: npm run <script> [-- <args>...] [options]
    steps: []
`.replace(" [-- <args>...]", ""),
  },
  {
    path: "programs/check.yaml",
    text: `program: check
calls:
  - usage: check <file> [--strict]
    steps:
      - takes: 7s
      - fail: "check: @{file}: no such file"
        when: { files: ["!@{file}"] }
        status: 4
      - fail: bad
        when: { given: [tests-fail] }
      - print: "checked @{file}"
`,
  },
  {
    path: "programs/probe.yaml",
    text: "program: probe\ncalls:\n  - usage: probe\n    steps:\n      - print: probing\n      - takes: 20s\n      - print: probed\n",
  },
  {
    path: "programs/deploy.yaml",
    text: `program: deploy
calls:
  - usage: deploy <environment> [--version <version>] [--canary <share>]
    steps:
      - bind: { version: { env: VERSION } }
        when: { set: ["!version"] }
      - fail: no version
        when: { set: ["!version"] }
      - deploy: { environment: "@{environment}", version: "@{version}", canary: "@{share}" }
`,
  },
]).model;

const span = { file: ".gitlab-ci.yml", start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: 1, offset: 0 } };

/** The script is stopped after `limit` seconds. */
async function run(lines: readonly string[], { flags = "-eo pipefail", env = {}, conditions = [] as string[], limit = Infinity } = {}) {
  let now = 0;
  const stop = new Stop();
  const commands: Command[] = [];
  const deployments: ShellDeployment[] = [];
  const shell = await Shell.open({
    world,
    conditions: new Set(conditions),
    root: "/builds/larder/shop",
    files: [
      { path: "package.json", text: "{}" },
      { path: "ci/build.sh", text: "#!/usr/bin/env bash\necho built > dist.txt\n" },
    ],
    env,
    facts: new Map(),
    clock: {
      now: () => now,
      sleep: async (seconds) => {
        now = Math.min(now + seconds, limit);
        if (now === limit) stop.abort();
      },
    },
    epoch: 1_790_000_000,
    seed: 7,
    onCommand: (command) => commands.push(command),
    onDeployment: (deployment) => deployments.push(deployment),
  });
  const result = await shell.run({ entries: lines.map((text) => ({ text, span })), flags, signal: stop });
  return { ...result, text: result.output.map(({ text }) => text).join(""), commands, deployments, seconds: now, shell };
}

test.each([
  { why: "a failing command ends the script", lines: ["false", "echo after"], status: 1, text: "" },
  { why: "|| true masks a failure", lines: ["false || true", "echo after"], status: 0, text: "after\n" },
  { why: "a pipe fails with its first command", lines: ["false | cat", "echo after"], status: 1, text: "" },
  { why: "state passes from entry to entry", lines: ["x=1", "cd ci", 'echo "$x $PWD"'], status: 0, text: "1 /builds/larder/shop/ci\n" },
  { why: "a program nobody described is not there", lines: ["terrafrom plan"], status: 127, text: "bash: terrafrom: command not found\n" },
  {
    why: "a file in a folder that is not there cannot be written",
    lines: ["echo x > no/such"],
    status: 1,
    text: expect.stringContaining("no/such"),
  },
  {
    why: "a masked failure to write goes on",
    lines: ["echo x > no/such || echo masked"],
    status: 0,
    text: expect.stringContaining("masked"),
  },
  { why: "a folder that is there can be written to", lines: ["mkdir -p a/b", "echo x > a/b/c", "cat a/b/c"], status: 0, text: "x\n" },
  {
    why: "commands are found by name",
    lines: ["command -v check", "which sed", "type -t deploy", "/usr/bin/env true"],
    status: 0,
    text: "/usr/bin/check\n/usr/bin/sed\nfile\n",
  },
  { why: "a file with a shebang is executable", lines: ["./ci/build.sh", "cat dist.txt"], status: 0, text: "built\n" },
  {
    why: "what stands before a syntax error has run",
    lines: ["echo first", "if then fi"],
    status: 2,
    text: expect.stringMatching(/^first\n.*syntax error/s),
  },
  { why: "tracing shows the script's own lines alone", lines: ["set -x", "echo a"], status: 0, text: "a\n+ echo a\n" },
  { why: "an environment holds what it was given", lines: ["env | grep -c VERSION || true"], status: 0, text: "0\n" },
  {
    why: "chance and time are the scenario's in scripts that others source, evaluate and call",
    lines: [
      "echo 'echo $((RANDOM > 0)) $SECONDS' > part.sh",
      "sleep 65",
      "source ./part.sh",
      ". part.sh",
      "eval 'echo $SECONDS'",
      "bash part.sh",
      "printf '#!/bin/sh\\ncat part.sh > /dev/null; echo $1 $SECONDS\\n' > run.sh; chmod +x run.sh; ./run.sh a",
    ],
    status: 0,
    text: "1 65\n1 65\n65\n1 65\na 65\n",
  },
  {
    why: "a sourced script changes the shell",
    lines: ["echo 'x=$1; y=$SECONDS' > v.sh", ". ./v.sh one", "echo $x $y"],
    status: 0,
    text: "one 0\n",
  },
  { why: "eval knows the status before it", lines: ["false || eval 'echo $?'"], status: 0, text: "1\n" },
  {
    why: "a program called by its path must be there and be one",
    lines: ["./none || echo $?", "echo x > plain; ./plain || echo $?", "mkdir d; ./d || echo $?"],
    status: 0,
    text: expect.stringMatching(/127\n.*126\n.*126\n/s),
  },
  {
    why: "its first line names who runs it",
    lines: ["printf '#!/usr/bin/env check\\n' > c; chmod +x c; ./c"],
    status: 0,
    text: "checked ./c\n",
  },
  { why: "quotes may span entries, as in the joined script", lines: ["echo 'a", "b'"], status: 0, text: expect.stringContaining("a\n") },
])("$why", async ({ lines, status, text }) => {
  expect(await run(lines)).toMatchObject({ status, text });
});

test("programs take virtual time, print, fail and are recorded", async () => {
  const result = await run(["check package.json", "check none.txt --strict"]);
  expect(result).toMatchObject({ status: 4, seconds: 14, last: 1, text: "checked package.json\ncheck: none.txt: no such file\n" });
  expect(result.commands).toMatchObject([
    { program: "check", args: ["package.json"], status: 0, started: 0, finished: 7 },
    { program: "check", args: ["none.txt", "--strict"], status: 4, started: 7, finished: 14 },
  ]);
});

test("a condition of the scenario makes a program fail", async () => {
  expect(await run(["check package.json"], { conditions: ["tests-fail"] })).toMatchObject({ status: 1, text: "bad\n" });
});

test("a deployment knows its version, its share and its time", async () => {
  const { deployments } = await run(["sleep 90", "deploy staging", "deploy production --version=2.0 --canary 10%"], {
    env: { VERSION: "1.4" },
  });
  expect(deployments).toMatchObject([
    { environment: "staging", version: "1.4", share: 100, at: 90 },
    { environment: "production", version: "2.0", share: 10 },
  ]);
});

test.each([
  { line: "sleep 1h 30m 2", seconds: 5402 },
  { line: "sleep 2d", seconds: 172_800 },
  { line: "sleep .5", seconds: 0.5 },
  { line: "sleep 1H", seconds: 0, text: "sleep: invalid time interval '1H'\nTry 'sleep --help' for more information.\n" },
  { line: "sleep soon", seconds: 0, text: "sleep: invalid time interval 'soon'\nTry 'sleep --help' for more information.\n" },
  { line: "sleep", seconds: 0, text: "sleep: missing operand\nTry 'sleep --help' for more information.\n" },
])("$line takes as long as it says", async ({ line, seconds, text = "" }) => {
  expect(await run([line])).toMatchObject({ status: text === "" ? 0 : 1, seconds, text });
});

test("time and chance come from the clock and the seed", async () => {
  const lines = ["sleep 5", "echo $SECONDS $((RANDOM % 1000)) $(date -u +%s) $RANDOM"];
  const [one, two] = [await run(lines), await run(lines)];
  expect(one.text).toBe(two.text);
  expect(one.text).toMatch(/^5 \d+ 1790000005 \d+\n$/);
});

test("dates are told from the clock", async () => {
  const lines = [
    "sleep 1d",
    "date -u +%F",
    "date -u -d '+3 days' +%F",
    "date -u --date=yesterday +%F",
    "date -u -d @0 +%Y",
    "date -d 2026-02-03 +%d",
  ];
  expect(await run(lines)).toMatchObject({ text: "2026-09-22\n2026-09-25\n2026-09-21\n1970\n03\n" });
  expect((await run(["date -d 'next friday'"])).problem).toMatchObject({ what: "date -d next friday" });
});

test("what one job writes, another job of the same checkout does not see", async () => {
  await run(["echo more >> package.json", "echo x >> ci/build.sh"]);
  expect(await run(["cat package.json", "tail -1 ci/build.sh"])).toMatchObject({ text: "{}echo built > dist.txt\n" });
});

test.each([
  { why: "a command the shell lacks", lines: ["nohup true", "echo after"], kind: "not-simulated", what: "nohup" },
  { why: "an event of every command", lines: ["trap 'echo line' DEBUG", "echo after"], kind: "not-simulated", what: "trap DEBUG" },
  {
    why: "a trap in a pipe",
    lines: ["true | { trap 'echo bye' EXIT; cat; }", "echo after"],
    kind: "not-simulated",
    what: "a trap in a pipe",
  },
  { why: "a call the world does not describe", lines: ["deploy a b c || true", "echo after"], kind: "not-simulated", what: "deploy a b c" },
  { why: "assigning to a clock variable", lines: ["SECONDS=0"], kind: "not-simulated", what: "SECONDS" },
  { why: "an endless loop", lines: ["while true; do :; done || true"], kind: "budget", what: "too many" },
  { why: "an endless recursion", lines: ["f() { f; }; f"], kind: "budget", what: "recursion" },
  { why: "a huge brace expansion", lines: ["for i in {1..100000}; do :; done"], kind: "budget", what: "too many" },
  { why: "a string that doubles", lines: ["x=aaaaaaaa; for i in {1..40}; do x=$x$x; done"], kind: "budget", what: "" },
])("$why gives no verdict but a problem", async ({ lines, kind, what }) => {
  const began = performance.now();
  const { problem, text } = await run(lines);
  expect(problem).toMatchObject({ kind, what: expect.stringContaining(what) });
  expect(text).not.toContain("after");
  expect(performance.now() - began).toBeLessThan(1500);
});

test.each([
  { line: "echo a && sleep 20 && echo b", text: "a\n" },
  { line: "for i in 1 2 3; do echo $i; sleep 7; done", text: "1\n2\n" },
  { line: "i=0; while :; do i=$((i+1)); echo $i; sleep 7; done", text: "1\n2\n" },
  { line: "if true; then echo yes; sleep 20; echo no; fi", text: "yes\n" },
  { line: "case x in x) echo in; sleep 20; echo out;; esac", text: "in\n" },
  { line: "f() { echo in; sleep 20; }; f || echo caught; echo after", text: "in\n" },
  { line: "(echo in; sleep 20) || echo caught", text: "in\n" },
  { line: "{ echo in; echo err >&2; sleep 20; }", text: "in\nerr\n" },
  { line: "echo a; eval 'echo b; sleep 20'; echo c", text: "a\nb\n" },
  { line: "probe || echo caught", text: "probing\n" },
  { line: "trap 'echo failed' ERR; probe", text: "probing\n" },
  { line: "timeout 60 probe; echo after", text: "probing\n" },
])("what a script printed before it was stopped is told: $line", async ({ line, text }) => {
  const result = await run(["echo first", line, "echo never"], { limit: 10 });
  expect(result).toMatchObject({ text: `first\n${text}`, last: 1, seconds: 10 });
  expect(result.status).not.toBe(0);
});

test("what a trap would do in a script that is stopped depends on the runner, and is not simulated", async () => {
  const problem = { kind: "not-simulated", what: "a trap in a script that is stopped" };
  for (const line of ["trap 'echo bye' EXIT", "trap '' TERM"]) expect(await run([line, "probe"], { limit: 10 })).toMatchObject({ problem });
  expect((await run(["trap 'echo bye' EXIT", "probe"])).problem).toBeUndefined();
});

test("a command that takes too long is stopped in its time, with all that it calls", async () => {
  expect(await run(["timeout 3 probe || echo $?", "timeout 30 probe"])).toMatchObject({
    ...{ text: "probing\n124\nprobing\nprobed\n", seconds: 23 },
    commands: [
      { program: "probe", status: 143, finished: 3 },
      { program: "probe", status: 0, finished: 23 },
    ],
  });
  expect(await run(["timeout 9 bash -c 'probe; echo never' || echo $?", "timeout 5 timeout 8 sleep 9 || echo $?"])).toMatchObject({
    ...{ text: "probing\n124\n124\n", seconds: 14 },
  });
  expect((await run(["timeout 3 bash -c 'trap \"echo bye\" TERM; probe'"])).problem).toMatchObject({
    what: "a trap in a script that is stopped",
  });
});

test("a variable may be called as anything is in JavaScript", async () => {
  const env = JSON.parse('{ "__proto__": "a", "constructor": "b", "HOME": "/home" }');
  expect(await run(['echo "$__proto__ $constructor $HOME"', "env | grep -c '^__proto__=a$'"], { env })).toMatchObject({
    text: "a b /home\n1\n",
  });
});

test("the variables of one script reach its programs, and no other script's", async () => {
  const { shell, deployments } = await run([":"]);
  const entries = [{ text: "deploy staging", span }];
  expect((await shell.run({ entries, flags: "-e", env: { VERSION: "7" } })).status).toBe(0);
  expect((await shell.run({ entries, flags: "-e" })).status).toBe(1);
  expect(deployments.map(({ version }) => version)).toEqual(["7"]);
});

test("names and delimiters that are random follow from the seed", async () => {
  const script = [
    'd=$(mktemp -d) && f=$(mktemp "$d/report.XXXX.json") && test -f "$f" && case "$f" in "$d"/report.*.json) echo named;; esac',
    "dd if=/dev/urandom bs=15 count=1 status=none | base64 | tr -d '\\n' | wc -c",
    "mktemp nowhere/XXX || mktemp x.XX || echo none",
  ];
  const first = await run(script);
  expect(first.text).toContain("named\n20\n");
  expect(first.text).toContain("none\n");
  expect((await run(script)).text).toBe(first.text);
  expect((await run(["dd if=package.json of=copy"])).problem).toEqual({ kind: "not-simulated", what: "dd if=package.json of=copy" });
});
