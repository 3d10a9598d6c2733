import { expect, test } from "vitest";
import { renderDiagnostics } from "#engines/source";
import { parseWorld } from "#engines/world";
import { createPipeline, type Event, parseConfiguration } from "./index.ts";

const world = parseWorld([
  {
    path: "world.yaml",
    text: "title: Test\nproject: { path: a/b, default-branch: main }\nvariables: { REGION: { value: eu, environment: live/* } }\n",
  },
]).model;

const push: Event = { kind: "push", branch: "main", changes: ["docs/guide/start.md", "src/app.js"] };
const request: Event = { kind: "merge-request", from: "x", into: "main", changes: ["src/app.js"] };
const tag: Event = { kind: "tag", tag: "v1" };

function create(text: string, event: Event = push) {
  const files = [
    { path: ".gitlab-ci.yml", text },
    { path: "docs/guide/start.md", text: "" },
    { path: "Dockerfile", text: "" },
  ];
  const { model, diagnostics } = parseConfiguration(files);
  expect(renderDiagnostics(files, diagnostics)).toBe("");
  return createPipeline(model, event, world, files);
}

const names = (text: string, event?: Event) => create(text, event).jobs.map(({ job }) => job.name);

// https://docs.gitlab.com/ci/yaml/workflow/ and https://docs.gitlab.com/ci/jobs/job_rules/#jobs-without-rules
test.each([
  {
    why: "without rules of a workflow, what says nothing is for branches and tags",
    workflow: "",
    requests: ["only", "ruled"],
    tags: ["plain", "except", "ruled"],
  },
  {
    why: "with them it is in every pipeline that they let in",
    workflow: "workflow: { rules: [{ when: always }] }",
    requests: ["plain", "only", "except", "ruled"],
    tags: ["plain", "except", "ruled"],
  },
])("$why", ({ workflow, requests, tags }) => {
  const text = `${workflow}
plain: { script: "true" }
only: { script: "true", only: [merge_requests] }
except: { script: "true", except: [main] }
ruled: { script: "true", rules: [{ when: always }] }
`;
  expect(names(text, request)).toEqual(requests);
  expect(names(text, tag)).toEqual(tags);
});

// https://docs.gitlab.com/ci/variables/#cicd-variable-precedence and https://docs.gitlab.com/ci/yaml/#workflowrulesvariables
test("a rule's variables hide the job's, those the workflow's, those the file's; a job has those of the pipeline that it inherits", () => {
  const { jobs } = create(`
variables: { A: file, B: file, C: file, D: file }
workflow: { rules: [{ when: always, variables: { B: workflow, C: workflow, D: workflow } }] }
all: { script: "true", variables: { C: job, D: job }, rules: [{ when: always, variables: { D: rule } }] }
some: { script: "true", inherit: { variables: [B] }, rules: [{ if: $A == null && $B == "workflow" }] }
none: { script: "true", inherit: { variables: false }, variables: { C: job } }
`);
  expect(Object.fromEntries(jobs.map(({ job, inherited, variables }) => [job.name, { ...inherited, ...variables }]))).toEqual({
    all: { A: "file", B: "workflow", C: "job", D: "rule" },
    some: { B: "workflow" },
    none: { C: "job" },
  });
});

// https://docs.gitlab.com/ci/variables/where_variables_can_be_used/
test.each([
  { why: "a condition sees variables as they are written", rule: "{ if: '$NESTED == \"$KIND\"' }", is: true },
  { why: "it sees the job's name and stage", rule: '{ if: $CI_JOB_NAME == "a" && $CI_JOB_STAGE == "test" }', is: true },
  {
    why: "it sees nothing that there is only once the job is",
    rule: "{ if: $CI_PIPELINE_ID || $CI_PROJECT_DIR || $CI_REGISTRY_USER }",
    is: false,
  },
  { why: "changes has variables filled in, in each other, too", rule: "{ changes: [$FOLDER/*.js] }", is: true },
  { why: "what no variable is called stays", rule: "{ exists: [$NOBODY/Dockerfile, Dockerfile$NOBODY] }", is: false },
  { why: "two stars cross folders only before a slash", rule: "{ changes: [docs/**] }", is: false },
  { why: "then they do", rule: '{ changes: ["docs/**/*"] }', is: true },
  { why: "and stand for no folder, too", rule: '{ changes: ["**/src/**/app.js"] }', is: true },
  { why: "braces and brackets choose", rule: '{ changes: ["{lib,s[qr]c}/app.{ts,[!x]s}"] }', is: true },
  { why: "a path does not begin with a slash", rule: "{ changes: [/src/app.js] }", is: false },
  { why: "a folder is there where a file is in it", rule: "{ exists: [docs/] }", is: true },
  { why: "a folder does not change", rule: "{ changes: [docs/] }", is: false },
])("$why: $rule", ({ rule, is }) => {
  const text = `variables: { KIND: x, NESTED: $KIND, FOLDER: $TOP, TOP: src }\na: { script: "true", rules: [${rule}] }\nb: { script: "true" }\n`;
  expect(names(text)).toEqual(is ? ["a", "b"] : ["b"]);
});

