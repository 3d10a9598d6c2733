// biome-ignore-all lint/suspicious/noTemplateCurlyInString: pipelines hold Groovy's own placeholders

import { describe, expect, test } from "vitest";
import { run, scenario, stage, stagesOf } from "./testing.ts";

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

  test("the log shows each command with what it prints", async () => {
    const script = 'echo one\nX=2; echo $X\necho "three" | tr a-z A-Z';
    const { log } = await run(stagesOf(stage("A", `sh '''${script}'''`)));
    expect(log).toContain("+ echo one\none\n");
    expect(log).toMatch(/\+ echo 2\n2\n\+ echo three\n\+ tr a-z A-Z\nTHREE\n/);
  });

  test.each([
    { why: "a status that a later line asks for", script: "ls nope || true\nfalse || echo $?", shows: "1" },
    { why: "a command over several lines", script: "if true\nthen\n  echo yes\nfi", shows: "yes" },
    { why: "a document", script: "cat <<EOF\none\nEOF", shows: "one" },
    { why: "a text over several lines", script: 'echo "a\nb"', shows: "a\nb" },
  ])("a script that is more than its lines: $why", async ({ script, shows }) => {
    const { log, result } = await run(stagesOf(stage("A", `sh '''${script}'''`)));
    expect(result).toBe("SUCCESS");
    expect(log).toContain(`\n${shows}\n`);
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
      "ERROR: nope\n",
    );
    const other = "withCredentials([usernamePassword(credentialsId: 'token', usernameVariable: 'U', passwordVariable: 'P')]) { echo 'x' }";
    expect((await run(stagesOf(stage("A", other)))).log).toContain("ERROR: Credentials 'token' is of type 'Secret text' where");
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
