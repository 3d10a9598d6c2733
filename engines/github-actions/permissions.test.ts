// biome-ignore-all lint/suspicious/noTemplateCurlyInString: workflows hold placeholders of their own

import { expect, test } from "vitest";
import { parseWorld } from "#engines/world";
import { checkWorkflows } from "./index.ts";
import { type ActionsEvent, type ActionsScenario, runActions } from "./run.ts";

const worldWith = (project: string) =>
  parseWorld([
    {
      path: "world.yaml",
      text: `title: Test
project: { path: larder/shop, default-branch: main${project} }
environments: { staging: {} }
variables:
  TOKEN: { value: s3cret-1, masked: true }
  LIVE: { value: l1ve-1, masked: true, environment: staging }
  REGION: { value: eu }
`,
    },
  ]).model;

const world = worldWith("");
const push: ActionsEvent = { kind: "push", branch: "main", changes: [] };
const fork: ActionsEvent = { kind: "pull-request", from: "fix", into: "main", changes: [], activity: "opened", fork: true };
const scenario: ActionsScenario = {
  ...{ event: push, conditions: new Set(), approve: ["*"], before: [], later: [], epoch: 1_790_000_000, seed: 1 },
};

const repository = (text: string, called = "") => [
  { path: "README.md", text: "# Larder\n" },
  { path: ".github/workflows/ci.yml", text },
  ...(called === "" ? [] : [{ path: ".github/workflows/called.yml", text: called }]),
];

const does = (rest: string, step = "run: echo done") => `{ runs-on: ubuntu-latest, ${rest}steps: [{ ${step} }] }`;

/** The scopes of the first job that are not none, without the metadata that every token may read. */
async function grantedTo(text: string, { event = push, project = "", called = "" } = {}) {
  const { jobs } = await runActions(repository(text, called), worldWith(project), { ...scenario, event });
  const { metadata, ...scopes } = jobs[0]?.permissions ?? {};
  expect(metadata).toBe("read");
  return Object.fromEntries(Object.entries(scopes).filter(([, level]) => level !== "none"));
}

// https://docs.github.com/en/actions/reference/github_token-reference#how-permissions-are-calculated-for-a-workflow-job
test.each([
  {
    why: "nothing is said: the restricted default",
    text: `on: push\njobs: { a: ${does("")} }`,
    is: { contents: "read", packages: "read" },
  },
  {
    why: "the workflow's hold for jobs that have none; what is not named is none",
    text: `on: push\npermissions: { issues: write }\njobs: { a: ${does("")} }`,
    is: { issues: "write" },
  },
  {
    why: "a job's own replace the workflow's altogether",
    text: `on: push\npermissions: write-all\njobs: { a: ${does("permissions: { contents: read }, ")} }`,
    is: { contents: "read" },
  },
  { why: "an empty map takes everything away", text: `on: push\npermissions: {}\njobs: { a: ${does("")} }`, is: {} },
  {
    why: "a called workflow has what the calling job has",
    text: "on: push\njobs: { a: { permissions: { actions: read }, uses: ./.github/workflows/called.yml } }",
    called: `on: workflow_call\njobs: { b: ${does("")} }`,
    is: { actions: "read" },
  },
  {
    why: "a called workflow may reduce it",
    text: "on: push\npermissions: write-all\njobs: { a: { uses: ./.github/workflows/called.yml } }",
    called: `on: workflow_call\npermissions: { contents: read }\njobs: { b: ${does("")} }`,
    is: { contents: "read" },
  },
])("$why", async ({ text, called, is }) => {
  const given = called === undefined ? {} : { called };
  expect(await grantedTo(text, given)).toEqual(is);
});

test("the permissive default writes everything, and identifies nobody", async () => {
  const granted = await grantedTo(`on: push\njobs: { a: ${does("")} }`, { project: ", workflow-permissions: write" });
  expect(granted).toMatchObject({ contents: "write", packages: "write", "pull-requests": "write", models: "read" });
  expect(granted).not.toHaveProperty("id-token");
});

test("of a pull request from a fork, what could be written can be read", async () => {
  const text = `on: pull_request\npermissions: { contents: write, id-token: write, issues: read }\njobs: { a: ${does("")} }`;
  expect(await grantedTo(text, { event: fork })).toEqual({ contents: "read", issues: "read" });
  expect(await grantedTo(text, { event: { ...fork, fork: false } })).toEqual({ contents: "write", "id-token": "write", issues: "read" });
});

// https://docs.github.com/en/actions/reference/events-that-trigger-workflows#workflows-in-forked-repositories
test("a pull request from a fork gets no secrets and no variables, and has another author", async () => {
  const text = `
on: pull_request
jobs:
  a:
    runs-on: ubuntu-latest
    environment: staging
    env: { T: "\${{ secrets.TOKEN }}", L: "\${{ secrets.LIVE }}", R: "\${{ vars.REGION }}" }
    steps:
      - run: echo "[$T][$L][$R] \${{ github.actor }} \${{ github.event.pull_request.head.repo.fork }} \${{ secrets.GITHUB_TOKEN != '' }}"
`;
  const logOf = async (event: ActionsEvent) => {
    const { jobs, secrets } = await runActions(repository(text), world, { ...scenario, event });
    return { log: jobs[0]?.log.map((piece) => piece.text).join(""), secrets: secrets.map(({ name }) => name) };
  };
  expect((await logOf(fork)).log).toContain("[][][] contributor true true\n");
  expect((await logOf(fork)).secrets).toEqual([]);
  const own = await logOf({ ...fork, fork: false });
  expect(own.log).toContain("[***][***][eu] developer false true\n");
  expect(own.secrets).toEqual(["TOKEN", "LIVE"]);
});

