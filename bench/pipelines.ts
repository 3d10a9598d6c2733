import { readFileSync } from "node:fs";
import { checkConfiguration, parseConfiguration } from "#engines/gitlab-ci";
import { runGitlab } from "#engines/gitlab-ci/run";
import type { SourceFile } from "#engines/source";
import { fuzzWorld } from "#tools/fuzz/seeds";
import { ms, row, time } from "./measure.ts";

/** A pipeline as somebody would write it: one job builds, the others work on what it made, the last deploys. */
function pipelineOf(jobs: number): string {
  const workers = Array.from(
    { length: jobs - 2 },
    (_, index) => `
check-${index}:
  stage: test
  needs: [build]
  script:
    - cp dist/app.txt app-${index}.txt
    - for part in a b c; do echo "$CI_JOB_NAME $part" >> app-${index}.txt; done
    - grep -c "$CI_JOB_NAME" app-${index}.txt
  artifacts: { paths: ["app-${index}.txt"] }
`,
  );
  return `
stages: [build, test, deploy]
default: { retry: 1 }
variables: { MODE: fast }
build:
  stage: build
  script: [mkdir -p dist, 'echo "$CI_COMMIT_SHA" > dist/app.txt']
  artifacts: { paths: [dist/] }
${workers.join("")}
deploy:
  stage: deploy
  rules: [{ if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH }]
  script: ["ls | wc -l", "cat app-0.txt"]
`;
}

/** Parsing, checking and one scenario, warm: of work that was never seen, for which each round has a world of its own, and of work seen before. */
export async function benchPipelines(): Promise<void> {
  console.log("One scenario of a GitLab pipeline, from text to outcome (targets: 10 jobs 15 ms, 300 jobs 300 ms)");
  const world = fuzzWorld();
  const once = async (text: string, seen = false) => {
    const files: SourceFile[] = [...world.repository, { path: ".gitlab-ci.yml", text }];
    const { model, diagnostics } = parseConfiguration(files);
    const found = [...diagnostics, ...checkConfiguration(model)].find(({ severity }) => severity === "error");
    if (found) throw new Error(`the benchmark's pipeline is refused: ${found.summary}`);
    const happening = { event: { kind: "push" as const, branch: "main", changes: [] }, conditions: new Set<string>() };
    const told = { ...happening, approve: [], before: [], later: [], epoch: 1_790_000_000, seed: 1 };
    const outcome = await runGitlab(model, files, seen ? world : { ...world }, told);
    if (outcome.pipelines[0]?.status !== "success") throw new Error(`the benchmark's pipeline ended as ${outcome.pipelines[0]?.status}`);
  };
  const small = await time(() => once(pipelineOf(10)), { warm: 200, count: 100 });
  row("10 jobs, never seen", `median ${ms(small.median)}, 95th ${ms(small.p95)}`);
  const large = await time(() => once(pipelineOf(300)), { warm: 10, count: 20 });
  row(
    "300 jobs, never seen",
    `median ${ms(large.median)}, 95th ${ms(large.p95)}, ${(large.median / small.median).toFixed(1)} times the small one`,
  );
  const known = await time(() => once(pipelineOf(10), true), { warm: 50, count: 100 });
  row("10 jobs, seen before", `median ${ms(known.median)}, 95th ${ms(known.p95)}`);
  const knownLarge = await time(() => once(pipelineOf(300), true), { warm: 5, count: 20 });
  row("300 jobs, seen before", `median ${ms(knownLarge.median)}, 95th ${ms(knownLarge.p95)}`);
  let keystrokes = 0;
  const text = readFileSync("content/labs/stop-waiting/start/.gitlab-ci.yml", "utf8");
  const keystroke = await time(
    () => parseConfiguration([{ path: ".gitlab-ci.yml", text: `${text}\n${" ".repeat(1 + (keystrokes++ % 9))}` }]),
    { warm: 50, count: 200 },
  );
  row(`reading a file of ${text.split("\n").length} lines`, `median ${ms(keystroke.median)}, 95th ${ms(keystroke.p95)}`);
}
