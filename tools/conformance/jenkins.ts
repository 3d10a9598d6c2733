import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { checkPipeline, parseJenkinsfile, renderAsJenkins } from "#engines/jenkins";
import { type Answer, type Cause, type JenkinsRun, runJenkins } from "#engines/jenkins/run";
import { type Diagnostic, isError, type SourceFile } from "#engines/source";
import type { Credential, Program, World } from "#engines/world";
import { parseWorld } from "#engines/world";
import type { Case, Outcome, Suite } from "./suite.ts";

const texts = z.array(z.string());

const setupSchema = z.object({
  agents: z
    .array(z.object({ labels: texts.optional(), name: z.string().optional(), env: z.record(z.string(), z.string()).optional() }))
    .optional(),
  tools: z.record(z.string(), texts).optional(),
  credentials: z.record(z.string(), z.record(z.string(), z.unknown())).optional(),
  env: z.record(z.string(), z.string()).optional(),
  files: z.record(z.string(), z.string()).optional(),
  filesFrom: z.record(z.string(), z.string()).optional(),
  scm: z.boolean().optional(),
  build: z.number().optional(),
  previousResult: z.enum(["SUCCESS", "UNSTABLE", "FAILURE", "NOT_BUILT", "ABORTED"]).optional(),
  changes: z.array(z.object({ message: z.string(), files: texts, author: z.string().optional() })).optional(),
  branch: z.string().optional(),
  tag: z.string().optional(),
  cause: z.object({ kind: z.string(), user: z.string().optional(), id: z.string().optional() }).optional(),
  job: z.string().optional(),
});

const caseSchema = z.object({
  name: z.string(),
  file: z.string(),
  kind: z.enum(["validation", "run"]),
  messages: texts.optional(),
  contains: texts.optional(),
  notContains: texts.optional(),
  inOrder: texts.optional(),
  matches: texts.optional(),
  result: z.string().optional(),
  archives: z.record(z.string(), z.string()).optional(),
  archivesContain: z.record(z.string(), texts).optional(),
  stages: z.record(z.string(), z.string()).optional(),
  stageResults: z.record(z.string(), z.string()).optional(),
  input: z
    .array(
      z.object({
        id: z.string().optional(),
        message: z.string().optional(),
        answer: z.string().optional(),
        values: z.record(z.string(), z.union([z.string(), z.boolean()])).optional(),
        submitter: z.string().nullish(),
      }),
    )
    .optional(),
  setup: setupSchema.optional(),
});

type JenkinsCase = z.infer<typeof caseSchema>;
type Setup = z.infer<typeof setupSchema>;

const passed: Outcome = { passed: true };
const failed = (why: string): Outcome => ({ passed: false, why });

/** Jenkins' own pipelines, with what its tests expect of them. */
export const suite: Suite = {
  name: "jenkins",
  cases: async (folder) => {
    const rows = z.array(caseSchema).parse(JSON.parse(readFileSync(join(folder, "cases.json"), "utf8")));
    return rows.map((row): Case => ({ id: `${row.name} ${row.file}`, run: () => runCase(folder, row) }));
  },
};

async function runCase(folder: string, row: JenkinsCase): Promise<Outcome> {
  const text = readFileSync(join(folder, row.file), "utf8");
  const { model, diagnostics } = parseJenkinsfile({ path: "Jenkinsfile", text });
  const found = [...diagnostics, ...checkPipeline(model, row.setup?.tools && worldOf(row.setup).tools)];
  const errors = found.filter(isError);
  const log = errors.length > 0 ? renderAsJenkins(text, errors) : "";
  if (row.kind === "validation") return validated(row, errors, log);
  if (errors.length > 0 || !model.pipeline) return failed(`rejected:\n${log}`);
  const run = await runJenkins(model.pipeline, repositoryOf(folder, row.setup ?? {}, text), worldOf(row.setup ?? {}), scenarioOf(row));
  return judged(row, run);
}

