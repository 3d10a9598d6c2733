// biome-ignore-all lint/suspicious/noTemplateCurlyInString: pipelines hold Groovy's own placeholders

import { expect, test } from "vitest";
import type { JenkinsScenario } from "./run.ts";
import { run, scenario, stage, stagesOf } from "./testing.ts";

// What an engineer who knows declarative pipelines expects of small ones, as Jenkins' documentation says.

type Row = {
  readonly why: string;
  readonly text: string;
  readonly given?: Partial<JenkinsScenario>;
  readonly result?: string;
  readonly stages?: Readonly<Record<string, string>>;
  /** In this order. */
  readonly log?: readonly string[];
  readonly not?: readonly string[];
};

const fails = new Set(["tests-fail"]);

test.each<Row>([
  {
    why: "post runs in its fixed order, whatever the file's",
    text: stagesOf(
      stage("A", "sh 'check'"),
      "agent any\npost { cleanup { echo '[cleanup]' }\nfailure { echo '[failure]' }\nalways { echo '[always]' }\nunsuccessful { echo '[unsuccessful]' }\nchanged { echo '[changed]' } }",
    ),
    given: { conditions: fails, previousResult: "SUCCESS" },
    result: "FAILURE",
    log: ["[always]", "[changed]", "[unsuccessful]", "[failure]", "[cleanup]"],
  },
  {
    why: "fixed and regression look at the build before",
    text: stagesOf(stage("A", "sh 'check'"), "agent any\npost { fixed { echo '[fixed]' }\nregression { echo '[regression]' } }"),
    given: { previousResult: "FAILURE" },
    log: ["[fixed]"],
    not: ["[regression]"],
  },
  {
    why: "without a build before, the first one has changed, and is nothing's regression",
    text: stagesOf(stage("A", "sh 'check'"), "agent any\npost { changed { echo '[changed]' }\nregression { echo '[regression]' } }"),
    given: { conditions: fails, number: 1 },
    log: ["[changed]"],
    not: ["[regression]"],
  },
  {
    why: "an unstable stage lets the next run, and its failure post does not",
    text: stagesOf(
      `${stage("A", "unstable 'meh'", "post { failure { echo '[failure]' }\nunstable { echo '[unstable]' } }")}\n${stage("B", "echo '[b]'")}`,
    ),
    result: "UNSTABLE",
    stages: { A: "unstable", B: "success" },
    log: ["[unstable]", "[b]"],
    not: ["[failure]"],
  },
  {
    why: "skipStagesAfterUnstable",
    text: stagesOf(`${stage("A", "unstable 'meh'")}\n${stage("B", "echo '[b]'")}`, "agent any\noptions { skipStagesAfterUnstable() }"),
    result: "UNSTABLE",
    stages: { A: "unstable", B: "skipped" },
    not: ["[b]"],
  },
  {
    why: "catchError marks the stage and goes on behind it",
    text: stagesOf(
      `${stage("A", "catchError(buildResult: 'SUCCESS', stageResult: 'FAILURE') { sh 'exit 1' }\necho '[after]'")}\n${stage("B", "echo '[b]'")}`,
    ),
    result: "SUCCESS",
    stages: { A: "failed", B: "success" },
    log: ["[after]", "[b]"],
  },
  {
    why: "retry(3) is three attempts in all",
    text: stagesOf(stage("A", "retry(3) { echo '[try]'\nsh 'exit 1' }")),
    result: "FAILURE",
    log: ["[try]", "[try]", "[try]"],
  },
  {
    why: "a time limit aborts",
    text: stagesOf(stage("A", "timeout(time: 2, unit: 'SECONDS') { sh 'check' }"), "agent any\npost { aborted { echo '[aborted]' } }"),
    result: "ABORTED",
    log: ["[aborted]"],
  },
  {
    why: "failFast aborts the siblings",
    text: stagesOf(
      `stage('P') {\nfailFast true\nparallel {\n${stage("Quick", "sh 'exit 1'")}\n${stage("Slow", "sh 'check'\necho '[slow went on]'")}\n}\n}`,
    ),
    result: "FAILURE",
    not: ["[slow went on]"],
  },
  {
    why: "without it they go on to their end",
    text: stagesOf(
      `stage('P') {\nparallel {\n${stage("Quick", "sh 'exit 1'")}\n${stage("Slow", "sh 'check'\necho '[slow went on]'")}\n}\n}`,
    ),
    result: "FAILURE",
    log: ["[slow went on]"],
  },
  {
    why: "a matrix multiplies its axes and leaves out what is excluded",
    text: stagesOf(
      `stage('M') {\nmatrix {\naxes { axis { name 'OS'\nvalues 'linux', 'mac' }\naxis { name 'DB'\nvalues 'pg', 'my' } }\nexcludes { exclude { axis { name 'OS'\nvalues 'mac' }\naxis { name 'DB'\nvalues 'my' } } }\nstages {\n${stage("T", 'echo "[${OS}-${DB}]"')}\n}\n}\n}`,
    ),
    result: "SUCCESS",
    log: ["[linux-pg]"],
    not: ["[mac-my]"],
  },
  {
    why: "single quotes leave dollars to the shell, double quotes fill them in before",
    text: stagesOf(stage("A", "sh 'X=shell; echo \"[$X]\"'\nsh \"echo '[${env.X}]'\""), "agent any\nenvironment { X = 'groovy' }"),
    log: ["[shell]", "[groovy]"],
  },
  {
    why: "each sh is a process of its own, and the files stay",
    text: stagesOf(stage("A", "sh 'X=1; echo made > file; cd /tmp'\nsh 'echo \"[$X][$(cat file)]\"'")),
    log: ["[][made]"],
  },
  {
    why: "a new agent is a new workspace: files cross by stash",
    text: stagesOf(
      `${stage("A", "sh 'echo x > a.txt; echo y > b.txt'\nstash name: 's', includes: 'a.*'", "agent { label 'linux' }")}\n${stage("B", "unstash 's'\nsh 'ls *.txt'", "agent { label 'big' }")}`,
      "agent none",
    ),
    result: "SUCCESS",
    log: ["a.txt"],
    not: ["b.txt"],
  },
  {
    why: "credentials give two more variables, and are hidden",
    text: stagesOf(stage("A", "sh 'echo \"[$ACCOUNT_USR][$ACCOUNT_PSW]\"'"), "agent any\nenvironment { ACCOUNT = credentials('account') }"),
    log: ["[ci][****]"],
    not: ["pa55-22"],
  },
  {
    why: "beforeAgent keeps a machine from being asked for",
    text: stagesOf(stage("A", "echo '[a]'", "agent { label 'linux' }\nwhen { beforeAgent true\nbranch 'other' }"), "agent none"),
    stages: { A: "skipped" },
    not: ["Running on"],
  },
  {
    why: "otherwise it is asked for, and then the condition looked at",
    text: stagesOf(stage("A", "echo '[a]'", "agent { label 'linux' }\nwhen { branch 'other' }"), "agent none"),
    stages: { A: "skipped" },
    log: ["Running on", 'Stage "A" skipped due to when conditional'],
  },
  {
    why: "parameters have their defaults, and a person's values over them",
    text: stagesOf(
      stage("A", 'echo "[${params.WHO}][${params.DRY}]"'),
      "agent any\nparameters { string(name: 'WHO', defaultValue: 'me')\nbooleanParam(name: 'DRY', defaultValue: false) }",
    ),
    given: { event: { ...scenario.event, cause: { kind: "user", user: "mia" }, parameters: { DRY: true } } },
    log: ["[me][true]"],
  },
  {
    why: "stages behind a failure are passed over, with their post",
    text: stagesOf(`${stage("A", "sh 'exit 1'")}\n${stage("B", "echo '[b]'", "post { always { echo '[b post]' } }")}`),
    stages: { A: "failed", B: "skipped" },
    not: ["[b]", "[b post]"],
  },
  {
    why: "returnStatus fails nothing, returnStdout is the output",
    text: stagesOf(
      stage(
        "A",
        "script {\ndef s = sh(script: 'exit 3', returnStatus: true)\ndef t = sh(script: 'echo out', returnStdout: true).trim()\necho \"[${s}][${t}]\"\n}",
      ),
    ),
    result: "SUCCESS",
    log: ["[3][out]"],
  },
  {
    why: "a pipe does not fail by its first part, a line by itself does",
    text: stagesOf(`${stage("A", "sh 'false | true'")}\n${stage("B", "sh '''false\necho no'''")}`),
    stages: { A: "success", B: "failed" },
  },
  {
    why: "environment of a stage over the pipeline's, withEnv over both",
    text: stagesOf(
      stage("A", "sh 'echo \"[$X]\"'\nwithEnv(['X=inner']) { sh 'echo \"[$X]\"' }", "environment { X = 'stage' }"),
      "agent any\nenvironment { X = 'pipeline' }",
    ),
    log: ["[stage]", "[inner]"],
  },
])("$why", async ({ text, given, result, stages, log = [], not = [] }) => {
  const outcome = await run(text, given);
  if (result !== undefined) expect(outcome.result).toBe(result);
  if (stages) expect(outcome.stages).toMatchObject(stages);
  let at = 0;
  for (const says of log) {
    expect(outcome.log.slice(at)).toContain(says);
    at = outcome.log.indexOf(says, at) + says.length;
  }
  for (const says of not) expect(outcome.log).not.toContain(says);
});
