import { expect, test } from "vitest";
import { renderDiagnostics } from "#engines/source";
import { parseWorld } from "#engines/world";
import { checkConfiguration, type Event, parseConfiguration } from "./index.ts";
import { type GitlabScenario, runGitlab } from "./run.ts";

// What an engineer who knows GitLab expects of small pipelines, as its documentation says.
const world = parseWorld([
  {
    path: "world.yaml",
    text: `title: Test
project: { path: a/b, default-branch: main, protected-branches: [main], url: "https://gitlab.example/a/b" }
variables: { SETTING: { value: settings } }
`,
  },
  { path: "programs/work.yaml", text: "program: work\ncalls:\n  - usage: work\n    steps:\n      - takes: 10m\n" },
]).model;

const push: Event = { kind: "push", branch: "main", changes: ["src/a.js"] };
const tag: Event = { kind: "tag", tag: "v1.2.0" };
const schedule: Event = { kind: "schedule", branch: "main" };
const request: Event = { kind: "merge-request", from: "x", into: "main", changes: ["docs/a.md"] };
const web = (variables: Record<string, string>): Event => ({ kind: "web", branch: "main", variables });

async function run(text: string, given: Partial<GitlabScenario> = {}) {
  const files = [
    { path: ".gitlab-ci.yml", text },
    { path: "lock", text: "1" },
  ];
  const { model, diagnostics } = parseConfiguration(files);
  expect(renderDiagnostics(files, [...diagnostics, ...checkConfiguration(model)])).toBe("");
  const base = { event: push, conditions: new Set<string>(), approve: [], before: [], later: [], epoch: 1_790_000_000, seed: 1 };
  return runGitlab(model, files, world, { ...base, ...given });
}

type Row = {
  readonly why: string;
  readonly text: string;
  readonly given?: Partial<GitlabScenario>;
  readonly statuses?: Readonly<Record<string, string>>;
  readonly pipeline?: string;
  readonly log?: Readonly<Record<string, string>>;
  readonly attempts?: Readonly<Record<string, number>>;
  readonly started?: Readonly<Record<string, number>>;
  readonly finished?: Readonly<Record<string, number>>;
  readonly artifacts?: Readonly<Record<string, readonly string[]>>;
};

const ok = 'script: "true"';