function validated({ messages = [], notContains = [] }: JenkinsCase, errors: readonly Diagnostic[], log: string): Outcome {
  if (messages.length === 0) return errors.length === 0 ? passed : failed(`rejected:\n${log}`);
  if (errors.length === 0) return failed("accepted");
  const missing = messages.filter((message) => !log.includes(message));
  const unwanted = notContains.filter((message) => log.includes(message));
  if (missing.length === 0 && unwanted.length === 0) return passed;
  return failed([...missing.map((message) => `missing: ${message}`), ...unwanted.map((message) => `unwanted: ${message}`), log].join("\n"));
}

const squeezed = (text: string): string => text.replace(/\s+/g, " ").trim();

const stageStates: Readonly<Record<string, string>> = {
  SKIPPED_FOR_FAILURE: "failure",
  SKIPPED_FOR_UNSTABLE: "unstable",
  SKIPPED_FOR_CONDITIONAL: "conditional",
};

function judged(row: JenkinsCase, run: JenkinsRun): Outcome {
  const [build] = run.builds;
  const log = build?.console ?? "";
  const wrong: string[] = run.diagnostics.map(({ summary, span }) => `${span.start.line}: ${summary}`);
  if (build?.result !== row.result) wrong.push(`result ${build?.result}, expected ${row.result}`);
  for (const text of row.contains ?? []) if (!log.includes(text)) wrong.push(`missing: ${text}`);
  for (const text of row.notContains ?? []) if (log.includes(text)) wrong.push(`unwanted: ${text}`);
  for (const pattern of row.matches ?? []) if (!new RegExp(pattern, "m").test(log)) wrong.push(`nothing fits: ${pattern}`);
  let at = 0;
  for (const text of row.inOrder ?? []) {
    const next = log.indexOf(text, at);
    if (next === -1) wrong.push(`missing in order: ${text}`);
    else at = next + text.length;
  }
  const archived = (path: string) => new TextDecoder().decode(build?.artifacts.get(path) ?? new Uint8Array());
  for (const [path, content] of Object.entries(row.archives ?? {}))
    if (squeezed(archived(path)) !== squeezed(content)) wrong.push(`archive ${path}: ${archived(path)}`);
  for (const [path, parts] of Object.entries(row.archivesContain ?? {}))
    for (const part of parts) if (!archived(path).includes(part)) wrong.push(`archive ${path} without ${part}`);
  for (const [name, state] of Object.entries(row.stages ?? {})) {
    const stage = build?.stages.find((each) => each.name === name);
    const skipped = stageStates[state];
    const fits =
      stage && (skipped === undefined ? state !== "FAILED_AND_CONTINUED" || stage.result === "FAILURE" : stage.skipped === skipped);
    if (!fits) wrong.push(`stage ${name} is ${stage?.result} ${stage?.skipped}, expected ${state}`);
  }
  for (const [name, result] of Object.entries(row.stageResults ?? {})) {
    const stages = build?.stages.filter((each) => each.name === name) ?? [];
    // A stage that was skipped for a failure shows the failure.
    const shown = stages.map((stage) => (stage.skipped === "failure" ? "FAILURE" : stage.result));
    if (!shown.includes(result as never)) wrong.push(`stage ${name} shows ${shown.join(", ")}, expected ${result}`);
  }
  return wrong.length === 0 ? passed : failed(`${wrong.join("\n")}\n--\n${log}`);
}

function repositoryOf(folder: string, { files = {}, filesFrom = {} }: Setup, jenkinsfile: string): readonly SourceFile[] {
  const own = Object.entries(files).map(([path, text]) => ({ path, text }));
  const copied = Object.entries(filesFrom).map(([path, from]) => ({ path, text: readFileSync(join(folder, from), "utf8") }));
  return [{ path: "Jenkinsfile", text: jenkinsfile }, ...own, ...copied];
}

