import { describe, expect, test } from "vitest";
import { parseWorld } from "#engines/world";
import { checkConfiguration, configurationPath, type Event, parseConfiguration, surroundingsOf } from "../index.ts";
import { runGitlab } from "../run.ts";

const provided: Readonly<Record<string, string>> = {
  "node.yml": "include: { local: /base.yml }\n.node: { before_script: [echo node] }\n",
  "base.yml": ".base: { variables: { FROM: base } }\n",
  "old.yml": ".node: { before_script: [echo old] }\n",
  "lint.yml": 'lint: { script: "echo linted" }\n',
  "check.yml": `spec:
  inputs:
    name: { description: of the job }
    stage: { default: test }
    times: { type: number, default: 2 }
    strict: { type: boolean, default: true }
    after: { type: array, default: [] }
    level: { default: low, options: [low, high] }
    version: { default: v1.0, regex: '^v\\d' }
---
"check-$[[ inputs.name ]]":
  stage: $[[ inputs.stage ]]
  needs: $[[ inputs.after ]]
  allow_failure: $[[ inputs.strict ]]
  retry: $[[ inputs.times ]]
  script: echo "$[[ inputs.name | truncate(0,3) ]] $[[ inputs.level ]] $[[ inputs.version ]] $[[ inputs.name | expand_vars ]]"
`,
};

const world = parseWorld([
  {
    path: "world.yaml",
    text: `title: Test
project: { path: a/b, default-branch: main, url: "https://gitlab.example/a/b" }
provides:
  - { project: a/ci, refs: [main, v2], path: /node.yml, from: node.yml }
  - { project: a/ci, refs: [main, v2], path: /base.yml, from: base.yml }
  - { project: a/ci, refs: [v1], path: node.yml, from: old.yml }
  - { component: gitlab.example/a/parts/check, version: 1.2.0, from: check.yml }
  - { component: gitlab.example/a/parts/check, version: 1.10.1, from: check.yml }
  - { template: Jobs/Lint.gitlab-ci.yml, from: lint.yml }
  - { remote: "https://example.com/lint.yml", from: lint.yml }
`,
  },
  ...Object.entries(provided).map(([path, text]) => ({ path: `provides/${path}`, text })),
]);

const read = (text: string, more: Readonly<Record<string, string>> = {}) => {
  const files = [{ path: configurationPath, text }, ...Object.entries(more).map(([path, each]) => ({ path, text: each }))];
  const { model, diagnostics } = parseConfiguration(files, [configurationPath], surroundingsOf(world.model));
  return {
    files,
    model,
    told: [...diagnostics, ...checkConfiguration(model)].map(({ summary, span }) => `${span.file}:${span.start.line} ${summary}`),
  };
};

async function run(text: string, event: Event, more: Readonly<Record<string, string>> = {}) {
  const { files, model, told } = read(text, more);
  expect(told).toEqual([]);
  const happening = { event, conditions: new Set<string>(), approve: [], before: [], later: [], epoch: 1_790_000_000, seed: 1 };
  const outcome = await runGitlab(model, files, world.model, happening);
  return {
    statuses: Object.fromEntries(outcome.jobs.map((job) => [job.name, job.status])),
    log: outcome.jobs.map((job) => job.log.map((piece) => piece.text).join("")).join(""),
    pipeline: outcome.pipelines[0]?.status,
    told: outcome.diagnostics.map(({ summary }) => summary),
  };
}

const push: Event = { kind: "push", branch: "main", changes: [] };
const component = "component: $CI_SERVER_FQDN/a/parts/check@1";

test("the world is sound", () => expect(world.diagnostics).toEqual([]));

