import { expect, test } from "vitest";
import { parseWorld } from "#engines/world";
import { jenkins } from "./jenkins.ts";

const world = parseWorld([
  {
    path: "world.yaml",
    text: "title: Test\nproject: { path: larder/shop, default-branch: main }\nconditions: { tests-fail: the tests fail }\ncredentials:\n  token: { kind: text, text: s3cr3t-1 }\ntools: { jdk: { temurin-21: /opt/temurin-21 } }\n",
  },
  {
    path: "programs/check.yaml",
    text: "program: check\ncalls:\n  - usage: check\n    steps:\n      - fail: bad\n        when: { given: [tests-fail] }\n",
  },
]).model;

const jenkinsfile = `pipeline {
  agent any
  stages {
    stage('Test') { steps { sh 'check' } }
    stage('Ship') {
      when { branch 'main' }
      input { message 'Ship it?' }
      steps { withCredentials([string(credentialsId: 'token', variable: 'T')]) { sh 'echo $T' } }
    }
  }
}
`;

const run = async (scenario: unknown, text = jenkinsfile) => {
  const files = [{ path: "Jenkinsfile", text }];
  const parsed = jenkins.scenario.parse(scenario);
  return { said: jenkins.describe(parsed, world), ...(await jenkins.run(files, world, parsed)) };
};

test("a scenario is said in words and run", async () => {
  const { said, values, diagnostics } = await run({ push: "main", given: ["tests-fail"], previous: "SUCCESS" });
  expect(said).toBe("A push to main, while the tests fail; the build before it was SUCCESS");
  expect(diagnostics).toEqual([]);
  expect(values).toMatchObject({
    pipelines: [{ status: "failed", ref: "main" }],
    commands: [{ line: "check", status: 1, job: "Test" }],
  });
  expect(values.jobs).toContainEqual(expect.objectContaining({ name: "Ship", status: "skipped" }));
});

test("a question waits until somebody answers, and a secret is hidden", async () => {
  expect((await run({ push: "main" })).values).toMatchObject({ pipelines: [{ status: "manual" }], secrets: [] });
  const { said, values } = await run({ push: "main", answers: [{ to: "Ship*", answer: "proceed", by: "mia", after: 30 }] });
  expect(said).toBe('A push to main, and mia answers "Ship*": proceed');
  expect(values).toMatchObject({
    pipelines: [{ status: "success", finished: 30 }],
    secrets: [{ name: "token", job: "Ship", printed: "masked" }],
  });
});

test("what Jenkins would not start has no pipelines and its errors", async () => {
  const text = jenkinsfile.replace("agent any", "agent any\n  tools { jdk 'temurin-12' }");
  const { values, diagnostics } = await run({ push: "main" }, text);
  expect(values.pipelines).toEqual([]);
  expect(diagnostics.map(({ summary }) => summary)).toEqual([
    'Tool type "jdk" does not have an install of "temurin-12" configured - did you mean "temurin-21"?',
  ]);
});

test("a repository without a Jenkinsfile says so", async () => {
  const { diagnostics } = await jenkins.run([], world, jenkins.scenario.parse({ push: "main" }));
  expect(diagnostics).toMatchObject([{ summary: "There is no pipeline block" }]);
});

test("a scenario names what the world has, and one event", () => {
  expect(jenkins.checkScenario(jenkins.scenario.parse({ push: "main", given: ["rain"] }), world)).toHaveLength(1);
  expect(jenkins.scenario.safeParse({ push: "main", tag: "v1" }).success).toBe(false);
  expect(jenkins.scenario.safeParse({ push: "main", parameters: { A: "b" } }).success).toBe(false);
});