function worldOf(setup: Setup): World {
  const { model } = parseWorld([
    { path: "world.yaml", text: "title: A test\nproject: { path: team/test0, default-branch: master, url: https://git.example/test0 }\n" },
    ...toolPrograms.map(([name, text]) => ({ path: `programs/${name}.yaml`, text })),
  ]);
  const agents = (setup.agents ?? []).map(({ name, labels = [], env = {} }, index) => ({
    name: name ?? `agent-${index}`,
    labels,
    environment: env,
  }));
  const tools = new Map(
    Object.entries(setup.tools ?? {}).map(([type, names]) => [type, new Map(names.map((name) => [name, `/opt/${type}/${name}`]))]),
  );
  const credentials = new Map(Object.entries(setup.credentials ?? {}).map(([id, spec]) => [id, credentialOf(id, spec)]));
  const programs: ReadonlyMap<string, Program> = model.programs;
  return { ...model, agents, tools, credentials, programs };
}

/** What is installed prints the version of the tool that was selected. */
const toolPrograms: readonly (readonly [string, string])[] = [
  [
    "mvn",
    `program: mvn
calls:
  - usage: mvn [options]
    steps:
      - bind: { home: { env: MAVEN_HOME } }
      - fail: "mvn: command not found"
        status: 127
        when: { set: ["!home"] }
      - print: Apache Maven 3.0.1
        when: { like: { home: ["*3.0.1"] } }
      - print: Apache Maven 3.1.0
        when: { like: { home: ["*3.1.0"] } }
      - print: "Maven home: @{home}"
`,
  ],
  [
    "ant",
    `program: ant
calls:
  - usage: ant [options]
    steps:
      - bind: { home: { env: ANT_HOME } }
      - fail: "ant: command not found"
        status: 127
        when: { set: ["!home"] }
      - print: "Apache Ant(TM) version 1.10"
`,
  ],
];

function credentialOf(id: string, spec: Record<string, unknown>): Credential {
  const text = (name: string) => (typeof spec[name] === "string" ? spec[name] : "");
  const about = text("description");
  switch (text("kind")) {
    case "usernamePassword":
      return {
        id,
        about,
        secret: {
          kind: "username-password",
          username: text("username"),
          password: text("password"),
          hideUsername: spec.usernameIsSecret === true,
        },
      };
    case "file":
      return {
        id,
        about,
        secret: {
          kind: "file",
          name: text("fileName") || text("name") || "secret",
          content: text("content") || text("data") || text("text"),
        },
      };
    case "sshUserPrivateKey":
      return {
        id,
        about,
        secret: { kind: "ssh-key", username: text("username"), key: text("privateKey"), passphrase: text("passphrase") },
      };
    default:
      return { id, about, secret: { kind: "text", text: text("secret") } };
  }
}

function causeOf(setup: Setup): Cause {
  switch (setup.cause?.kind) {
    case "TimerTrigger":
    case "TimerTriggerCause":
      return { kind: "timer" };
    case "SCMTrigger":
    case "SCMTriggerCause":
      return { kind: "scm" };
    case "UpstreamCause":
      return { kind: "upstream", project: "upstream" };
    case "BranchEventCause":
    case "BranchEvent":
      return { kind: "branch-event" };
    default:
      return { kind: "user", user: setup.cause?.user ?? setup.cause?.id ?? "admin" };
  }
}

function scenarioOf({ setup = {}, input = [] }: JenkinsCase) {
  const answers = input.map(
    ({ id, message, answer, values, submitter }): Answer => ({
      ...{
        to: id ?? message ?? "*",
        action: answer === "abort" ? "abort" : "proceed",
        by: submitter?.split(",")[0] ?? "admin",
        after: 1,
        values: values ?? {},
      },
    }),
  );
  const commits = setup.changes?.map(({ message, files, author = "dev" }) => ({ message, files, author }));
  return {
    event: {
      ...{ cause: causeOf(setup), commits, parameters: {} },
      ...(setup.branch === undefined ? {} : { branch: setup.branch }),
      ...(setup.tag === undefined ? {} : { tag: setup.tag }),
    },
    ...{
      conditions: new Set<string>(),
      answers,
      job: setup.job ?? "test0",
      number: setup.build ?? 1,
      previousResult: setup.previousResult,
    },
    ...{ scm: setup.scm ?? true, environment: setup.env ?? {}, epoch: 1_767_225_600, seed: 1 },
  };
}