describe("what the world provides", () => {
  test.each([
    { why: "a project's default branch", include: "{ project: a/ci, file: /node.yml }", says: "node" },
    { why: "a tag of it", include: "{ project: a/ci, ref: v1, file: [node.yml] }", says: "old" },
  ])("$why", async ({ include, says }) => {
    const { log } = await run(`include: ${include}\nbuild: { extends: .node, script: "true" }\n`, push);
    expect(log).toContain(`\n${says}\n`);
  });

  test("a local include of another project's file is that project's", async () => {
    const { log } = await run('include: { project: a/ci, file: node.yml }\nbuild: { extends: .base, script: "echo from $FROM" }\n', push);
    expect(log).toContain("\nfrom base\n");
  });

  test.each(["{ template: Jobs/Lint.gitlab-ci.yml }", "{ remote: https://example.com/lint.yml }", "https://example.com/lint.yml"])(
    "%s",
    async (include) => expect((await run(`include: ${include}\n`, push)).statuses).toEqual({ lint: "success" }),
  );

  test.each([
    { include: "{ project: a/other, file: x.yml }", says: "Not supported: `include:project` of a/other:x.yml" },
    { include: "{ project: a/ci, ref: v9, file: node.yml }", says: "Not supported: `include:project` of a/ci:node.yml at v9" },
    { include: "{ template: Auto-DevOps.gitlab-ci.yml }", says: "Not supported: `include:template` of Auto-DevOps.gitlab-ci.yml" },
    {
      include: "{ component: gitlab.example/a/parts/check@2 }",
      says: "Not supported: `include:component` of gitlab.example/a/parts/check@2",
    },
    { include: "{ component: gitlab.example/a/parts/check }", says: 'The component "gitlab.example/a/parts/check" has no version' },
    { include: "{ local: a.yml, remote: https://example.com/lint.yml }", says: "It is not clear what is included" },
    { include: "{ project: a/ci }", says: "The include names no file of the project" },
  ])("$include is refused by name", ({ include, says }) => {
    expect(read(`include: ${include}\njob: { script: "true" }\n`).told).toEqual([`.gitlab-ci.yml:1 ${says}`]);
  });
});

// https://docs.gitlab.com/ci/yaml/includes/#use-includelocal-with-wildcard-file-paths
test.each([
  { pattern: "ci/*.yml", jobs: ["a"] },
  { pattern: "/ci/**.yml", jobs: ["a", "b", "c"] },
  { pattern: "ci/**/*.yml", jobs: ["b", "c"] },
])("$pattern includes $jobs", ({ pattern, jobs }) => {
  const more = Object.fromEntries(["ci/a.yml", "ci/x/b.yml", "ci/x/y/c.yml"].map((path) => [path, `${path.at(-5)}: { script: "true" }\n`]));
  const { model, told } = read(`include: "${pattern}"\n`, more);
  expect([told, [...model.jobs.keys()]]).toEqual([[], jobs]);
});

