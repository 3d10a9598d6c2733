import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { VirtualClock } from "#engines/pipeline";
import { parseWorld } from "#engines/world";
import { Shell } from "./index.ts";

/**
 * Fragments as they stand in the scripts of pipelines, with what GNU bash 5.2 on Debian makes of them in `fragments.json`: output, status
 * and files. Where this machine has a bash like it, `UPDATE_FRAGMENTS=1` asks it anew.
 */
const folder = fileURLToPath(new URL("./testdata/", import.meta.url));
const fragments = readFileSync(join(folder, "fragments.txt"), "utf8")
  .split(/^### /m)
  .slice(1)
  .map((text) => ({ name: text.slice(0, text.indexOf("\n")), script: text.slice(text.indexOf("\n") + 1).trimEnd() }));

type Answer = { readonly status: number; readonly out: string; readonly err: string; readonly files: Readonly<Record<string, string>> };

/** Fragments that end in "not simulated", or of which a difference is known, with the reason. The README lists them too. */
const known: Readonly<Record<string, string>> = {
  "an error for what must be set": "the message does not name the variable",
  "shift more than there is": "the library says so on standard error",
};

const packageJson = '{ "name": "shop", "version": "1.0.0", "scripts": { "test": "node --test", "build": "node build.js" } }\n';

const world = parseWorld([
  { path: "world.yaml", text: "title: Test\nfacts: {}\n" },
  {
    path: "programs/tool.yaml",
    text: 'program: tool\ncalls:\n  - usage: tool fail\n    steps:\n      - fail: "tool: failed"\n        status: 3\n  - usage: tool [<words>...] [options]\n    steps: []\n'.replace(
      "    steps: []\n",
      '    steps:\n      - print: "tool: @{words}"\n        when: { set: [words] }\n      - print: "tool:"\n        when: { set: ["!words"] }\n',
    ),
  },
  {
    path: "programs/flaky.yaml",
    text: 'program: flaky\ncalls:\n  - usage: flaky\n    steps:\n      - write: { .second: x }\n        when: { files: [.first] }\n      - exit: 0\n        when: { files: [.second] }\n      - write: { .first: x }\n      - fail: "flaky: not yet"\n',
  },
]).model;

const temporary = mkdtempSync(join(tmpdir(), "fivenines-bash-"));
afterAll(() => rmSync(temporary, { recursive: true, force: true }));

function askBash(script: string, index: number): Answer {
  const [work, bin] = [join(temporary, `w${index}`), join(temporary, "bin")];
  mkdirSync(work, { recursive: true });
  mkdirSync(bin, { recursive: true });
  const stubs = {
    tool: 'if [ "$*" = fail ]; then echo "tool: failed" >&2; exit 3; fi; out=""; for a in "$@"; do case $a in -*) ;; *) out="$out $a" ;; esac; done; echo "tool:$out"',
    flaky:
      'if [ -e .first ]; then printf x > .second; fi; if [ -e .second ]; then exit 0; fi; printf x > .first; echo "flaky: not yet" >&2; exit 1',
  };
  for (const [name, body] of Object.entries(stubs)) {
    writeFileSync(join(bin, name), `#!/bin/bash\n${body}\n`);
    chmodSync(join(bin, name), 0o755);
  }
  writeFileSync(join(work, "package.json"), packageJson);
  const { status, stdout, stderr } = spawnSync("bash", ["-e", "-o", "pipefail", "-c", script], {
    cwd: work,
    // Next declares NODE_ENV as always there.
    env: { PATH: `${bin}:/usr/bin:/bin`, HOME: "/root", LC_ALL: "C.UTF-8" } as Record<string, string> as NodeJS.ProcessEnv,
    encoding: "utf8",
  });
  const files = Object.fromEntries(
    readdirSync(work, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => !path.endsWith(".tgz"))
      .sort()
      .map((path) => [path.slice(work.length + 1), readFileSync(path, "utf8")]),
  );
  return { status: status ?? -1, out: stdout, err: stderr, files };
}

async function askShell(script: string): Promise<Answer & { problem: string | undefined }> {
  const clock = new VirtualClock();
  let answer: (Answer & { problem: string | undefined }) | undefined;
  await clock.run(async () => {
    const shell = await Shell.open({
      ...{ world, conditions: new Set<string>(), root: "/work", files: [{ path: "package.json", text: packageJson }] },
      ...{ env: { HOME: "/root" }, facts: new Map(), clock, epoch: 1_790_000_000, seed: 1, onCommand: () => {}, onDeployment: () => {} },
    });
    const at = { line: 1, column: 1, offset: 0 };
    const result = await shell.run({ entries: [{ text: script, span: { file: "f", start: at, end: at } }], flags: "-e -o pipefail" });
    const files = await shell.files("all", (path) => !path.endsWith(".tgz"));
    answer = {
      status: result.status,
      out: result.output.map(({ text }) => text).join(""),
      err: "",
      files: Object.fromEntries([...files].map(([path, bytes]) => [path, new TextDecoder().decode(bytes)]).sort()),
      problem: result.problem?.what,
    };
  });
  if (!answer) throw new Error("bug: the shell did not answer");
  return answer;
}

const stored = join(folder, "fragments.json");
if (process.env.UPDATE_FRAGMENTS === "1") {
  const answers = Object.fromEntries(fragments.map(({ name, script }, index) => [name, askBash(script, index)]));
  writeFileSync(stored, `${JSON.stringify(answers, undefined, 1)}\n`);
}
const answers = JSON.parse(readFileSync(stored, "utf8")) as Record<string, Answer>;

/** Bash names itself and the line, which in a job is the runner's; an error's own words differ between versions of a program. */
const plain = (text: string) =>
  text
    .replace(/^(?:bash|environment): (?:line \d+: )?/gm, "bash: ")
    .replace(/^(\w+): (?:cannot access|cannot stat|cannot remove|cannot open) '?([^':]+)'?( for reading)?:/gm, "$1: $2:");

test("every fragment has an answer, and no name stands twice", () => {
  expect(Object.keys(answers).sort()).toEqual(fragments.map(({ name }) => name).sort());
});

test.each(fragments.map(({ name, script }) => [name, script]))("%s", async (name, script) => {
  const wanted = answers[name];
  const { problem, ...got } = await askShell(script);
  const same = {
    status: got.status,
    files: got.files,
    output: plain(got.out),
  };
  const theirs = { status: wanted?.status, files: wanted?.files, output: plain((wanted?.out ?? "") + (wanted?.err ?? "")) };
  if (known[name] !== undefined)
    expect(problem !== undefined || JSON.stringify(same) !== JSON.stringify(theirs), "no difference any more").toBe(true);
  else expect({ ...same, problem }).toEqual({ ...theirs, problem: undefined });
});
