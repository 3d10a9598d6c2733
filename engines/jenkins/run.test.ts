import { describe, expect, test } from "vitest";
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

const scenario: JenkinsScenario = {
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
async function run(text: string, changes: Partial<JenkinsScenario> = {}) {
  const { model, diagnostics } = parseJenkinsfile({ path: "Jenkinsfile", text });
  expect([...diagnostics, ...checkPipeline(model)].filter(({ severity }) => severity === "error")).toEqual([]);
  if (!model.pipeline) throw new Error("no pipeline");
  const files = [
    { path: "Jenkinsfile", text },
    { path: "package.json", text: "{}" },
  ];
  const outcome = await runJenkins(model.pipeline, files, world, { ...scenario, ...changes });
  const stages = Object.fromEntries(outcome.jobs.map(({ name, status }) => [name, status]));
  return { ...outcome, stages, result: outcome.builds[0]?.result, log: outcome.builds[0]?.console ?? "" };
}

/** A pipeline with these stages and whatever else. */
const stagesOf = (stages: string, rest = "agent any") => `pipeline {\n${rest}\nstages {\n${stages}\n}\n}\n`;
const stage = (name: string, steps: string, rest = "") => `stage('${name}') {\n${rest}\nsteps {\n${steps}\n}\n}`;
const summaries = (outcome: { diagnostics: readonly { summary: string }[] }) => outcome.diagnostics.map(({ summary }) => summary);

describe("results", () => {
  test("a failure skips the stages after it, with their post, and not the pipeline's", async () => {
    const text = stagesOf(
      `${stage("Test", "sh 'check'")}\n${stage("Ship", "sh 'deploy 1'", "post { always { echo 'never' } }")}`,
      "agent any\npost { failure { echo 'told' } }",
    );
    const outcome = await run(text, { conditions: new Set(["tests-fail"]) });
    expect(outcome).toMatchObject({ result: "FAILURE", stages: { Test: "failed", Ship: "skipped" }, deployments: [] });
    expect(outcome.log).toContain('Stage "Ship" skipped due to earlier failure(s)');
    expect(outcome.log).toContain("ERROR: script returned exit code 3");
    expect(outcome.log).toContain("told");
    expect(outcome.log).not.toContain("never");
    expect(outcome.jobs.find(({ name }) => name === "Test")).toMatchObject({ exitStatus: 3, why: "script returned exit code 3" });
  });

  test("failing tests make it unstable, and later stages run unless the option says otherwise", async () => {
    const stages = `${stage("Test", "sh 'mkdir -p out; report'\njunit 'out/*.xml'")}\n${stage("Next", "echo 'on'")}`;
    expect(await run(stagesOf(stages))).toMatchObject({ result: "UNSTABLE", stages: { Test: "unstable", Next: "success" } });
    const stopping = await run(stagesOf(stages, "agent any\noptions { skipStagesAfterUnstable() }"));
    expect(stopping).toMatchObject({ result: "UNSTABLE", stages: { Test: "unstable", Next: "skipped" } });
  });

  test("no report is a failure, unless none is allowed", async () => {
    expect(await run(stagesOf(stage("Test", "junit 'none/*.xml'")))).toMatchObject({ result: "FAILURE" });
    expect(await run(stagesOf(stage("Test", "junit testResults: 'none/*.xml', allowEmptyResults: true")))).toMatchObject({
      result: "SUCCESS",
    });
  });

  test.each([
    { why: "a build that was broken is fixed", previous: "FAILURE" as const, steps: "echo 'ok'", heard: ["changed", "fixed", "success"] },
    { why: "the first build has changed", previous: undefined, steps: "echo 'ok'", heard: ["changed", "success"] },
    { why: "the same again", previous: "SUCCESS" as const, steps: "echo 'ok'", heard: ["success"] },
    {
      why: "worse than before",
      previous: "SUCCESS" as const,
      steps: "error 'x'",
      heard: ["changed", "regression", "unsuccessful", "failure"],
    },
    { why: "unstable is not successful", previous: "UNSTABLE" as const, steps: "unstable 'x'", heard: ["unsuccessful", "unstable"] },
  ])("post: $why", async ({ previous, steps, heard }) => {
    const names = ["cleanup", "failure", "unstable", "unsuccessful", "success", "aborted", "regression", "fixed", "changed", "always"];
    const post = `post { ${names.map((name) => `${name} { echo 'heard ${name}' }`).join("\n")} }`;
    const { log } = await run(stagesOf(stage("A", steps), `agent any\n${post}`), { previousResult: previous });
    expect([...log.matchAll(/heard (\w+)/g)].map((match) => match[1])).toEqual(["always", ...heard, "cleanup"]);
  });

  test("retry(3) is three attempts in all", async () => {
    const outcome = await run(stagesOf(stage("A", "retry(3) { sh 'check' }")), { conditions: new Set(["tests-fail"]) });
    expect(outcome).toMatchObject({ result: "FAILURE" });
    expect(outcome.commands).toHaveLength(3);
    expect(outcome.jobs.at(-1)).toMatchObject({ attempts: 3, finished: 15 });
  });

  test("a timeout aborts what runs, and what cleans up still runs", async () => {
    const outcome = await run(
      stagesOf(stage("A", "timeout(time: 2, unit: 'SECONDS') { sh 'check; deploy 1' }", "post { aborted { echo 'stopped' } }")),
    );
    expect(outcome).toMatchObject({ result: "ABORTED", stages: { A: "canceled" }, deployments: [] });
    expect(outcome.log).toContain("Cancelling nested steps due to timeout");
    expect(outcome.log).toContain("stopped");
    expect(outcome.jobs.at(-1)).toMatchObject({ finished: 2 });
  });
});

describe("branches", () => {
  const branches = (more = "") =>
    stagesOf(
      `stage('Both') {\n${more}\nparallel {\n${stage("Bad", "sh 'check'")}\n${stage("Slow", "sh 'sleep 60'", "post { success { echo 'slow is fine' } }")}\n}\n}`,
    );

  test("one that fails leaves the other alone", async () => {
    const outcome = await run(branches(), { conditions: new Set(["tests-fail"]) });
    expect(outcome).toMatchObject({ result: "FAILURE", stages: { Both: "failed", Bad: "failed", Slow: "success" } });
    expect(outcome.log).toContain("slow is fine");
    expect(outcome.pipelines).toMatchObject([{ finished: 60, status: "failed" }]);
  });

  test("failFast stops the other", async () => {
    const outcome = await run(branches("failFast true"), { conditions: new Set(["tests-fail"]) });
    expect(outcome).toMatchObject({ result: "FAILURE", stages: { Bad: "failed", Slow: "canceled" } });
    expect(outcome.pipelines).toMatchObject([{ finished: 5 }]);
  });

  test("they share a workspace, and see what the others left when they have ended", async () => {
    const inner = `${stage("Left", "sh 'sleep 1; echo l > left'\nsh 'sleep 5; ls > seen-left'")}\n${stage("Right", "sh 'sleep 2; echo r > right'\nsh 'ls > seen-right'")}`;
    const { log } = await run(stagesOf(`stage('Both') { parallel { ${inner} } }\n${stage("After", "sh 'ls; echo ---; cat seen-right'")}`));
    expect(log).toMatch(/left\npackage.json\nright\nseen-left\nseen-right\n---\nJenkinsfile\nleft\npackage.json\nright\n/);
  });

  test("a matrix has a cell for each combination that is not excluded", async () => {
    const axes = "axes { axis { name 'OS'; values 'linux', 'mac' }\naxis { name 'V'; values '1', '2' } }";
    const excludes = "excludes { exclude { axis { name 'OS'; values 'mac' }\naxis { name 'V'; notValues '2' } } }";
    const { jobs } = await run(stagesOf(`stage('All') { matrix { ${axes}\n${excludes}\nstages { ${stage("Cell", 'echo "$OS $V"')} } } }`));
    const cells = jobs.filter(({ name }) => name === "Cell").map((job) => job.log.map(({ text }) => text).join(""));
    expect(cells.map((log) => /^(\w+ \d)$/m.exec(log)?.[1])).toEqual(["linux 1", "linux 2", "mac 2"]);
  });
});

describe("agents and files", () => {
  test("another agent is another workspace: files cross by stash", async () => {
    const text = stagesOf(
      [
        stage("Make", "sh 'echo made > file.txt'\nstash name: 'made', includes: '*.txt'", "agent { label 'linux && !big' }"),
        stage("Bare", "echo \"there: ${fileExists('file.txt')} on ${NODE_NAME}\"", "agent { label 'big' }"),
        stage("Use", "unstash 'made'\nsh 'cat file.txt'\narchiveArtifacts 'file.txt'", "agent any"),
      ].join("\n"),
      "agent none",
    );
    const outcome = await run(text);
    expect(outcome.result).toBe("SUCCESS");
    expect(outcome.log).toContain("there: false on two");
    expect(outcome.jobs.at(-1)).toMatchObject({ received: ["file.txt"], artifacts: ["file.txt"] });
  });

  test("a label that no agent has is waited for", async () => {
    const outcome = await run(stagesOf(stage("A", "echo 'x'"), "agent { label 'windows' }"));
    expect(outcome).toMatchObject({ result: undefined, pipelines: [{ status: "running" }] });
    expect(outcome.log).toContain("There are no nodes with the label ‘windows’");
  });

  test("skipDefaultCheckout leaves the workspace empty, checkoutToSubdirectory fills a folder", async () => {
    const look = stage("A", "sh 'ls'");
    expect((await run(stagesOf(look, "agent any\noptions { skipDefaultCheckout() }"))).log).not.toContain("package.json");
    expect((await run(stagesOf(stage("A", "sh 'ls src'"), "agent any\noptions { checkoutToSubdirectory('src') }"))).log).toContain(
      "package.json",
    );
  });

  test("a stash that is not there fails, and so does an archive of nothing", async () => {
    expect((await run(stagesOf(stage("A", "unstash 'x'")))).log).toContain("ERROR: No such saved stash ‘x’");
    expect(await run(stagesOf(stage("A", "archiveArtifacts 'none/*'")))).toMatchObject({ result: "FAILURE" });
    expect(await run(stagesOf(stage("A", "archiveArtifacts artifacts: 'none/*', allowEmptyArchive: true")))).toMatchObject({
      result: "SUCCESS",
    });
  });

  test("sh stops at the first command that fails, unless a script names its interpreter", async () => {
    expect(await run(stagesOf(stage("A", "sh 'false\\necho on'")))).toMatchObject({ result: "FAILURE" });
    const { log } = await run(stagesOf(stage("A", "sh '#!/bin/bash\\nfalse\\necho on'")));
    expect(log).toContain("\non\n");
    expect(log).not.toContain("+ echo on");
  });

  test("what sh prints or ends with can be a value", async () => {
    const script =
      "def out = sh(returnStdout: true, script: 'echo \" a \"; echo b').trim()\ndef code = sh(returnStatus: true, script: 'exit 4')\necho \"<${out}> ${code}\"";
    expect((await run(stagesOf(stage("A", `script { ${script} }`)))).log).toContain("<a \nb> 4");
  });
});

describe("variables and secrets", () => {
  test("single quotes leave variables to the shell, double quotes to Groovy", async () => {
    const { log } = await run(
      stagesOf(stage("A", 'sh \'X=shell; echo "$X"\'\nsh "X=shell; echo $X"'), "agent any\nenvironment { X = 'groovy' }"),
    );
    expect(log).toMatch(/\nshell\n/);
    expect(log).toMatch(/\ngroovy\n/);
  });

  test("credentials become variables, hidden as long as they are bound", async () => {
    const steps =
      "sh 'echo $ACC_USR $ACC_PSW $ACC > kept; cat kept'\nwithCredentials([string(credentialsId: 'token', variable: 'T')]) { sh 'echo $T > leak' }\nsh 'cat leak'";
    const outcome = await run(stagesOf(stage("A", steps, "environment { ACC = credentials('account') }")));
    expect(outcome.log).toContain("ci **** ****");
    expect(outcome.log).toContain("t0ken-91");
    expect(outcome.secrets.map(({ name, printed }) => [name, printed])).toEqual([
      ["account", "masked"],
      ["token", "plain"],
    ]);
  });

  test("a secret that Groovy puts into a script is warned of", async () => {
    const { log } = await run(
      stagesOf(stage("A", "withCredentials([string(credentialsId: 'token', variable: 'T')]) { sh \"echo ${T}\" }")),
    );
    expect(log).toContain('Warning: A secret was passed to "sh" using Groovy String interpolation, which is insecure.');
    expect(log).toContain("[T]");
  });

  test("a credential that is not there, or of another kind, fails", async () => {
    expect((await run(stagesOf(stage("A", "echo 'x'"), "agent any\nenvironment { A = credentials('nope') }"))).log).toContain(
      "CredentialNotFoundException: nope",
    );
    const other = "withCredentials([usernamePassword(credentialsId: 'token', usernameVariable: 'U', passwordVariable: 'P')]) { echo 'x' }";
    expect((await run(stagesOf(stage("A", other)))).log).toContain("CredentialNotFoundException: Credentials 'token'");
  });

  test("a variable that is not there is null in env and an error alone", async () => {
    expect((await run(stagesOf(stage("A", 'echo "<${env.NOPE}>"')))).log).toContain("<null>");
    const outcome = await run(stagesOf(stage("A", 'echo "<${NOPE}>"')));
    expect(outcome.log).toContain("groovy.lang.MissingPropertyException: No such property: NOPE for class: groovy.lang.Binding");
    expect(outcome.result).toBe("FAILURE");
  });

  test("tools set their variables and the path", async () => {
    const { log } = await run(stagesOf(stage("A", "sh 'echo $MAVEN_HOME; echo $PATH'"), "agent any\ntools { maven 'maven-3' }"));
    expect(log).toMatch(/\/opt\/maven-3\n\/opt\/maven-3\/bin:/);
  });

  test("the parameters of a person, and their defaults", async () => {
    const text = stagesOf(
      stage("A", 'echo "$V ${params.DRY} ${params.WHERE} ${params.DRY ? 1 : 2}"'),
      "agent any\nparameters { string(name: 'V', defaultValue: '1')\nbooleanParam(name: 'DRY', defaultValue: false)\nchoice(name: 'WHERE', choices: ['a', 'b']) }",
    );
    expect((await run(text)).log).toContain("1 false a 2");
    const event = { ...scenario.event, cause: { kind: "user" as const, user: "mia" }, parameters: { V: "7", DRY: true } };
    const { log } = await run(text, { event });
    expect(log).toContain("Started by user mia");
    expect(log).toContain("7 true a 1");
  });
});

describe("conditions and questions", () => {
  const decided = async (when: string, changes: Partial<JenkinsScenario> = {}) =>
    (await run(stagesOf(stage("A", "echo 'x'", `when { ${when} }`)), changes)).stages.A === "success";
  const event = (more: object) => ({ event: { ...scenario.event, ...more } });
  const change = {
    id: "7",
    branch: "feature/x",
    target: "main",
    title: "Add x",
    url: "https://x",
    author: "mia",
    authorDisplayName: "Mia",
    authorEmail: "m@x",
    fork: "",
  };

  test.each([
    { when: "branch 'main'", with: {}, holds: true },
    { when: "branch 'release/*'", with: event({ branch: "release/1" }), holds: true },
    { when: "branch pattern: 'r\\\\w+', comparator: 'REGEXP'", with: event({ branch: "rc" }), holds: true },
    { when: "not { branch 'main' }", with: {}, holds: false },
    { when: "buildingTag()", with: event({ branch: undefined, tag: "v1" }), holds: true },
    { when: "tag 'v*'", with: event({ branch: undefined, tag: "v1" }), holds: true },
    { when: "tag 'v*'", with: {}, holds: false },
    { when: "changeRequest()", with: event({ branch: undefined, change }), holds: true },
    { when: "changeRequest target: 'main', author: 'mia'", with: event({ branch: undefined, change }), holds: true },
    { when: "changeRequest target: 'other'", with: event({ branch: undefined, change }), holds: false },
    { when: "changeset '**/*.js'", with: event({ commits: [{ message: "m", author: "a", files: ["src/a.js"] }] }), holds: true },
    { when: "changelog '^fix'", with: event({ commits: [{ message: "no fix", author: "a", files: [] }] }), holds: false },
    { when: "triggeredBy 'TimerTrigger'", with: event({ cause: { kind: "timer" } }), holds: true },
    { when: "triggeredBy cause: 'UserIdCause', detail: 'mia'", with: event({ cause: { kind: "user", user: "mia" } }), holds: true },
    { when: "triggeredBy 'UserIdCause'", with: {}, holds: false },
    { when: "environment name: 'BRANCH_NAME', value: 'MAIN', ignoreCase: true", with: {}, holds: true },
    { when: "equals expected: 4, actual: currentBuild.number", with: {}, holds: true },
    { when: "branch 'main'\nexpression { return params.x == null }", with: {}, holds: true },
    { when: "anyOf { branch 'x'; allOf { branch 'main'; not { buildingTag() } } }", with: {}, holds: true },
  ])("$when", async ({ when, with: changes, holds }) => {
    expect(await decided(when, changes as Partial<JenkinsScenario>)).toBe(holds);
  });

  const asking = stagesOf(
    stage(
      "Ship",
      'sh "deploy ${VERSION}"',
      "input { message 'Deploy?'\nsubmitter 'mia'\nsubmitterParameter 'WHO'\nparameters { string(name: 'VERSION', defaultValue: '1') } }\npost { success { echo \"by $WHO\" } }",
    ),
    "agent none",
  );

  test("nobody answers: the build waits, and nothing is deployed", async () => {
    const outcome = await run(asking);
    expect(outcome).toMatchObject({ result: undefined, stages: { Ship: "manual" }, pipelines: [{ status: "manual" }], deployments: [] });
  });

  const stamped = asking.replace("agent none", "agent any");

  test("the answer goes on, with its values", async () => {
    const answers = [{ to: "Deploy*", action: "proceed" as const, by: "mia", after: 60, values: { VERSION: "9" } }];
    const outcome = await run(stamped, { answers });
    expect(outcome.deployments).toMatchObject([{ environment: "production", version: "9", at: 70 }]);
    expect(outcome.log).toContain("by mia");
  });

  test("a no aborts, and somebody else cannot answer", async () => {
    const answer = { to: "*", action: "abort" as const, by: "mia", after: 0, values: {} };
    expect(await run(stamped, { answers: [answer] })).toMatchObject({ result: "ABORTED", stages: { Ship: "canceled" }, deployments: [] });
    expect(await run(stamped, { answers: [{ ...answer, action: "proceed", by: "joe" }] })).toMatchObject({ result: undefined });
  });
});

describe("two builds", () => {
  const text = (option: string) => stagesOf(stage("A", "sh 'deploy ${BUILD_NUMBER}'"), `agent any\n${option}`);
  const later = { ...scenario.event, after: 4 };

  test("run side by side", async () => {
    expect((await run(text(""), { later })).pipelines).toMatchObject([{ finished: 10 }, { started: 4, finished: 14 }]);
  });

  test("or one after the other", async () => {
    const outcome = await run(text("options { disableConcurrentBuilds() }"), { later });
    expect(outcome.pipelines).toMatchObject([
      { finished: 10, status: "success" },
      { started: 10, finished: 20 },
    ]);
  });

  test("or the newer stops the older", async () => {
    const outcome = await run(text("options { disableConcurrentBuilds(abortPrevious: true) }"), { later });
    expect(outcome.pipelines).toMatchObject([
      { finished: 4, status: "canceled" },
      { started: 4, status: "success" },
    ]);
    expect(outcome.deployments).toMatchObject([{ version: "5" }]);
  });
});

describe("what is not simulated", () => {
  test.each([
    { why: "a step of a plugin", steps: "withSonarQubeEnv('x') { echo 'y' }", says: 'the step "withSonarQubeEnv"' },
    { why: "a step that nobody knows", steps: "ehco 'y'", says: 'no step is named "ehco". Did you mean "echo"?' },
    { why: "another job", steps: "build 'other'", says: 'the step "build"' },
    { why: "another shell", steps: "bat 'dir'", says: 'the step "bat"' },
    { why: "a Java class", steps: "script { echo Math.max(1, 2).toString() }", says: "the class Math" },
    { why: "docker in a script", steps: "script { docker.image('x').inside { sh 'y' } }", says: "docker" },
    { why: "a script for Python", steps: "sh '#!/usr/bin/python3\\nprint(1)'", says: "a script for /usr/bin/python3" },
  ])("$why", async ({ steps, says }) => {
    expect(summaries(await run(stagesOf(stage("A", steps))))).toEqual([`Not simulated: ${says}`]);
  });

  test.each([
    { why: "a loop", code: "while (true) { x = 1 }" },
    { why: "a recursion", code: "def f\nf = { f() }\nf()" },
    { why: "a text that doubles", code: "def s = 'xx'\nfor (i in 1..60) { s = s + s }" },
    { why: "a loop of steps", code: "for (i in 1..9999) { for (j in 1..9999) { echo 'x' } }" },
  ])("a budget: $why", async ({ code }) => {
    expect(summaries(await run(stagesOf(stage("A", `script { ${code} }`))))).toEqual([expect.stringContaining("does not come to an end")]);
  });
});

test("the same scenario gives the same run", async () => {
  const text = stagesOf(stage("A", "sh 'echo $RANDOM; date'\nsh 'check'"));
  expect(await run(text)).toEqual(await run(text));
});