// https://docs.github.com/en/actions/reference/openid-connect-reference
test("an identity token can be asked for only with id-token: write", async () => {
  const script = `run: 'echo "url=\${ACTIONS_ID_TOKEN_REQUEST_URL:+set} token=$ACTIONS_ID_TOKEN_REQUEST_TOKEN"'`;
  const logOf = async (rest: string) => {
    const { jobs } = await runActions(repository(`on: push\njobs: { a: ${does(rest, script)} }`), world, scenario);
    return jobs[0]?.log.map((piece) => piece.text).join("");
  };
  expect(await logOf("permissions: { id-token: write }, ")).toContain("url=set token=***\n");
  expect(await logOf("permissions: write-all, ")).toContain("url=set token=***\n");
  expect(await logOf("permissions: { contents: write }, ")).toContain("url= token=\n");
});

// https://github.com/actions/checkout#recommended-permissions
test.each([
  { why: "a private repository cannot be cloned without contents: read", rest: "permissions: { issues: read }, ", status: "failed" },
  { why: "with it it can", rest: "permissions: { contents: read }, ", status: "success" },
  { why: "a public one anybody may clone", rest: "permissions: {}, ", project: ", public: true", status: "success" },
  { why: "another token has its own rights", rest: "permissions: {}, ", token: "secrets.TOKEN", status: "success" },
  { why: "the job's own token, named, has the same", rest: "permissions: {}, ", token: "github.token", status: "failed" },
])("$why", async ({ rest, project = "", token, status }) => {
  const input = token === undefined ? "" : `, with: { token: "\${{ ${token} }}" }`;
  const text = `on: push\njobs: { a: ${does(rest, `uses: actions/checkout@v4${input}`)} }`;
  const { jobs } = await runActions(repository(text), worldWith(project), scenario);
  expect(jobs[0]?.status).toBe(status);
  expect(jobs[0]?.log.some((piece) => piece.text.includes("Repository not found"))).toBe(status === "failed");
});

test("every job has a token of its own", async () => {
  const text = `on: push\njobs: { a: ${does("", "run: 'echo \"${{ github.token }}\" | sha256sum'")}, b: ${does("", "run: 'echo \"${{ secrets.GITHUB_TOKEN }}\" | sha256sum'")} }`;
  const { jobs } = await runActions(repository(text), world, scenario);
  const sums = jobs.map(({ log }) => /[0-9a-f]{64}/.exec(log.map((piece) => piece.text).join(""))?.[0]);
  expect(new Set(sums).size).toBe(2);
});

const asks = (text: string, called: string, access?: "read" | "write") =>
  checkWorkflows(repository(text, called), access).diagnostics.map(
    ({ summary, span }) => `${span.start.line}:${span.start.column} ${summary}`,
  );

// https://docs.github.com/en/actions/reference/reusable-workflows-reference#supported-keywords-for-jobs-that-call-a-reusable-workflow
test.each([
  {
    why: "a job of the called workflow asks for more than its caller has",
    text: "on: push\npermissions: { contents: read }\njobs:\n  ship:\n    uses: ./.github/workflows/called.yml\n",
    called: `on: workflow_call\njobs: { build: ${does("permissions: { contents: write, packages: write }, ")} }`,
    is: [
      "4:3 Error calling workflow './.github/workflows/called.yml'. The nested job 'build' is requesting 'contents: write, packages: write', but is only allowed 'contents: read, packages: none'.",
    ],
  },
  {
    why: "so does the workflow as a whole, against the default",
    text: "on: push\njobs:\n  ship:\n    uses: ./.github/workflows/called.yml\n",
    called: `on: workflow_call\npermissions: { id-token: write, contents: read }\njobs: { build: ${does("")} }`,
    is: [
      "3:3 Error calling workflow './.github/workflows/called.yml'. The workflow './.github/workflows/called.yml' is requesting 'id-token: write', but is only allowed 'id-token: none'.",
    ],
  },
  {
    why: "the permissive default allows it",
    text: "on: push\njobs:\n  ship:\n    uses: ./.github/workflows/called.yml\n",
    called: `on: workflow_call\npermissions: { id-token: write, contents: write }\njobs: { build: ${does("")} }`,
    access: "write" as const,
    is: [],
  },
  {
    why: "what is asked for is granted",
    text: "on: push\njobs:\n  ship:\n    permissions: { contents: write }\n    uses: ./.github/workflows/called.yml\n",
    called: `on: workflow_call\njobs: { build: ${does("permissions: { contents: write }, ")} }`,
    is: [],
  },
  {
    why: "a workflow that calls itself is looked at once",
    text: "on: push\njobs:\n  ship:\n    uses: ./.github/workflows/called.yml\n",
    called:
      "on: workflow_call\njobs:\n  a: { uses: ./.github/workflows/called.yml }\n  b: { permissions: { issues: read }, uses: ./.github/workflows/called.yml }\n",
    is: [
      "3:3 Error calling workflow './.github/workflows/called.yml'. The nested job 'b' is requesting 'issues: read', but is only allowed 'issues: none'.",
      "3:3 Error calling workflow './.github/workflows/called.yml'. The nested job 'b' is requesting 'issues: read', but is only allowed 'issues: none'.",
    ],
  },
])("$why", ({ text, called, access, is }) => expect(asks(text, called, access)).toEqual(is));