describe("inputs", () => {
  test("keep their types, and functions turn them into text", async () => {
    const { model, told } = read(`include:\n  - ${component}\n    inputs: { name: units, after: [a], times: 1 }\na: { script: "true" }\n`);
    expect(told).toEqual([]);
    expect(model.jobs.get("check-units")).toMatchObject({
      retry: { max: 1 },
      allowFailure: { kind: "yes" },
      needs: [{ job: "a" }],
      script: [{ text: 'echo "uni low v1.0 units"' }],
    });
  });

  test("expand_vars sees the pipeline's variables", async () => {
    const { log } = await run(`include:\n  - ${component}\n    inputs: { name: $CI_COMMIT_BRANCH }\n`, push);
    expect(log).toContain("low v1.0 main");
  });

  test.each([
    { inputs: "{ }", says: 'The input "name" has no value' },
    { inputs: "{ name: 1 }", says: 'The value of the input "name" is not a string' },
    { inputs: "{ name: a, strict: maybe }", says: 'The value of the input "strict" is not a boolean' },
    { inputs: "{ name: a, after: b }", says: 'The value of the input "after" is not a array' },
    { inputs: "{ name: a, level: medium }", says: 'The value of the input "level" is not in the list of allowed options' },
    { inputs: "{ name: a, version: '1' }", says: 'The value of the input "version" does not match its `regex`' },
    { inputs: "{ name: a, nmae: b }", says: 'Unknown input "nmae"' },
  ])("$inputs", ({ inputs, says }) => {
    expect(read(`include:\n  - ${component}\n    inputs: ${inputs}\n`).told.map((each) => each.replace(/^\S+ /, ""))).toContain(says);
  });

  test("that grow without bound are told", () => {
    const jobs = Array.from({ length: 200 }, (_, index) => `job-${index}: { script: "${"$[[ inputs.a ]]".repeat(20)}" }`);
    const text = `spec:\n  inputs:\n    a: { default: "${"x".repeat(2000)}" }\n---\n${jobs.join("\n")}\n`;
    expect(read(text).told[0]).toMatch(/The file grows too large$/);
  });

  test("of the repository's own file have their defaults", async () => {
    const text = 'spec:\n  inputs:\n    who: { default: world }\n---\nhello: { script: "echo hello $[[ inputs.who ]]" }\n';
    expect((await run(text, push)).log).toContain("hello world");
  });

  test("places behind a header are those of the file", () => {
    expect(read("spec: { inputs: { a: { default: b } } }\n---\njob:\n  script: date\n  stage: $[[ inputs.a ]]\n").told).toEqual([
      '.gitlab-ci.yml:5 The job "job" is in the stage "b", which does not exist',
    ]);
  });

  test.each([
    { text: "$[[ inputs.b ]]", says: 'Unknown input "b"' },
    { text: "$[[ input.a ]]", says: "`$[[ input.a ]]` cannot be read" },
    { text: "$[[ inputs.a | upcase ]]", says: 'No function of inputs is called "upcase"' },
  ])("$text", ({ text, says }) => {
    const file = `spec: { inputs: { a: { default: b } } }\n---\njob: { script: "echo ${text}" }\n`;
    expect(read(file).told).toEqual([`.gitlab-ci.yml:3 ${says}`]);
  });

  test("a spec without its own document is told", () => {
    expect(read("spec: { inputs: { a: { default: b } } }\njob: { script: date }\n").told).toEqual([
      ".gitlab-ci.yml:1 `spec` stands among the jobs",
    ]);
  });

  test("a child pipeline is given its own", async () => {
    const child = 'spec:\n  inputs:\n    who: {}\n---\nhello: { script: "echo hello $[[ inputs.who ]]" }\n';
    const text = "start:\n  trigger: { include: [{ local: child.yml, inputs: { who: child } }] }\n";
    const { log, statuses } = await run(text, push, { "child.yml": child });
    expect(statuses).toEqual({ start: "success", hello: "success" });
    expect(log).toContain("hello child");
  });
});

describe("include:rules", () => {
  const text = `include:
  - { local: main.yml, rules: [{ if: $CI_COMMIT_BRANCH == "main" }] }
  - { local: other.yml, rules: [{ if: $CI_COMMIT_BRANCH == "main", when: never }, { exists: [other.yml] }] }
all: { script: "true" }
`;
  const more = { "main.yml": 'main: { script: "true", needs: [all] }\n', "other.yml": 'other: { script: "true" }\n' };

  test("decide for each event", async () => {
    expect((await run(text, push, more)).statuses).toEqual({ main: "success", all: "success" });
    expect((await run(text, { kind: "push", branch: "x", changes: [] }, more)).statuses).toEqual({ other: "success", all: "success" });
  });

  test("what is wrong for one event alone fails that event's pipeline", async () => {
    const broken = { ...more, "main.yml": 'main: { script: "true", needs: [nobody] }\n' };
    expect(await run(text, push, broken)).toMatchObject({ pipeline: "failed", statuses: {}, told: ['No job is named "nobody"'] });
    expect((await run(text, { kind: "tag", tag: "v1" }, broken)).pipeline).toBe("success");
  });
});
