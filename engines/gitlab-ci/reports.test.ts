import { expect, test } from "vitest";
import { renderDiagnostics } from "#engines/source";
import { parseWorld } from "#engines/world";
import { parseConfiguration } from "./index.ts";
import { readDotenv } from "./reports.ts";
import { runGitlab } from "./run.ts";

const invalid = { refused: "Invalid Format" };
const badKey = { refused: "Validation failed: Key can contain only letters, digits and '_'." };
const numbered = (count: number) => Array.from({ length: count }, (_, index) => `V${index}=${index}\n`).join("");

// https://docs.gitlab.com/ci/yaml/artifacts_reports/#artifactsreportsdotenv
test.each([
  {
    why: "spaces around are taken off, quotes are not",
    text: " A = b c \nB=\"q\"\nC='r'\n",
    is: { variables: { A: "b c", B: '"q"', C: "'r'" } },
  },
  { why: "the first sign of equality ends the name", text: "A=b=c==\nB=", is: { variables: { A: "b=c==", B: "" } } },
  { why: "the last of several holds", text: "A=1\nA=2\r\n", is: { variables: { A: "2" } } },
  { why: "a name may begin with a digit", text: "1A=1\n", is: { variables: { "1A": "1" } } },
  { why: "nothing is no variable", text: "", is: { variables: {} } },
  { why: "an empty line is refused", text: "A=1\n\nB=2\n", is: invalid },
  { why: "a comment is refused", text: "# A\nA=1\n", is: invalid },
  { why: "a comment that looks like a variable is, too", text: "# A=1\n", is: badKey },
  { why: "export is no part of a name", text: "export A=1\n", is: badKey },
  { why: "nor is a dash", text: "A-B=1\n", is: badKey },
  { why: "twenty variables are taken", text: numbered(20), is: { variables: expect.objectContaining({ V19: "19" }) } },
  { why: "more are not", text: numbered(21), is: { refused: "Dotenv files cannot have more than 20 variables" } },
  {
    why: "nor are five kilobytes",
    text: `A=${"x".repeat(5118)}`,
    is: { refused: "Dotenv Artifact Too Big. Maximum Allowable Size: 5120" },
  },
])("$why", ({ text, is }) => expect(readDotenv([text])).toEqual(is));

const world = parseWorld([
  {
    path: "world.yaml",
    text: "title: Test\nproject: { path: a/b, default-branch: main }\nvariables: { TOKEN: { value: s3cret-value, masked: true } }\n",
  },
]).model;

async function run(text: string) {
  const files = [{ path: ".gitlab-ci.yml", text }];
  const { model, diagnostics } = parseConfiguration(files);
  expect(renderDiagnostics(files, diagnostics)).toBe("");
  const { jobs } = await runGitlab(model, files, world, {
    ...{ event: { kind: "push", branch: "main", changes: [] }, conditions: new Set<string>(), approve: [], before: [], later: [] },
    ...{ epoch: 1_790_000_000, seed: 1 },
  });
  return Object.fromEntries(jobs.map((job) => [job.name, { ...job, text: job.log.map((piece) => piece.text).join("") }]));
}

// https://docs.gitlab.com/ci/yaml/#artifactsreports
test("reports are kept however a job ends, and are no files of later jobs", async () => {
  const { unit, later } = await run(`
unit:
  stage: build
  allow_failure: true
  script: [echo x > junit.xml, echo y > app, echo V=1 > out.env, echo z > cov.xml, exit 3]
  artifacts:
    paths: [app]
    reports: { junit: junit.xml, dotenv: out.env, coverage_report: { coverage_format: cobertura, path: cov.xml } }
later: { script: ['test ! -e junit.xml -a ! -e out.env -a ! -e app', 'echo "v=$V"'] }
`);
  expect(unit?.artifacts.toSorted()).toEqual(["cov.xml", "junit.xml", "out.env"]);
  expect([later?.status, later?.received]).toEqual(["success", []]);
  expect(later?.text).toContain("\nv=1\n");
});

test("a report is a file of later jobs where it is among the paths", async () => {
  const { later } = await run(`
unit: { stage: build, script: [echo x > junit.xml], artifacts: { paths: ["*.xml"], reports: { junit: junit.xml } } }
later: { script: cat junit.xml }
`);
  expect(later?.received).toEqual(["junit.xml"]);
});

test("a dotenv report that GitLab refuses fails the job", async () => {
  const { make, after } = await run(`
make: { stage: build, script: ["printf 'A=1\\\\n\\\\n' > a.env"], artifacts: { reports: { dotenv: a.env } } }
after: { script: "true" }
`);
  expect([make?.status, after?.status]).toEqual(["failed", "skipped"]);
  expect(make?.text).toMatch(/400 Bad Request \(Invalid Format\)\nFATAL: invalid argument\nERROR: Job failed: exit code 1\n$/);
});

test("a log ends with what became of the job", async () => {
  const jobs = await run(`
good: { script: 'echo "$TOKEN"' }
bad: { script: exit 4, retry: 1 }
slow: { timeout: 30m 5s, script: sleep 3000 }
`);
  expect(jobs.good?.text).toMatch(/\[MASKED\]\nJob succeeded\n$/);
  expect(jobs.bad?.text).toBe("$ exit 4\nERROR: Job failed: exit code 4\n".repeat(2));
  expect(jobs.slow?.text).toMatch(/\nERROR: Job failed: execution took longer than 30m5s seconds\n$/);
});
