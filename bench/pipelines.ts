import { preview } from "#components/lab-worker/preview";
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
  await benchKeystrokes();
}

/** Some two hundred lines a tool, of which each round has another: what the editor's worker does after a key. */
async function benchKeystrokes(): Promise<void> {
  console.log("Diagnostics and graph after a key (target: 50 ms)");
  const texts = {
    "gitlab-ci": [".gitlab-ci.yml", pipelineOf(24)],
    jenkins: ["Jenkinsfile", jenkinsfileOf(20)],
    "github-actions": [".github/workflows/shop.yml", workflowOf(20)],
  } as const;
  for (const [kind, [path, text]] of Object.entries(texts)) {
    let keys = 0;
    const key = () => preview(kind, [{ path, text: `${text}${" ".repeat(keys++ % 50)}\n` }]);
    const { diagnostics } = await key();
    if (diagnostics.length > 0) throw new Error(`the benchmark's ${path} is refused: ${diagnostics[0]?.summary}`);
    const { median, p95 } = await time(key, { warm: 50, count: 200 });
    row(`${kind}, ${text.split("\n").length} lines`, `median ${ms(median)}, 95th ${ms(p95)}`);
  }
}

function jenkinsfileOf(stages: number): string {
  const stage = (index: number) => `
    stage('Part ${index}') {
      when { branch 'main' }
      environment { PART = '${index}' }
      steps {
        sh 'npm ci'
        sh "npm run part -- \${env.PART}"
        archiveArtifacts artifacts: 'dist/**', allowEmptyArchive: true
      }
    }`;
  const all = Array.from({ length: stages }, (_, index) => stage(index)).join("\n");
  return `pipeline {\n  agent any\n  options { timeout(time: 1, unit: 'HOURS') }\n  stages {${all}\n  }\n  post { failure { echo 'failed' } }\n}\n`;
}

function workflowOf(jobs: number): string {
  const job = (index: number) => `
  part-${index}:
    runs-on: ubuntu-latest
    if: github.ref == 'refs/heads/main'${index === 0 ? "" : `\n    needs: part-${index - 1}`}
    env:
      PART: "${index}"
    steps:
      - uses: actions/checkout@v4
      - run: npm ci
      - run: npm run part -- "$PART"`;
  return `on:\n  push:\n    branches: [main]\njobs:${Array.from({ length: jobs }, (_, index) => job(index)).join("\n")}\n`;
}
