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
    'WorkflowScript: 3: Undefined section "stags" @ line 3, column 3.\n     stags { }\n     ^\n',
  );
});

test.each([
  { why: "a text in single quotes ends with its line", text: "x = 'a\ny = 1\n", says: "1: expecting ''', found '\\n' @ line 1, column 7." },
  { why: "one in double quotes too", text: 'x = "a\n', says: "1: expecting anything but ''\\n''; got it anyway @ line 1, column 7." },
  {
    why: "a block that is not closed is missed at the end",
    text: "pipeline {\n  stages {\n",
    says: "3: expecting '}', found '' @ line 3, column 1.",
  },
  {
    why: "a dollar of the shell's in double quotes",
    text: "sh \"awk '{print $1}'\"\n",
    says: '1: illegal string body character after dollar sign;\n   solution: either escape a literal dollar sign "\\$5" or bracket the value expression "${5}" @ line 1, column 1.',
  },
  {
    why: "what should be two lines",
    text: "pipeline { agent any\nstages { stage('A') { steps { sh 'x' sh 'y' } } } }",
    says: "2: Expected a symbol @ line 2, column 31.",
  },
])("the compiler's words and places: $why", ({ text, says }) => {
  const { model, diagnostics: read } = parseJenkinsfile({ path: "Jenkinsfile", text });
  const diagnostics = [...read, ...checkPipeline(model)];
  expect(renderAsJenkins(text, diagnostics)).toContain(`startup failed:\nWorkflowScript: ${says}\n`);
  expect(renderAsJenkins(text, diagnostics)).toMatch(/\n1 error\n$/);
});

test("of a place far to the right what stands around it is shown", () => {
  const text = `x = 'a' + ${"'b' + ".repeat(10)}'c' 'd' + 'e' + 'f' + 'g'\n`;
  const { diagnostics } = parseJenkinsfile({ path: "Jenkinsfile", text });
  const [line = "", mark = ""] = renderAsJenkins(text, diagnostics).split("\n").slice(2);
  expect(line).toHaveLength(43);
  expect(line.slice(mark.indexOf("^"))).toMatch(/^'d' \+/);
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
