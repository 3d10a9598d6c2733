import { expect, test } from "vitest";
import { VirtualClock } from "#engines/pipeline";
import { parseWorld, type World } from "#engines/world";
import { type Command, type FileSet, Shell, type ShellDeployment } from "./index.ts";
import { placeOf, remember } from "./memory.ts";

const program = (name: string, usage: string, steps: string) => ({
  path: `programs/${name}.yaml`,
  text: `program: ${name}\ncalls:\n  - usage: ${usage}\n    steps:\n${steps.replace(/^/gm, "      ")}`,
});

const read = () =>
  parseWorld([
    { path: "world.yaml", text: "title: Test\nconditions:\n  cold: it is cold\n  late: it is late\n" },
    program("work", "work <seconds>", '- takes: 5s\n- fail: "it is cold"\n  when: { given: [cold] }\n- print: "done"'),
    program("look", "look <name>", '- bind: { value: { fact: "@{name}" } }\n- print: "@{name}=@{value}"'),
    program("learn", "learn <name> <value>", '- takes: 2s\n- know: { "@{name}": "@{value}" }'),
    program("ship", "ship <version>", '- takes: 3s\n- deploy: { environment: here, version: "@{version}" }'),
  ]).model;

type Story = {
  readonly scripts: readonly string[];
  readonly given?: readonly string[];
  readonly facts?: Readonly<Record<string, string>>;
  readonly wait?: number;
  readonly files?: Readonly<Record<string, string>>;
  readonly placed?: FileSet;
  readonly seed?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly limit?: number;
  readonly epoch?: number;
  /** Changes a fact while the scripts run. */
  readonly meanwhile?: readonly [at: number, name: string, value: string];
};

/** Everything about one job's life that anybody can see. */
async function live(world: World, story: Story) {
  const clock = new VirtualClock();
  const facts = new Map(Object.entries(story.facts ?? {}));
  const commands: Command[] = [];
  const deployments: ShellDeployment[] = [];
  const results: unknown[] = [];
  await clock.run(async () => {
    if (story.meanwhile) {
      const [at, name, value] = story.meanwhile;
      clock.start(async () => {
        await clock.sleep(at);
        facts.set(name, value);
      });
    }
    await clock.sleep(story.wait ?? 0);
    const shell = await Shell.open({
      world,
      conditions: new Set(story.given),
      root: "/builds/a/b",
      files: Object.entries({ "notes.txt": "n", ...story.files }).map(([path, text]) => ({ path, text })),
      env: story.env ?? { NAME: "x" },
      facts,
      clock,
      epoch: story.epoch ?? 1_000_000,
      seed: story.seed ?? 1,
      onCommand: (command) => commands.push(command),
      onDeployment: (deployment) => deployments.push(deployment),
    });
    if (story.placed) await shell.place(story.placed);
    for (const [line, text] of story.scripts.entries()) {
      const timer = new AbortController();
      const finish = new AbortController();
      clock.start(async () => {
        await clock.sleep(story.limit ?? 1000, finish.signal);
        if (!finish.signal.aborted) timer.abort();
      });
      const at = { line: line + 1, column: 1, offset: 0 };
      const span = { file: "f", start: at, end: at };
      results.push(await shell.run({ entries: [{ text, span }], flags: "-e", signal: timer.signal }));
      finish.abort();
      results.push(clock.now());
    }
    const left = await shell.files("out", (path) => path.startsWith("out/"));
    results.push([...left].map(([path, content]) => [path, new TextDecoder().decode(content)]));
  });
  return { results, commands, deployments, facts: [...facts] };
}

const base: Story = {
  scripts: ["work 1; look price > seen.txt; mkdir out; cp seen.txt out/a", "ship 1; cat seen.txt; learn price 7; look price"],
};
const bytes = (text: string) => new TextEncoder().encode(text);

