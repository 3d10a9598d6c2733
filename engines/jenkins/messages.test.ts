// biome-ignore-all lint/suspicious/noTemplateCurlyInString: hostile texts hold Groovy's own placeholders

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { renderDiagnostics } from "#engines/source";
import { checkPipeline, graphOf, parseJenkinsfile, renderAsJenkins } from "./index.ts";

const folder = join(import.meta.dirname, "testdata");
const cases = readdirSync(folder).filter((name) => name.endsWith(".jenkinsfile"));

test("there are cases", () => expect(cases.length).toBeGreaterThan(10));

test.each(cases)("%s", async (name) => {
  const text = readFileSync(join(folder, name), "utf8");
  const { model, diagnostics } = parseJenkinsfile({ path: "Jenkinsfile", text });
  const found = [...diagnostics, ...checkPipeline(model, new Map([["maven", new Map([["maven-3", "/opt/maven-3"]])]]))];
  await expect(renderDiagnostics([{ path: "Jenkinsfile", text }], found)).toMatchFileSnapshot(
    join(folder, name.replace(/\.jenkinsfile$/, ".out")),
  );
});

test("errors as a build's log shows them", () => {
  const text = "pipeline {\n  agent any\n  stags { }\n}\n";
  const { diagnostics } = parseJenkinsfile({ path: "Jenkinsfile", text });
  expect(renderAsJenkins(text, diagnostics)).toContain(
    'WorkflowScript: 3: Undefined section "stags" @ line 3, column 3.\n   stags { }\n   ^\n',
  );
});

test("the graph has the stages that do something, and what they wait for", () => {
  const text = `pipeline { agent any
    stages {
      stage('Build') { steps { echo 'x' } }
      stage('Verify') { parallel {
        stage('Unit') { steps { echo 'x' } }
        stage('Deep') { stages { stage('One') { steps { echo 'x' } }
          stage('Two') { steps { echo 'x' } } } } } }
      stage('Ship') { input { message 'Go?' }
        steps { echo 'x' } }
    } }`;
  const { model } = parseJenkinsfile({ path: "Jenkinsfile", text });
  expect(model.pipeline && graphOf(model.pipeline)).toEqual({
    stages: ["Build", "Verify", "Ship"],
    jobs: [
      { name: "Build", stage: "Build", needs: [], manual: false },
      { name: "Unit", stage: "Verify", needs: ["Build"], manual: false },
      { name: "One", stage: "Verify", needs: ["Build"], manual: false },
      { name: "Two", stage: "Verify", needs: ["One"], manual: false },
      { name: "Ship", stage: "Ship", needs: ["Unit", "Two"], manual: true },
    ],
  });
});

test.each([
  { why: "brackets", text: "pipeline { agent any; stages { stage('A') { steps { script { x = ".concat("[".repeat(50_000)) },
  { why: "blocks", text: "a {".repeat(50_000) },
  { why: "negations", text: `x = ${"!".repeat(50_000)}y` },
  { why: "a chain of operators", text: `x = ${"1+".repeat(50_000)}1` },
  { why: "a chain of members", text: `x = a${".b".repeat(50_000)}` },
  { why: "strings in strings", text: '"${'.repeat(20_000) },
  { why: "else after else", text: `${"if (a) b() else ".repeat(10_000)}c()` },
  { why: "ternaries", text: `x = ${"a ? b : ".repeat(20_000)}c` },
  { why: "assignments", text: `${"a = ".repeat(20_000)}c` },
  { why: "powers", text: `x = ${"2 ** ".repeat(20_000)}c` },
  { why: "generics", text: `def x = a${" as List<".repeat(10_000)}` },
  { why: "bytes", text: "\u0000\uffff\ud800".repeat(1_000) },
])("hostile text ends in a diagnostic: $why", ({ text }) => {
  const began = performance.now();
  const { diagnostics } = parseJenkinsfile({ path: "Jenkinsfile", text });
  expect(diagnostics.length).toBeGreaterThan(0);
  expect(performance.now() - began).toBeLessThan(2_000);
});
