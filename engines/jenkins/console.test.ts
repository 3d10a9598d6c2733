// biome-ignore-all lint/suspicious/noTemplateCurlyInString: pipelines hold Groovy's own placeholders

import { expect, test } from "vitest";
import { spoken } from "./run/steps/durations.ts";
import { run, stage, stagesOf } from "./testing.ts";

/** What stands between the first line of stage A and its last. */
const linesOf = (log: string, first = "[Pipeline] { (A)") => {
  const inside = log.slice(log.indexOf(`${first}\n`) + first.length + 1);
  return inside.slice(0, inside.lastIndexOf("[Pipeline] // stage")).split("\n").slice(0, -2);
};

test.each([
  {
    why: "a step that runs its block twice begins and ends once",
    steps: "retry(2) { error 'bad' }",
    says: ["retry", "{", "error", "}", "ERROR: bad", "Retrying", "{", "error", "}", "// retry"],
  },
  {
    why: "what is caught is told behind the block, with the message in front",
    steps: "catchError(message: 'told', buildResult: 'UNSTABLE') { error 'bad' }",
    says: ["catchError", "{", "error", "}", "ERROR: told", "ERROR: bad", "// catchError"],
  },
  {
    why: "an exception is told with its class",
    steps: "warnError('told') { script { throw new IllegalStateException('bad') } }",
    says: ["warnError", "{", "script", "{", "}", "// script", "}", "ERROR: told", "java.lang.IllegalStateException: bad", "// warnError"],
  },
  {
    why: "what a script printed stands in front of its being stopped",
    steps: "catchError { timeout(time: 2, unit: 'SECONDS') { sh 'echo on\\nsleep 9' } }",
    says: [
      ...["catchError", "{", "timeout", "Timeout set to expire in 2 sec", "{", "sh", "+ echo on", "on"],
      ...["Cancelling nested steps due to timeout", "Sending interrupt signal to process", "script returned exit code 143"],
      ...["}", "// timeout", "}", "Timeout has been exceeded", "// catchError"],
    ],
  },
  {
    why: "a lock is let go behind the block",
    steps: "lock('it') { echo 'in' }",
    says: [
      "lock",
      "Trying to acquire lock on [Resource: it]",
      "Lock acquired on [Resource: it]",
      "{",
      "echo",
      "in",
      "}",
      "Lock released on resource [Resource: it]",
      "// lock",
    ],
  },
  {
    why: "a stash that is there is overwritten, and that is told",
    steps: "stash name: 's', includes: 'package.json'\nstash name: 's', includes: '*'",
    says: ["stash", "Stashed 1 file(s)", "stash", "Warning: overwriting stash ‘s’", "Stashed 2 file(s)"],
  },
  {
    why: "branches begin together, and each that fails says so",
    steps: "parallel a: { echo 'x' }, b: { error 'bad' }",
    says: [...["parallel", "{ (Branch: a)", "{ (Branch: b)", "echo", "x", "}", "error", "}", "Failed in branch b"], "// parallel"],
  },
  {
    why: "a question without values has its answers in the log",
    steps: "input message: 'Go?', ok: 'Ship'",
    says: ["input", "Go?", "Ship or Abort", "Approved by mia"],
  },
  {
    why: "one with values has a form",
    steps: "input message: 'Go?', parameters: [string(name: 'X')]",
    says: ["input", "Input requested", "Approved by mia"],
  },
])("$why", async ({ steps, says }) => {
  const answers = [{ to: "*", action: "proceed" as const, by: "mia", after: 1, values: {} }];
  const { log } = await run(stagesOf(stage("A", steps)), { answers });
  expect(linesOf(log).map((line) => line.replace("[Pipeline] ", ""))).toEqual(says);
});

test("credentials, environment and tools are blocks of their own", async () => {
  const rest = "environment { KEY = credentials('token')\nX = 'x' }\ntools { maven 'maven-3' }";
  const { log } = await run(stagesOf(stage("A", "echo 'in'", rest)));
  expect(linesOf(log)).toEqual([
    ...["[Pipeline] withCredentials", "Masking supported pattern matches of $KEY", "[Pipeline] {"],
    ...["[Pipeline] withEnv", "[Pipeline] {", "[Pipeline] tool", "[Pipeline] envVarsForTool", "[Pipeline] withEnv", "[Pipeline] {"],
    ...["[Pipeline] echo", "in", "[Pipeline] }", "[Pipeline] // withEnv", "[Pipeline] }", "[Pipeline] // withEnv"],
    ...["[Pipeline] }", "[Pipeline] // withCredentials"],
  ]);
});

test("a build from its first line to its last", async () => {
  const { log } = await run(stagesOf(`${stage("A", "error 'bad'")}\n${stage("B", "echo 'never'")}`));
  expect(log.replace(/[0-9a-f]{40}/, "COMMIT").split("\n")).toEqual([
    ...["Branch event", "[Pipeline] Start of Pipeline", "[Pipeline] node", "Running on one in /home/jenkins/workspace/shop_main"],
    ...["[Pipeline] {", "[Pipeline] stage", "[Pipeline] { (Declarative: Checkout SCM)", "[Pipeline] checkout"],
    ...["Checking out Revision COMMIT (main)", "[Pipeline] }", "[Pipeline] // stage", "[Pipeline] withEnv", "[Pipeline] {"],
    ...["[Pipeline] stage", "[Pipeline] { (A)", "[Pipeline] error", "[Pipeline] }", "[Pipeline] // stage"],
    ...["[Pipeline] stage", "[Pipeline] { (B)", 'Stage "B" skipped due to earlier failure(s)', "[Pipeline] getContext"],
    ...["[Pipeline] }", "[Pipeline] // stage", "[Pipeline] }", "[Pipeline] // withEnv", "[Pipeline] }", "[Pipeline] // node"],
    ...["[Pipeline] End of Pipeline", "ERROR: bad", "Finished: FAILURE", ""],
  ]);
});

test("a no to a question is told once, at the end", async () => {
  const answers = [{ to: "*", action: "abort" as const, by: "mia", after: 1, values: {} }];
  const { log } = await run(stagesOf(stage("A", "input 'Go?'")), { answers });
  expect(log.match(/Rejected by mia/g)).toHaveLength(1);
  expect(log.trimEnd().split("\n").slice(-2)).toEqual(["Rejected by mia", "Finished: ABORTED"]);
});

test.each([
  [0.25, "0.25 sec"],
  [2, "2 sec"],
  [2.5, "2.5 sec"],
  [45, "45 sec"],
  [60, "1 min 0 sec"],
  [330, "5 min 30 sec"],
  [1800, "30 min"],
  [3600, "1 hr 0 min"],
  [43_200, "12 hr"],
  [86_400, "1 day 0 hr"],
  [7 * 86_400, "7 days 0 hr"],
])("%d seconds are said as %s", (seconds, text) => expect(spoken(seconds)).toBe(text));
