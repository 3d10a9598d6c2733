// biome-ignore-all lint/suspicious/noTemplateCurlyInString: pipelines hold Groovy's own placeholders

import { describe, expect, test } from "vitest";
import type { JenkinsScenario } from "./run.ts";
import { run, scenario, stage, stagesOf, summaries } from "./testing.ts";

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

test("a stage's variables are those its steps see", async () => {
  const { jobs } = await run(stagesOf(stage("A", "echo 'x'", "environment { OWN = 'mine' }"), "agent any\nenvironment { ALL = 'ours' }"));
  expect(jobs.at(-1)?.variables).toMatchObject({ OWN: "mine", ALL: "ours", BRANCH_NAME: "main", STAGE_NAME: "A", NODE_NAME: "one" });
});

test("the older way of writing a step by its class", async () => {
  const steps = "sh 'echo x > a.txt'\nstep([$class: 'ArtifactArchiver', artifacts: '*.txt', fingerprint: true])";
  const outcome = await run(stagesOf(stage("A", steps)));
  expect(outcome).toMatchObject({ result: "SUCCESS" });
  expect(outcome.jobs.at(-1)?.artifacts).toEqual(["a.txt"]);
  expect(summaries(await run(stagesOf(stage("A", "step([$class: 'Publisher'])"))))).toEqual([
    'Not simulated: the step "step" with Publisher',
  ]);
});

describe("time limits and attempts", () => {
  test("a limit on silence begins anew with every line", async () => {
    const steps = "timeout(time: 5, unit: 'SECONDS', activity: true) { sleep 4\necho 'on'\nsleep 4\necho 'and on'\nsleep 9 }";
    const outcome = await run(stagesOf(stage("A", steps)));
    expect(outcome).toMatchObject({ result: "ABORTED", pipelines: [{ finished: 13 }] });
    expect(outcome.log).toContain("Timeout set to expire after 5 sec without activity");
  });

  test("what a long script prints meanwhile is not known, so such a limit is not judged", async () => {
    const outcome = await run(stagesOf(stage("A", "timeout(time: 5, unit: 'SECONDS', activity: true) { sh 'sleep 9' }")));
    expect(summaries(outcome)).toEqual(["Not simulated: a script that takes longer than a time limit with activity"]);
  });

  test("the conditions of a stage's last attempt are about that attempt", async () => {
    const steps = "script { env.TRY = (env.TRY ?: '0').toInteger() + 1\nif (env.TRY == '1') error 'not yet' }";
    const text = stagesOf(
      stage("A", steps, "options { retry(2) }\npost { failure { echo 'heard failure' }\nsuccess { echo 'heard success' } }"),
    );
    expect([...(await run(text)).log.matchAll(/^heard (\w+)/gm)].map((match) => match[1])).toEqual(["failure", "success"]);
  });

  test("a failure that no condition of a retry fits is not tried again", async () => {
    expect((await run(stagesOf(stage("A", "retry(count: 3, conditions: [agent()]) { error 'x' }")))).log).not.toContain("Retrying");
  });
});

describe("branches and stages of scripts", () => {
  test("branches as a map, with stages that a script names", async () => {
    const steps =
      "script { def all = ['a', 'b'].collectEntries { n -> [(n): { stage(\"Do ${n}\") { sh \"echo ${n} > ${n}.txt\" } }] }\nparallel all\nsh 'ls *.txt' }";
    const outcome = await run(stagesOf(stage("A", steps)));
    expect(outcome).toMatchObject({ result: "SUCCESS", stages: { "Do a": "success", "Do b": "success" } });
    expect(outcome.log).toContain("\na.txt\nb.txt\n");
  });

  test("a stage of a script that fails and is caught fails alone", async () => {
    const outcome = await run(stagesOf(stage("A", "script { try { stage('In') { error 'x' } } catch (e) { echo 'caught' } }")));
    expect(outcome).toMatchObject({ result: "SUCCESS", stages: { A: "success", In: "failed" } });
  });

  test("what fails at once stops a sibling in its script, and the stage around both has failed", async () => {
    const inner = `${stage("Bad", "sh 'exit 1'")}\n${stage("Slow", "sh 'sleep 60'", "post { aborted { echo 'slow was stopped' } }")}`;
    const outcome = await run(
      stagesOf(`stage('Both') {\nfailFast true\nparallel {\n${inner}\n}\npost { failure { echo 'both failed' } }\n}`),
    );
    expect(outcome).toMatchObject({ result: "FAILURE", stages: { Both: "failed", Bad: "failed", Slow: "canceled" } });
    for (const line of ["slow was stopped", "both failed", "Sending interrupt signal to process"]) expect(outcome.log).toContain(line);
  });

  test("a machine's PATH can be put in front of", async () => {
    const text = stagesOf(stage("A", "sh 'echo \"[$PATH]\"'"), 'agent any\nenvironment { PATH = "/opt/x:${env.PATH}" }');
    expect((await run(text)).log).toMatch(/\[\/opt\/x:\/usr\/local\/sbin:.*:\/bin\]/);
  });
});

describe("what is not simulated", () => {
  test.each([
    { why: "a step of a plugin", steps: "withSonarQubeEnv('x') { echo 'y' }", says: 'the step "withSonarQubeEnv"' },
    { why: "a step that nobody knows", steps: "ehco 'y'", says: 'no step is named "ehco". Did you mean "echo"?' },
    { why: "another job", steps: "build 'other'", says: 'the step "build"' },
    { why: "another shell", steps: "bat 'dir'", says: 'the step "bat"' },
    { why: "a Java class", steps: "script { echo Thread.currentThread().toString() }", says: "the class Thread" },
    { why: "a Java class with a short name", steps: "script { echo UUID.randomUUID().toString() }", says: "the class UUID" },
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
