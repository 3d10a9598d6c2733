import { expect, test } from "vitest";
import { checkPipeline, parseJenkinsfile } from "#engines/jenkins";
import { parseWorld } from "#engines/world";
import { mutateJenkinsfile } from "./jenkins.ts";

const world = parseWorld([
  { path: "world.yaml", text: "title: Test\ncredentials:\n  token: { kind: text, about: a token, text: tk-1 }\n" },
]).model;

const text = `pipeline {
  agent any
  stages {
    stage('Test') {
      steps {
        sh 'npm ci'
        sh '''
          npm run lint
          echo "linted"
        '''
      }
    }
    stage('Ship') {
      when { beforeInput true; branch 'main' }
      options { timeout(time: 1, unit: 'HOURS') }
      input { message 'Ship?' }
      environment { TOKEN = credentials('token') }
      steps {
        retry(2) {
          sh 'deploy production'
        }
      }
      post { failure { sh 'deploy rollback production' } }
    }
  }
}
`;
const mutants = mutateJenkinsfile({ path: "Jenkinsfile", text }, world);

const textOf = (name: string) => {
  const found = mutants.find((mutant) => mutant.name === name);
  if (!found) throw new Error(`no mutant is named "${name}"; there are ${mutants.map((mutant) => mutant.name).join(", ")}`);
  return found.file.text;
};

test("one thing at a time is broken, and each has a name of its own", () => {
  expect(mutants.map(({ name }) => name)).toEqual([
    ...["drop Test", "drop Test[0] sh", "mask Test[0] sh", "catch Test[0] sh"],
    ...["drop Test[1] sh", "drop Test[1] sh line 1", "mask Test[1] sh line 1", "drop Test[1] sh line 2", "catch Test[1] sh"],
    ...["print token in Test", "swap Test and Ship", "drop Ship", "drop Ship.input"],
    ...["drop Ship.when", "drop Ship.when.beforeInput", "turn Ship.when branch"],
    ...["drop Ship.environment.TOKEN", "drop Ship.options timeout", "drop Ship.post failure", "widen Ship.post failure to always"],
    ...["drop Ship.post failure[0] sh", "mask Ship.post failure[0] sh", "catch Ship.post failure[0] sh"],
    ...["drop Ship[0] retry", "unwrap Ship[0] retry", "drop Ship[0] retry[0] sh"],
    ...["mask Ship[0] retry[0] sh", "catch Ship[0] retry[0] sh", "print token in Ship"],
  ]);
});

test("every mutant is a pipeline that Jenkins would start", () => {
  for (const { name, file } of mutants) {
    const { model, diagnostics } = parseJenkinsfile(file);
    expect({ name, errors: [...diagnostics, ...checkPipeline(model, new Map())].map(({ summary }) => summary) }).toEqual({
      name,
      errors: [],
    });
  }
});

test.each([
  { why: "a script is masked inside its quotes", name: "mask Test[0] sh", has: "sh 'npm ci || true'" },
  { why: "so is a line of a longer one", name: "mask Test[1] sh line 1", has: "npm run lint || true\n" },
  { why: "a switch goes, and the condition stays", name: "drop Ship.when.beforeInput", has: "when { ; branch 'main' }" },
  { why: "a condition is turned round", name: "turn Ship.when branch", has: "not { branch 'main' }" },
  { why: "the steps of a block lose it", name: "unwrap Ship[0] retry", has: "steps {\n        sh 'deploy production'\n      }" },
  { why: "the variable that holds a secret is printed", name: "print token in Ship", has: `sh 'echo "$TOKEN"'\nretry(2)` },
  { why: "or one made for it", name: "print token in Test", has: "withCredentials([string(credentialsId: 'token', variable: 'SECRET')])" },
])("$why", ({ name, has }) => expect(textOf(name)).toContain(has));

test("the last line of a block takes the block with it, since an empty one is refused", () => {
  expect(textOf("drop Ship.options timeout")).not.toContain("options");
  expect(textOf("drop Ship.post failure")).not.toContain("post");
});

test("stages that run side by side are not swapped: nothing would change", () => {
  const stage = (name: string) => `stage('${name}') { steps { sh 'make ${name}' } }`;
  const parallel = `pipeline { agent any\n stages { stage('All') { failFast true\n parallel { ${stage("a")}\n ${stage("b")} } } } }`;
  const names = mutateJenkinsfile({ path: "Jenkinsfile", text: parallel }, world).map(({ name }) => name);
  expect(names.filter((name) => name.startsWith("swap"))).toEqual([]);
  expect(names).toContain("drop All.failFast");
});
