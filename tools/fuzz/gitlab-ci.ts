import { readFileSync } from "node:fs";
import { checkConfiguration, configurationPath, parseConfiguration, surroundingsOf } from "#engines/gitlab-ci";
import { runGitlab } from "#engines/gitlab-ci/run";
import { isError } from "#engines/source";
import { fuzzWorld, seedsIn } from "./seeds.ts";
import type { FuzzTarget } from "./target.ts";

const everything = `
stages: [build, test, deploy]
workflow:
  name: "for $CI_COMMIT_BRANCH"
  auto_cancel: { on_new_commit: interruptible, on_job_failure: all }
  rules: [{ if: $CI_COMMIT_TAG, when: never }, { when: always }]
default: { retry: { max: 1, when: script_failure }, interruptible: true, cache: { key: { files: [package-lock.json] }, paths: [node_modules/] } }
variables: { A: one, B: { value: "$A two", expand: false } }
.base: &base
  before_script: [echo "$B"]
  variables: { C: "\${A}3" }
build:
  extends: .base
  stage: build
  script:
    - !reference [.base, before_script]
    - mkdir -p dist; echo "X=$RANDOM" > vars.env; cp vars.env dist/
  artifacts: { paths: [dist/], reports: { dotenv: vars.env }, expire_in: 1 week, untracked: true }
test:
  <<: *base
  parallel: { matrix: [{ OS: [a, b], V: ["1", "2"] }] }
  script: 'for i in 1 2 3; do echo "$OS $V $i"; done | grep -c a || true'
  allow_failure: { exit_codes: [3] }
  needs: [build]
old: { script: date, only: { refs: [branches, /^v.*$/], variables: [$A =~ /o/] }, except: [tags] }
ask: { stage: deploy, when: manual, script: [sleep 3], environment: { name: review/$CI_COMMIT_REF_SLUG, on_stop: stop, auto_stop_in: 1 day }, resource_group: r }
stop: { stage: deploy, when: manual, script: "true", environment: { name: review/$CI_COMMIT_REF_SLUG, action: stop } }
child: { stage: deploy, trigger: { include: child.yml, strategy: depend }, needs: ["test: [a, 1]"] }
`;

/** Everything about files that come from elsewhere, with inputs. */
const included = `spec:
  inputs:
    stage: { default: test, options: [test, deploy] }
    after: { type: array, default: [unit] }
    times: { type: number, default: 1 }
    version: { default: v1, regex: '^v\\d' }
---
include:
  - { project: larder/ci-templates, ref: v2, file: [/node.yml, /retry.yml] }
  - component: $CI_SERVER_FQDN/larder/components/smoke-test@1
    inputs: { environment: staging, stage: "$[[ inputs.stage ]]", after: ["unit"] }
    rules: [{ if: $CI_COMMIT_BRANCH == "main" }, { changes: { paths: [package.json], compare_to: main }, when: never }]
  - local: "child.yml"
unit: { extends: .node, script: ["echo $[[ inputs.version | expand_vars | truncate(0,3) ]]"] }
"job-$[[ inputs.stage ]]":
  needs: $[[ inputs.after ]]
  script: 'echo "$[[ inputs.version ]]"'
start: { trigger: { include: [{ local: child.yml, inputs: { a: b } }] } }
`;

const files = [{ path: "child.yml", text: "inner: { script: echo in, rules: [{ if: $CI_PIPELINE_SOURCE == 'parent_pipeline' }] }" }];

/** Parses, checks and runs a `.gitlab-ci.yml`. */
export const target: FuzzTarget = {
  name: "gitlab-ci",
  seeds: [
    everything,
    included,
    ...seedsIn("content/labs", /\.gitlab-ci\.yml$/),
    readFileSync("engines/gitlab-ci/testdata/valid.yml", "utf8"),
  ],
  run: async (text) => {
    const world = fuzzWorld();
    const all = [...world.repository, ...files, { path: ".gitlab-ci.yml", text }];
    const { model, diagnostics } = parseConfiguration(all, [configurationPath], surroundingsOf(world));
    if ([...diagnostics, ...checkConfiguration(model)].some(isError)) return;
    await runGitlab(model, all, world, {
      event: { kind: "push", branch: "main", changes: ["package.json"] },
      conditions: new Set(["unit-tests-fail"]),
      approve: ["*"],
      before: [],
      later: [{ after: 5, event: { kind: "merge-request", from: "feature/x", into: "main", changes: [] }, conditions: new Set() }],
      epoch: 1_790_000_000,
      seed: 1,
    });
  },
};
