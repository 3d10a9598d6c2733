// biome-ignore-all lint/suspicious/noTemplateCurlyInString: workflows hold placeholders of their own

import { isError, renderDiagnostics } from "#engines/source";
import { parseWorld } from "#engines/world";
import { checkWorkflows } from "./index.ts";
import { type ActionsEvent, type ActionsScenario, runActions } from "./run.ts";

// What an engineer who knows GitHub Actions expects of small workflows, as its documentation says.
const world = parseWorld([
  {
    path: "world.yaml",
    text: `title: Test
project: { path: a/b, default-branch: main, protected-branches: [main], url: "https://git.example/a/b" }
environments: { staging: {}, production: { protected: true } }
variables: { TOKEN: { value: s3cret-1, masked: true } }
`,
  },
  {
    path: "programs/work.yaml",
    text: "program: work\ncalls:\n  - usage: work\n    steps:\n      - takes: 10m\n  - usage: work --version\n    steps:\n      - takes: 1s\n",
  },
]).model;

export const push: ActionsEvent = { kind: "push", branch: "main", changes: ["src/a.js"] };

type Given = Partial<ActionsScenario> & {
  readonly more?: readonly { path: string; text: string }[];
  /** What is run has errors that are told before. */
  readonly mayBeWrong?: boolean;
};

export async function run(text: string, { more = [], mayBeWrong = false, ...given }: Given = {}) {
  const files = [{ path: "README.md", text: "# b\n" }, { path: ".github/workflows/ci.yml", text }, ...more];
  const errors = checkWorkflows(files).diagnostics.filter(isError);
  if (errors.length > 0 && !mayBeWrong) throw new Error(renderDiagnostics(files, errors));
  const base = { event: push, conditions: new Set<string>(), approve: [], before: [], later: [], epoch: 1_790_000_000, seed: 1 };
  return runActions(files, world, { ...base, ...given });
}

export type Row = {
  readonly why: string;
  /** What stands below `jobs:`; or the whole workflow where it begins with `on:`. */
  readonly jobs: string;
  readonly given?: Given;
  readonly statuses?: Readonly<Record<string, string>>;
  readonly log?: Readonly<Record<string, string>>;
  readonly started?: Readonly<Record<string, number>>;
  readonly finished?: Readonly<Record<string, number>>;
  /** How each run ended. */
  readonly runs?: readonly string[];
};

export const fails = "{ runs-on: ubuntu-latest, steps: [{ run: exit 1 }] }";
export const does = (rest: string, script = "echo done") => `{ runs-on: ubuntu-latest, ${rest}steps: [{ run: '${script}' }] }`;

/** A composite action in `.github/actions/part`, by its steps. */
export const composite = (steps: string, more = "") => [
  {
    path: ".github/actions/part/action.yml",
    text: `name: part\ndescription: part\n${more}runs:\n  using: composite\n  steps: ${steps}\n`,
  },
];

/** What went otherwise than a row says, in words; nothing where all went so. */
export async function differences({ jobs, given, runs, statuses, log, started, finished }: Row): Promise<readonly string[]> {
  const outcome = await run(/^(?:on|env):/.test(jobs) ? jobs : `on: push\njobs:${jobs}`, given);
  const found: string[] = [];
  const compare = (what: string, wanted: unknown, is: unknown) => {
    if (JSON.stringify(is) !== JSON.stringify(wanted)) found.push(`${what}: ${JSON.stringify(is)} instead of ${JSON.stringify(wanted)}`);
  };
  const named = (name: string) => outcome.jobs.findLast((job) => job.name === name);
  if (runs)
    compare(
      "runs",
      runs,
      outcome.pipelines.map(({ status }) => status),
    );
  if (statuses) compare("jobs", Object.keys(statuses).sort(), [...new Set(outcome.jobs.map(({ name }) => name))].sort());
  for (const [name, status] of Object.entries(statuses ?? {})) compare(name, status, named(name)?.status);
  for (const [name, at] of Object.entries(started ?? {})) compare(`${name} started`, at, named(name)?.started);
  for (const [name, at] of Object.entries(finished ?? {})) compare(`${name} finished`, at, named(name)?.finished);
  for (const [name, says] of Object.entries(log ?? {})) {
    const text =
      named(name)
        ?.log.map((piece) => piece.text)
        .join("") ?? "";
    if (!text.includes(says)) found.push(`${name} says:\n${text}`);
  }
  return found;
}