test("rules see the variables of the job's environment", () => {
  const rules = "rules: [{ if: $REGION == 'eu' && $CI_ENVIRONMENT_NAME == 'live/x' && $CI_ENVIRONMENT_ACTION == 'start' }]";
  const text = `a: { script: "true", environment: live/$PART, variables: { PART: x }, ${rules} }\nb: { script: "true", ${rules} }\nc: { script: "true" }\n`;
  expect(names(text)).toEqual(["a", "c"]);
});

test("a child looks at the changes of the push or request that its parent is for", () => {
  const text = 'a: { script: "true", rules: [{ changes: [src/*] }] }\nb: { script: "true", rules: [{ changes: [lib/*] }] }\n';
  expect([push, request, tag].map((each) => names(text, { kind: "child", of: each, variables: {} }))).toEqual([["a"], ["a"], ["a", "b"]]);
});

// https://docs.gitlab.com/ci/yaml/deprecated_keywords/#onlyrefs--exceptrefs
test("a ref of only may be that of one project", () => {
  const text = `
here: { script: "true", only: [main@a/b] }
there: { script: "true", only: [main@a/c] }
pattern: { script: "true", only: ["/^ma/@a/b"], except: [tags@a/c, main@a/c] }
kind: { script: "true", except: [branches@a/b] }
`;
  expect(names(text)).toEqual(["here", "pattern"]);
});

// https://docs.gitlab.com/ci/yaml/matrix_expressions/
test("a job of a matrix needs the one of another with its own values", () => {
  const { jobs } = create(`
build: { script: "true", parallel: { matrix: [{ OS: [linux, mac], ARCH: [arm, amd] }] } }
test:
  script: "true"
  parallel: { matrix: [{ OS: [linux, mac] }] }
  needs: [{ job: build, parallel: { matrix: [{ OS: ["$[[ matrix.OS ]]"], ARCH: [arm] }] } }]
`);
  expect(jobs.slice(4).map(({ job, needs }) => [job.name, needs?.map((need) => need.job)])).toEqual([
    ["test: [linux]", ["build: [linux, arm]"]],
    ["test: [mac]", ["build: [mac, arm]"]],
  ]);
});

test("variables that name each other in a circle are told where they stand, and there is no pipeline", () => {
  const text =
    'variables: { A: $B, B: "\u0024{C}", C: "%A%", OWN: "$OWN/x" }\na: { script: "true" }\nb: { script: "true", inherit: { variables: [OWN] } }\n';
  const { broken, jobs, diagnostics } = create(text);
  expect({ broken, jobs }).toEqual({ broken: true, jobs: [] });
  expect(diagnostics.map(({ summary, span }) => [summary, span.start.line])).toEqual([
    ['a: circular variable reference detected: ["A", "B", "C"]', 1],
  ]);
});

test("a circle may go through a variable of the job, or be broken by one", () => {
  const own = create('variables: { A: $B, B: b }\na: { script: "true", variables: { B: $A } }\nb: { script: "true" }\n');
  expect(own.absent).toBe('a: circular variable reference detected: ["B", "A"]');
  const broken = create('variables: { A: $B, B: $A }\na: { script: "true", variables: { B: b } }\n');
  expect(broken.absent).toBeUndefined();
});

test("variables that double each other are told before they are put together", () => {
  const lines = Array.from({ length: 60 }, (_, index) => `  V${index + 1}: "$V${index}$V${index}"`);
  expect(create(`variables:\n  V0: ha\n${lines.join("\n")}\na: { script: "true" }\n`).absent).toBe('a: the variable "V17" grows too long');
});

// https://docs.gitlab.com/ci/yaml/#rulesneeds
test("a rule's needs take the place of the job's, where there are any", () => {
  const { jobs } = create(`
a: { script: "true" }
b: { script: "true" }
more: { script: "true", needs: [a], rules: [{ when: always, needs: [b] }] }
none: { script: "true", needs: [a], rules: [{ when: always, needs: [] }] }
`);
  expect(jobs.slice(2).map(({ needs }) => needs?.map(({ job }) => job))).toEqual([["b"], ["a"]]);
});
