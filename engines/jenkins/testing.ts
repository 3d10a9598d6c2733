import { isError } from "#engines/source";
import type { World } from "#engines/world";
import { parseWorld } from "#engines/world";
import { checkPipeline, parseJenkinsfile } from "./index.ts";
import { type JenkinsScenario, runJenkins } from "./run.ts";

const worldText = `title: Test
project: { path: larder/shop, default-branch: main, url: "https://git.example/larder/shop" }
environments: { production: { url: "https://www.example" } }
conditions: { tests-fail: the tests fail }
credentials:
  token: { kind: text, text: "t0ken-91" }
  account: { kind: username-password, username: ci, password: "pa55-22" }
  key: { kind: ssh-key, username: git, key: "KEY-1", passphrase: "pass-3" }
agents:
  one: { labels: [linux], environment: { WHERE: first } }
  two: { labels: [linux, big] }
tools: { maven: { maven-3: /opt/maven-3 } }
`;

const programs = [
  [
    "check",
    "program: check\ncalls:\n  - usage: check\n    steps:\n      - takes: 5s\n      - fail: bad\n        status: 3\n        when: { given: [tests-fail] }\n",
  ],
  [
    "deploy",
    'program: deploy\ncalls:\n  - usage: deploy <version>\n    steps:\n      - takes: 10s\n      - deploy: { environment: production, version: "@{version}" }\n',
  ],
  [
    "report",
    "program: report\ncalls:\n  - usage: report\n    steps:\n      - write:\n          out/junit.xml: \"<testsuite><testcase name='a'/><testcase name='b'><failure/></testcase></testsuite>\"\n",
  ],
] as const;

const world: World = parseWorld([
  { path: "world.yaml", text: worldText },
  ...programs.map(([name, text]) => ({ path: `programs/${name}.yaml`, text })),
]).model;

export const scenario: JenkinsScenario = {
  event: { cause: { kind: "branch-event" }, branch: "main", commits: undefined, parameters: {} },
  ...{
    conditions: new Set(),
    answers: [],
    job: "shop",
    number: 4,
    previousResult: undefined,
    scm: true,
    environment: {},
    epoch: 1_790_000_000,
    seed: 1,
  },
};

/** Runs a pipeline, which must be one that Jenkins accepts. */
export async function run(text: string, changes: Partial<JenkinsScenario> = {}) {
  const { model, diagnostics } = parseJenkinsfile({ path: "Jenkinsfile", text });
  const errors = [...diagnostics, ...checkPipeline(model)].filter(isError);
  if (errors.length > 0 || !model.pipeline) throw new Error(errors.map(({ summary }) => summary).join("\n"));
  const files = [
    { path: "Jenkinsfile", text },
    { path: "package.json", text: "{}" },
  ];
  const outcome = await runJenkins(model.pipeline, files, world, { ...scenario, ...changes });
  const stages = Object.fromEntries(outcome.jobs.map(({ name, status }) => [name, status]));
  return { ...outcome, stages, result: outcome.builds[0]?.result, log: outcome.builds[0]?.console ?? "" };
}

/** A pipeline with these stages and whatever else. */
export const stagesOf = (stages: string, rest = "agent any") => `pipeline {\n${rest}\nstages {\n${stages}\n}\n}\n`;
export const stage = (name: string, steps: string, rest = "") => `stage('${name}') {\n${rest}\nsteps {\n${steps}\n}\n}`;
export const summaries = (outcome: { diagnostics: readonly { summary: string }[] }) => outcome.diagnostics.map(({ summary }) => summary);
