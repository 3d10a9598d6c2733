import { expect, test } from "vitest";
import { loadLab } from "#courseware/labs";
import { Shell, type ShellDeployment } from "#engines/shell";

const span = { file: "script", start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: 1, offset: 0 } };

/** The lines in one job of Larder; its deployments as `environment version`. */
async function run(lines: readonly string[], conditions: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  const lab = await loadLab("release-gate");
  if (!lab) throw new Error("bug: the lab is gone");
  const { world } = lab.worldSource;
  let now = 0;
  const deployments: ShellDeployment[] = [];
  const shell = await Shell.open({
    ...{ world, root: "/builds/larder/shop", env, epoch: 1_790_000_000, seed: 7 },
    conditions: new Set(conditions),
    files: world.repository,
    facts: new Map(world.facts),
    clock: {
      now: () => now,
      sleep: async (seconds) => {
        now += seconds;
      },
    },
    onCommand: () => {},
    onDeployment: (deployment) => deployments.push(deployment),
  });
  const { status, output, problem } = await shell.run({ entries: lines.map((text) => ({ text, span })), flags: "-e" });
  if (problem) throw new Error(problem.what);
  return {
    status,
    text: output.map(({ text }) => text).join(""),
    deployments: deployments.map(({ environment, version }) => `${environment} ${version}`),
  };
}

const token = { DEPLOY_TOKEN: "t" };
const kubernetes = { KUBECONFIG: "/tmp/kubeconfig" };
const amazon = { AWS_ACCESS_KEY_ID: "k", AWS_SECRET_ACCESS_KEY: "s" };
const fail = (line: string) => `if ${line}; then echo passed; exit 9; else echo "status $?"; fi`;

test("a bad version makes production fail until it is taken back", async () => {
  const health = "curl -f https://www.larder.example/health";
  const lines = ["smoke-test production", "npm ci", "npm run build", "deploy production", fail("smoke-test production"), fail(health)];
  const { status, text, deployments } = await run(
    [...lines, "deploy rollback production", "smoke-test production", health, "smoke-test staging"],
    ["production-unhealthy"],
    token,
  );
  expect(text).toContain("smoke-test: 6 of 6 passed on production (1.8.1)\n");
  expect(text).toContain("answered 500\n");
  expect(text).toContain("status 1\n");
  expect(text).toContain("status 22\n");
  expect({ status, deployments }).toEqual({ status: 0, deployments: ["production 1.9.0", "production 1.8.1"] });
});

test("a bad version is noticed although few customers get it", async () => {
  const lines = ["npm ci", "npm run build", "deploy production --canary 5%", fail("smoke-test production")];
  expect(await run(lines, ["production-unhealthy"], token)).toMatchObject({ status: 0 });
});

test.each([
  { why: "packages", condition: "package-registry-flaky", before: [], line: "npm ci" },
  {
    why: "images",
    condition: "image-registry-flaky",
    before: ["npm ci", "npm run build", "docker build -t shop:1 ."],
    line: "docker push shop:1",
  },
  { why: "tests", condition: "integration-tests-flaky", before: ["npm ci"], line: "npm run test:integration" },
])("$why that come the second time only", async ({ condition, before, line }) => {
  expect(await run([...before, fail(line), line], [condition])).toMatchObject({ status: 0 });
  expect(await run([...before, line])).toMatchObject({ status: 0 });
});

test("kubectl and helm deploy to the namespace of an environment, and back", async () => {
  const lines = [
    "kubectl apply -n staging -f deploy/kubernetes --dry-run=client",
    "kubectl set image deployment/storefront storefront=larder:1.9.0 -n staging",
    "kubectl rollout status deployment/storefront -n staging",
    "kubectl rollout undo deployment/storefront -n staging",
    "helm lint deploy/chart",
    "helm upgrade shop deploy/chart --install -n production --set image.tag=1.9.0 --wait",
    "helm rollback shop -n production",
  ];
  const { status, deployments } = await run(lines, [], kubernetes);
  const expected = ["staging storefront=larder:1.9.0", "staging 1.8.2", "production image.tag=1.9.0", "production 1.8.1"];
  expect({ status, deployments }).toEqual({ status: 0, deployments: expected });
});

test("without its credentials no cluster, no account and no environment can be reached", async () => {
  const lines = [
    "kubectl apply -n staging -f deploy/kubernetes",
    "helm upgrade shop deploy/chart -n staging",
    "aws sts get-caller-identity",
    "terraform -chdir=infra plan",
  ];
  const { status, deployments } = await run(["terraform -chdir=infra init", ...lines.map(fail)]);
  expect({ status, deployments }).toEqual({ status: 0, deployments: [] });
});

test("terraform changes nothing that was applied already, and refuses a plan made before another change", async () => {
  const lines = [
    fail("terraform -chdir=infra validate"),
    "cd infra && terraform init && terraform validate",
    fail("terraform plan -out=first -detailed-exitcode"),
    "terraform apply first",
    "terraform plan -detailed-exitcode",
    "echo '# one more' >> main.tf",
    "terraform plan -out=second",
    "echo '# and another' >> main.tf",
    "terraform apply -auto-approve",
    fail("terraform apply second"),
    "terraform apply",
    "echo '# a third' >> main.tf",
    fail("terraform apply"),
  ];
  const { status, text } = await run(lines, [], amazon);
  expect(text).toContain("status 2\n");
  expect(text).toContain("No changes.");
  expect(text).toContain("Error: Saved plan is stale\n");
  expect(status).toBe(0);
});

test("aws copies a file to a bucket and back, and fails where there is none", async () => {
  const lines = ["aws s3 cp package.json s3://larder/p.json", "aws s3 cp s3://larder/p.json back.json", "diff package.json back.json"];
  expect(await run([...lines, fail("aws s3 cp s3://larder/none none")], [], amazon)).toMatchObject({ status: 0 });
});

test.each(["CI_COMMIT_SHA", "GITHUB_SHA", "GIT_COMMIT"])("git reads the commit that %s names", async (name) => {
  const { text } = await run(["git rev-parse --short HEAD", "git rev-parse HEAD"], [], { [name]: "0123456789abcdef" });
  expect(text).toBe("0123456\n0123456789abcdef\n");
});

test("git pushes a tag that was made, and not another", async () => {
  const lines = ["git tag v1 -m first", fail("git tag v1"), "git push origin v1", fail("git push origin v2"), "git push origin HEAD:main"];
  expect(await run(lines)).toMatchObject({ status: 0 });
});