test.each<Row>([
  {
    why: "dotenv variables reach every later job, over its own, unless it takes no artifacts",
    text: `
make: { stage: build, script: 'echo "V=1.2" > v.env', artifacts: { reports: { dotenv: v.env } } }
all: { stage: test, variables: { V: own }, script: 'echo "v=$V"' }
none: { stage: test, dependencies: [], script: 'echo "v=$V"' }
need: { stage: test, needs: [{ job: make, artifacts: false }], script: 'echo "v=$V"' }
late: { stage: deploy, script: 'echo "v=$V"' }
`,
    log: { all: "\nv=1.2\n", none: "\nv=\n", need: "\nv=\n", late: "\nv=1.2\n" },
  },
  {
    why: "a retry looks at the exit status",
    text: "a: { script: exit 137, retry: { max: 2, exit_codes: [137] }, allow_failure: true }\nb: { script: exit 1, retry: { max: 2, exit_codes: 137 } }\n",
    attempts: { a: 3, b: 1 },
    statuses: { a: "failed", b: "failed" },
    pipeline: "failed",
  },
  {
    why: "a failure is allowed by its exit status, and the next stage goes on",
    text: `a: { stage: build, script: exit 42, allow_failure: { exit_codes: [42, 43] } }\nb: { stage: test, ${ok} }\n`,
    statuses: { a: "failed", b: "success" },
    pipeline: "success",
  },
  {
    why: "a delayed job waits its time, and what comes after waits for it",
    text: `a: { stage: build, when: delayed, start_in: 30 minutes, ${ok} }\nb: { stage: test, ${ok} }\n`,
    started: { a: 1800, b: 1800 },
  },
  {
    why: "on_failure runs after a failure in an earlier stage, and the pipeline has failed all the same",
    text: `a: { stage: build, script: exit 1 }\nb: { stage: test, ${ok} }\nc: { stage: test, when: on_failure, ${ok} }\nd: { stage: deploy, when: always, ${ok} }\n`,
    statuses: { a: "failed", b: "skipped", c: "success", d: "success" },
    pipeline: "failed",
  },
  {
    why: "after_script has five minutes, and cannot fail the job",
    text: `a: { ${ok}, after_script: [echo begin, work, echo end] }\nb: { ${ok}, after_script: [exit 1] }\n`,
    statuses: { a: "success", b: "success" },
    finished: { a: 300 },
  },
  {
    why: "after_script knows how the job went; before_script and script are one shell",
    text: "a: { before_script: [X=1], script: ['echo \"x=$X\"', exit 3], after_script: ['echo \"$CI_JOB_STATUS/$X\"'] }\n",
    log: { a: "\nfailed/\n" },
    statuses: { a: "failed" },
  },
  {
    why: "what a script has printed before it is stopped stays in the log, with what came before it in the same shell",
    text: `stopped: { timeout: 15m, script: [echo one, work, 'x=$(echo two); echo "$x"; work', echo never] }
cleaned: { variables: { RUNNER_SCRIPT_TIMEOUT: 5m }, before_script: [echo first], script: [echo second >&2, sleep 1000], after_script: [echo third] }
`,
    statuses: { stopped: "failed", cleaned: "failed" },
    log: { stopped: '\none\n$ work\n$ x=$(echo two); echo "$x"; work\ntwo\n', cleaned: "\nsecond\n$ sleep 1000\n$ echo third\nthird\n" },
  },
  {
    why: "the log says which artifacts were found, folders and all",
    text: `found: { script: [mkdir -p dist/sub, touch dist/a dist/sub/b c.txt], artifacts: { paths: [dist/, "*.txt", gone] } }
none: { script: [":"], artifacts: { paths: [gone/] } }
`,
    log: {
      found: `Uploading artifacts...
dist/: found 4 matching artifact files and directories
*.txt: found 1 matching artifact files and directories
WARNING: gone: no matching files. Ensure that the artifact path is relative to the working directory (/builds/a/b)
Job succeeded
`,
      none: `working directory (/builds/a/b)\nERROR: No files to upload\nJob succeeded\n`,
    },
  },
  {
    why: "a job whose time is up does not clean up and leaves nothing, unless the script is stopped before",
    text: `up: { timeout: 5m, script: [echo a > out, sleep 1000], after_script: [echo cleaned], artifacts: { when: always, paths: [out] } }
kept: { timeout: 10m, variables: { RUNNER_SCRIPT_TIMEOUT: 5m }, script: [echo a > out, sleep 1000], after_script: [echo cleaned], artifacts: { when: always, paths: [out] } }
late: { timeout: 5m, script: [sleep 100], after_script: [sleep 1000] }
cut: { variables: { RUNNER_AFTER_SCRIPT_TIMEOUT: 1m30s }, script: [sleep 100], after_script: [sleep 1000] }
`,
    statuses: { up: "failed", kept: "failed", late: "failed", cut: "success" },
    finished: { up: 300, kept: 300, late: 300, cut: 190 },
    artifacts: { up: [], kept: ["out"] },
    log: { kept: "$ echo cleaned\ncleaned\n" },
  },
  {
    why: "a pipe fails with its first part",
    text: "a: { script: [false | true] }\n",
    statuses: { a: "failed" },
  },
  {
    why: "needs: [] starts at once, also when an earlier stage fails",
    text: `a: { stage: build, script: [work, exit 1] }\nb: { stage: deploy, needs: [], ${ok} }\n`,
    started: { b: 0 },
    statuses: { a: "failed", b: "success" },
  },
  {
    why: "a manual job in rules blocks the pipeline, and later stages wait",
    text: `a: { stage: build, rules: [{ when: manual }], ${ok} }\nb: { stage: test, ${ok} }\n`,
    statuses: { a: "manual", b: "created" },
    pipeline: "manual",
  },
  {
    why: "one that may fail does not block",
    text: `a: { stage: build, rules: [{ when: manual, allow_failure: true }], ${ok} }\nb: { stage: test, ${ok} }\n`,
    statuses: { a: "manual", b: "success" },
    pipeline: "success",
  },
  {
    why: "a timeout can be tried again",
    text: "a: { script: work, timeout: 1 minute, retry: { max: 1, when: job_execution_timeout } }\n",
    attempts: { a: 2 },
    statuses: { a: "failed" },
  },
  {
    why: "who starts a pipeline overrides the settings, those the job, the rule's the job's, and the job's the file's",
    text: `
variables: { A: file, B: file, C: file, SETTING: file }
a:
  variables: { B: job, C: job, SETTING: job }
  rules: [{ if: $CI_COMMIT_BRANCH, variables: { C: rule } }]
  script: 'echo "$A $B $C $SETTING $GIVEN"'
`,
    given: { event: web({ GIVEN: "given", A: "given" }) },
    log: { a: "given job rule settings given" },
  },
  {
    why: "only jobs of .pre and .post are no pipeline",
    text: `a: { stage: .pre, ${ok} }\nb: { stage: .post, ${ok} }\n`,
    statuses: {},
  },
  {
    why: "rules:changes is true for tags and schedules",
    text: `a: { rules: [{ changes: [none] }], ${ok} }\n`,
    given: { event: tag },
    statuses: { a: "success" },
  },
  {
    why: "rules:changes of a request looks at its files",
    text: `a: { rules: [{ changes: { paths: ["docs/**/*"], compare_to: refs/heads/main } }], ${ok} }\nb: { rules: [{ changes: [src/*] }], ${ok} }\n`,
    given: { event: request },
    statuses: { a: "success" },
  },
  {
    why: "compared with a ref, a tag of the same commit changes nothing",
    text: `a: { rules: [{ changes: { paths: ["**/*"], compare_to: main } }], ${ok} }\nb: { ${ok} }\n`,
    given: { event: tag },
    statuses: { b: "success" },
  },
  {
    why: "a branch is no variable of a request, nor of a tag",
    text: `a: { rules: [{ if: $CI_COMMIT_BRANCH }], ${ok} }\nb: { rules: [{ if: $CI_COMMIT_TAG =~ /^v\\d+\\.\\d+/ }], ${ok} }\n`,
    given: { event: tag },
    statuses: { b: "success" },
  },
  {
    why: "a schedule sees its source",
    text: `a: { rules: [{ if: $CI_PIPELINE_SOURCE == "schedule" }], script: 'echo "$CI_PIPELINE_SOURCE"' }\nb: { except: [schedules], ${ok} }\n`,
    given: { event: schedule },
    log: { a: "\nschedule\n" },
    statuses: { a: "success" },
  },
  {
    why: "artifacts are kept when the job fails only if it says so",
    text: `
a: { stage: build, script: [touch a, exit 1], allow_failure: true, artifacts: { paths: [a] } }
b: { stage: build, script: [touch b, exit 1], allow_failure: true, artifacts: { paths: [b], when: always } }
c: { stage: build, script: [touch c], artifacts: { paths: [c], when: on_failure } }
d: { stage: test, script: 'ls a b c 2>/dev/null | xargs echo got' }
`,
    statuses: { a: "failed", b: "failed", c: "success", d: "failed" },
    log: { d: "got b" },
  },
  {
    why: "inherit takes what it names, and nothing else",
    text: `
default: { before_script: [echo default], retry: 1 }
variables: { A: "1", B: "2" }
a: { inherit: { default: [retry], variables: [B] }, script: 'echo "a=$A b=$B"; exit 1' }
`,
    log: { a: "a= b=2" },
    attempts: { a: 2 },
  },
  {
    why: "a job that is skipped skips what needs it, not what comes in a later stage of its own accord",
    text: `
a: { stage: build, when: on_failure, ${ok} }
b: { stage: test, needs: [a], ${ok} }
c: { stage: test, ${ok} }
`,
    statuses: { a: "skipped", b: "skipped", c: "success" },
    pipeline: "success",
  },
  {
    why: "an environment is told apart from others by its slug, and a job that a person started knows it",
    text: `
plain: { environment: staging, script: 'echo "$CI_ENVIRONMENT_SLUG"' }
named: { environment: review/Feature_1, when: manual, script: 'echo "$CI_ENVIRONMENT_SLUG $CI_JOB_MANUAL"' }
long: { environment: a-name-of-thirty-characters-or-so, script: 'echo "$CI_ENVIRONMENT_SLUG"' }
`,
    given: { approve: ["named"] },
    log: { plain: "\nstaging\n", named: "\nreview-feature-1-mdfxnb true\n", long: "\na-name-of-thirty-efi75q\n" },
  },
  {
    why: "a job without a checkout has its artifacts and nothing else",
    text: `
make: { stage: build, script: [touch a], artifacts: { paths: [a] } }
none: { variables: { GIT_STRATEGY: none }, script: 'ls' }
clone: { variables: { GIT_STRATEGY: clone }, script: 'ls' }
`,
    log: { none: "$ ls\na\nJob", clone: "$ ls\na\nlock\nJob" },
  },
  {
    why: "a branch may have a name that no environment can have",
    text: `
slug: { environment: review/$CI_COMMIT_REF_SLUG, ${ok} }
name: { environment: review/$CI_COMMIT_REF_NAME, ${ok} }
nothing: { environment: $NOBODY, ${ok} }
`,
    given: { event: { kind: "push", branch: "fix#12", changes: [] } },
    statuses: { slug: "success", name: "failed", nothing: "failed" },
  },
  {
    why: "a reference may stand for variables, for one of them, and for a part of anything",
    text: `
.shared:
  variables: { URL: https://shop.example, MODE: fast }
  environment: { name: staging }
  artifacts: { paths: [out], expire_in: 1 day }
  retry: { max: 1, when: [always] }
  needs: [make]
make: { stage: build, script: [touch out], artifacts: !reference [.shared, artifacts] }
all: { variables: !reference [.shared, variables], needs: !reference [.shared, needs], script: 'echo "$URL $MODE"; ls' }
one:
  variables: { SITE: !reference [.shared, variables, URL] }
  retry: !reference [.shared, retry]
  environment: { name: !reference [.shared, environment, name] }
  dependencies: []
  script: 'echo "$SITE $CI_ENVIRONMENT_NAME"; exit 1'
`,
    log: { all: "\nhttps://shop.example fast\nlock\nout\n", one: "\nhttps://shop.example staging\n" },
    attempts: { one: 2 },
  },
  {
    why: "what pages publish is an artifact",
    text: `
pages: { script: [mkdir public, touch public/a] }
named: { pages: { publish: out }, script: [mkdir out, touch out/b], artifacts: { paths: [c] } }
not: { pages: false, script: [mkdir public, touch public/a] }
`,
    artifacts: { pages: ["public/a"], named: ["out/b"], not: [] },
  },
  {
    why: "the last key a cache falls back to is the one of the variable, as it stands",
    text: `
variables: { CACHE_FALLBACK_KEY: old-protected-too }
fill: { stage: build, script: [touch a], cache: { key: old-protected-too, paths: [a] } }
use: { script: ls a, cache: { key: new, paths: [a], policy: pull } }
same: { script: ls a, variables: { CACHE_FALLBACK_KEY: old-protected-too-non_protected }, cache: { key: new, paths: [a], policy: pull } }
`,
    given: { event: { kind: "push", branch: "other", changes: [] } },
    statuses: { fill: "success", use: "failed", same: "success" },
  },
  {
    why: "variables are filled into the paths of artifacts and reports",
    text: `
a:
  parallel: { matrix: [{ V: [x] }] }
  script: [touch out-x skip-x junit-x.xml]
  artifacts: { paths: [out-$V, skip-*], exclude: [skip-$V], reports: { junit: "junit-$V.xml" } }
`,
    artifacts: { "a: [x]": ["junit-x.xml", "out-x"] },
  },
  {
    why: "a child is given the variables of the job that starts it, and not those a person gave",
    text: `
variables: { FILE: file }
start: { variables: { JOB: job }, trigger: { include: [{ artifact: child.yml, job: make }], strategy: depend }, stage: test }
make:
  stage: build
  script:
    - |
      cat > child.yml <<'END'
      hello: { script: 'echo "$FILE/$JOB/$GIVEN/$CI_PIPELINE_SOURCE"' }
      END
  artifacts: { paths: [child.yml] }
`,
    given: { event: web({ GIVEN: "given" }) },
    log: { hello: "file/job//parent_pipeline" },
    statuses: { make: "success", start: "success", hello: "success" },
  },
])("$why", async ({ text, given, statuses, pipeline, log, attempts, started, finished, artifacts }) => {
  const outcome = await run(text, given);
  const named = <Value>(pick: (job: (typeof outcome.jobs)[number]) => Value) =>
    Object.fromEntries(outcome.jobs.map((job) => [job.name, pick(job)]));
  if (statuses) expect(named(({ status }) => status)).toEqual(statuses);
  if (pipeline) expect(outcome.pipelines[0]?.status).toBe(pipeline);
  if (attempts) expect(named((job) => job.attempts)).toMatchObject(attempts);
  if (started) expect(named((job) => job.started)).toMatchObject(started);
  if (finished) expect(named((job) => job.finished)).toMatchObject(finished);
  if (artifacts) expect(named((job) => job.artifacts)).toMatchObject(artifacts);
  for (const [name, says] of Object.entries(log ?? {}))
    expect(named((job) => job.log.map((piece) => piece.text).join(""))[name]).toContain(says);
});