// Each is told after the one before it in the same world, so that memory can answer, and alone in a world of its own.
const stories: readonly (readonly [string, Story])[] = [
  ["the first", base],
  ["the same", base],
  ["a condition differs", { ...base, given: ["cold"] }],
  ["a condition that nobody asks for differs", { ...base, given: ["late"] }],
  ["a fact differs", { ...base, facts: { price: "3" } }],
  ["another value of that fact", { ...base, facts: { price: "4" } }],
  ["a fact changes before it is read", { ...base, facts: { price: "3" }, meanwhile: [4, "price", "9"] }],
  ["a fact changes after it was read", { ...base, facts: { price: "3" }, meanwhile: [6, "price", "9"] }],
  ["it begins later", { ...base, wait: 40 }],
  ["it is stopped in the first script", { ...base, limit: 4 }],
  ["it is stopped in the second script", { ...base, limit: 6 }],
  ["the same again", base],
  ["dates", { scripts: ["date +%s; sleep 3; date +%s; echo $SECONDS"] }],
  ["dates later", { scripts: ["date +%s; sleep 3; date +%s; echo $SECONDS"], wait: 7 }],
  ["dates of another day", { scripts: ["date +%s; sleep 3; date +%s; echo $SECONDS"], epoch: 2_000_000 }],
  ["elapsed", { scripts: ["sleep 2; echo $SECONDS"] }],
  ["elapsed later", { scripts: ["sleep 2; echo $SECONDS"], wait: 7 }],
  ["times of files", { scripts: ["sleep 2; echo a > a; ls -l --full-time a notes.txt || ls -l a notes.txt; test a -nt notes.txt"] }],
  ["times of files later", { scripts: ["sleep 2; echo a > a; ls -l --full-time a notes.txt || ls -l a notes.txt"], wait: 90_000 }],
  ["chance", { scripts: ["echo $RANDOM", "echo $RANDOM"] }],
  ["other chance", { scripts: ["echo $RANDOM", "echo $RANDOM"], seed: 5 }],
  ["a file is read", { scripts: ["cat notes.txt; cat n*; ls"], files: { "other.txt": "o" } }],
  ["the file differs", { scripts: ["cat notes.txt; cat n*; ls"], files: { "other.txt": "o", "notes.txt": "changed" } }],
  ["a file that is not read differs", { scripts: ["cat notes.txt; cat n*; ls"], files: { "other.txt": "changed" } }],
  ["another file", { scripts: ["cat notes.txt; cat n*; ls"], files: { "nother.txt": "o" } }],
  ["a file becomes a program", { scripts: ["./notes.txt || echo no"], files: { "notes.txt": "echo hi" } }],
  ["it is one", { scripts: ["./notes.txt || echo no"], files: { "notes.txt": "#!/bin/bash\necho hi" } }],
  ["files are placed", { scripts: ["cat out/z"], placed: new Map([["out/z", bytes("1")]]) }],
  ["other files are placed", { scripts: ["cat out/z"], placed: new Map([["out/z", bytes("2")]]) }],
  ["a variable is read", { scripts: ["echo $NAME; work $NAME"], env: { NAME: "x", OTHER: "y" } }],
  ["a variable that nobody reads differs", { scripts: ["echo $NAME; work $NAME"], env: { NAME: "x", OTHER: "z" } }],
  ["a variable that is read differs", { scripts: ["echo $NAME; work $NAME"], env: { NAME: "y", OTHER: "z" } }],
  ["a variable that is read is gone", { scripts: ["echo $NAME; work $NAME"], env: { OTHER: "z" } }],
  ["a program reads a variable", { scripts: ["./go"], files: { go: "#!/bin/bash\necho $OTHER" }, env: { OTHER: "y" } }],
  ["a program reads another value", { scripts: ["./go"], files: { go: "#!/bin/bash\necho $OTHER" }, env: { OTHER: "z" } }],
  ["a sourced file reads a variable", { scripts: [". ./go"], files: { go: "echo $OTHER" }, env: { OTHER: "y" } }],
  ["a sourced file reads another value", { scripts: [". ./go"], files: { go: "echo $OTHER" }, env: { OTHER: "z" } }],
  ["a placed file reads a variable", { scripts: [". out/go"], placed: new Map([["out/go", bytes("echo $A")]]), env: { A: "y" } }],
  ["a placed file reads another value", { scripts: [". out/go"], placed: new Map([["out/go", bytes("echo $A")]]), env: { A: "z" } }],
  ["the environment is printed", { scripts: ["env | sort"], env: { A: "y" } }],
  ["another environment is printed", { scripts: ["env | sort"], env: { A: "y", B: "1" } }],
  ["arithmetic by name", { scripts: ["echo $((A + 1)); [[ A -gt 3 ]] || echo no; let n=A; echo $n"], env: { A: "2" } }],
  ["other arithmetic", { scripts: ["echo $((A + 1)); [[ A -gt 3 ]] || echo no; let n=A; echo $n"], env: { A: "5" } }],
  ["a home", { scripts: ["cd; pwd"], env: { HOME: "/builds" } }],
  ["another home", { scripts: ["cd; pwd"], env: { HOME: "/builds/a" } }],
  ["a syntax error", { scripts: ["look a", "echo 'x"] }],
  ["a syntax error again", { scripts: ["look a", "echo 'x"], facts: { a: "1" } }],
  ["something not simulated", { scripts: ["look a; nohup x", "look a"] }],
  ["something not simulated again", { scripts: ["look a; nohup x", "look a"] }],
];

const shared = read();

test.each(stories)("%s: what is remembered is what would happen", async (_, story) => {
  expect(await live(shared, story)).toEqual(await live(read(), story));
});

test("a program that is stopped does nothing more", async () => {
  const { deployments, facts } = await live(read(), { scripts: ["ship 1; learn price 7"], limit: 2 });
  expect({ deployments, facts }).toEqual({ deployments: [], facts: [] });
});

test("what is remembered of one world is forgotten before there is too much of it", () => {
  const options = { world: read(), root: "/work", files: [], epoch: 0 } as unknown as Parameters<typeof placeOf>[0];
  const place = placeOf(options);
  remember(place, "first", [], undefined, 1000);
  expect(placeOf(options)).toBe(place);
  for (let count = 0; count < 40; count++) remember(placeOf(options), `operation ${count}`, [], undefined, 1024 * 1024);
  expect(placeOf(options).next.has("first")).toBe(false);
  expect(placeOf(options).root.size).toBeLessThan(17 * 1024 * 1024);
});
