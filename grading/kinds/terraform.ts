import { z } from "zod";
import { type Diagnostic, isError, type SourceFile, type Span } from "#engines/source";
import {
  diagnosticsText,
  filesIn,
  type Plain,
  type PlanDiagnostic,
  plainText,
  planTerraform,
  planText,
  playScenario,
  spanIn,
  type TerraformScenario,
} from "#engines/terraform";
import type { World } from "#engines/world";
import type { KindRun, LabKind } from "./kind.ts";
import { epoch } from "./pipeline.ts";
import { planTimeline, planValues } from "./terraform-values.ts";
import { terraformVocabulary } from "./terraform-vocabulary.ts";

const text = z.string().max(10_000);
const address = z.string().min(1).max(300);
const plain: z.ZodType<Plain> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(plain), z.record(z.string(), plain)]),
);
const folder = z.string().regex(/^[\w-]+(\/[\w-]+)*$/, "a folder of the repository, as infra/network");
const given = {
  variables: z.record(z.string().min(1), text).optional().describe("Values of variables, as `-var` gives them."),
  "variable-files": z.array(z.string().min(1)).max(5).optional().describe("Variable files of the folder, as `-var-file` names them."),
};
const prober = z
  .string()
  .regex(/^([\da-f.:]+\/\d+|[a-z][a-z\d]*_\w+|[\w"[\].-]+\.[\w"[\].-]+)$/i, "a range, a resource type or a resource's address");
const drifts = z
  .array(
    z
      .strictObject({ address, set: z.record(z.string(), plain).optional(), deleted: z.literal(true).optional() })
      .refine(
        (drift) => (drift.set === undefined) !== (drift.deleted === undefined),
        "a drift either sets attributes or says deleted: true",
      ),
  )
  .max(20);

const scenarioSchema = z.strictObject({
  folder: folder.describe("Where Terraform runs: the folder of the root module, with the modules it calls below it."),
  ...given,
  applied: z
    .strictObject({ folder: folder.optional(), ...given })
    .optional()
    .describe(
      "What was applied before: the configuration that the world's repository has in this folder (the same one if none is named), with these variables. Without it there is nothing yet.",
    ),
  drift: drifts.optional().describe("What somebody changed or deleted outside of Terraform since then, by resource address."),
  found: z
    .record(z.string(), z.record(z.string(), z.record(z.string(), plain)))
    .optional()
    .describe("Objects that are there and no state knows of, by type and id, for `import`."),
  mode: z.enum(["normal", "destroy", "refresh-only"]).optional().describe("As `-destroy` and `-refresh-only`."),
  target: z.array(address).max(10).optional().describe("As `-target`."),
  replace: z.array(address).max(10).optional().describe("As `-replace`."),
  refused: z
    .literal(true)
    .optional()
    .describe("The plan is expected to be refused: its errors are in `problems`, and do not keep the check from being judged."),
  later: z
    .strictObject({ ...given, drift: drifts.optional() })
    .optional()
    .describe("The plan is applied, and planned once more: `again` holds what that would do."),
  compare: z
    .strictObject(given)
    .optional()
    .describe("The same configuration planned from nothing with other variables: `differences` holds where the two plans differ."),
  between: z
    .strictObject({ left: z.string().min(1), right: z.string().min(1), except: z.array(z.string().min(1)).max(50).optional() })
    .optional()
    .describe(
      "Two module instances, as module.staging and module.production: `differences` holds where they differ, but for the arguments under `except`.",
    ),
  probes: z
    .array(
      z.strictObject({
        port: z.number().int().min(0).max(65_535),
        protocol: z.enum(["tcp", "udp"]).optional(),
        from: prober.optional(),
      }),
    )
    .max(20)
    .optional()
    .describe(
      "Connections that are tried, over tcp and from 0.0.0.0/0 unless said otherwise: `reachable` holds what can be reached. `from` is a range, or a resource type or address: then it is tried from each of these resources.",
    ),
  requests: z
    .array(
      z.strictObject({
        as: z.string().regex(/^(anybody|arn:aws:(iam|sts)::\d{12}:[\w+=,.@/-]+)$/, "the ARN of a role or a user, or anybody"),
        action: z.string().regex(/^s3:\w+$/, "an action of S3, as s3:GetObject"),
        tls: z.boolean().optional(),
      }),
    )
    .max(20)
    .optional()
    .describe(
      "What somebody asks of every S3 bucket, with TLS unless `tls` says otherwise: `answers` holds what the bucket's policy answers.",
    ),
  tags: z.array(z.string().min(1)).max(20).optional().describe("Tags that everything should have: `untagged` holds what lacks one."),
});

type Scenario = z.infer<typeof scenarioSchema>;

/** Labs about Terraform: the configuration is planned against what was applied before and what became of it. */
export const terraform: LabKind<Scenario> = {
  name: "terraform",
  scenario: scenarioSchema,
  vocabulary: terraformVocabulary,

  checkScenario: ({ applied, folder: own }, world) => {
    const wanted = applied && (applied.folder ?? own);
    if (wanted === undefined || filesIn(world.repository, wanted).some(({ path }) => isTerraform(path))) return [];
    return [{ path: ["applied"], message: `the world's repository has no configuration in ${wanted}` }];
  },

  describe: (scenario) => {
    const { mode, drift = [], applied, later, compare } = scenario;
    const command = mode === "destroy" ? "A plan to destroy everything" : mode === "refresh-only" ? "A refresh-only plan" : "A plan";
    const changed = drift.map((one) => `${one.address} was ${one.deleted ? "deleted" : "changed"} by hand`);
    const before = applied?.folder === undefined ? "with what was applied before in place" : `after ${applied.folder} was applied`;
    return [
      `${command} of ${scenario.folder}${withVariables(scenario)}`,
      applied ? `, ${before}` : ", with nothing there yet",
      changed.length > 0 ? `; ${changed.join(" and ")}` : "",
      later ? `; then it is applied and planned once more${withVariables(later)}` : "",
      compare ? `; compared with a plan${withVariables(compare)}` : "",
    ].join("");
  },

  check: (files, world) =>
    learnersFolders(files, world).flatMap((own) => {
      const { diagnostics } = planTerraform({ files: filesIn(files, own), modules: world.modules });
      return placed(own, diagnostics.filter(isStatic));
    }),

  run: (files, world, scenario) => Promise.resolve(runScenario(files, world, scenario)),
};

function withVariables({ variables = {}, "variable-files": named = [] }: Pick<Scenario, "variables" | "variable-files">): string {
  const said = [...named, ...Object.entries(variables).map(([name, value]) => `${name} = ${value}`)];
  return said.length > 0 ? ` with ${said.join(", ")}` : "";
}

const time = new Date(epoch * 1000).toISOString().replace(".000Z", "Z");

function runScenario(files: readonly SourceFile[], world: World, scenario: Scenario): KindRun {
  const played = playScenario({ files, repository: world.repository, modules: world.modules, time }, terraformScenario(scenario));
  const { folder: own, probes = [], requests = [], between, tags = [] } = scenario;
  const at = (span: Span) => spanIn(own, span);
  if ("fault" in played) return unstarted(authorFault(own, played.fault));
  const { first, again, other } = played;
  const errors = [...first.plan.diagnostics, ...first.diagnostics, ...(other?.plan.diagnostics ?? [])].filter(isError);
  return {
    diagnostics: scenario.refused ? [] : placed(own, errors),
    values: planValues({ played, probes, requests, between, tags, at }),
    trace: {
      timeline: planTimeline(first.plan, at),
      logs: [
        {
          subject: "terraform plan",
          text: plainText([...planText(first.plan), ...diagnosticsText(first.plan.diagnostics, first.plan.texts)]),
        },
        ...(again ? [{ subject: "terraform plan, once more", text: plainText(planText(again)) }] : []),
      ],
      truncated: false,
    },
  };
}

/** The scenario as the engine plays it: a page shows the plan of it as one types. */
export function terraformScenario(scenario: Scenario): TerraformScenario {
  const { applied, later, compare } = scenario;
  const { folder: own, drift, found, mode, target, replace } = scenario;
  return {
    ...{ folder: own, drift, found, mode, target, replace, ...engineVariables(scenario) },
    ...(applied ? { applied: { folder: applied.folder, ...engineVariables(applied) } } : {}),
    ...(later ? { later: { drift: later.drift, ...engineVariables(later) } } : {}),
    ...(compare ? { compare: engineVariables(compare) } : {}),
  };
}

const engineVariables = ({ variables, "variable-files": variableFiles }: Pick<Scenario, "variables" | "variable-files">) => ({
  variables,
  variableFiles,
});

/** What the files say by themselves, whatever a scenario gives to their variables. */
const isStatic = ({ code }: PlanDiagnostic): boolean => code !== "terraform/variable";

const unstarted = (fault: Diagnostic): KindRun => ({
  diagnostics: [fault],
  values: planValues(undefined),
  trace: { timeline: [], logs: [], truncated: false },
});

const authorFault = (own: string, why: string): Diagnostic => ({
  severity: "error",
  code: "terraform/lab",
  summary: "The lab cannot be set up",
  detail: `${why.charAt(0).toUpperCase()}${why.slice(1)}.`,
  span: startOfFolder(own),
});

/** The folders of root modules in which something is not as the repository has it. */
function learnersFolders(files: readonly SourceFile[], world: World): readonly string[] {
  const known = new Map(world.repository.map((file) => [file.path, file.text]));
  const written = files.filter(({ path }) => isTerraform(path));
  const folders = new Set(written.map(({ path }) => folderOf(path)));
  const changed = written.filter(({ path, text: content }) => known.get(path) !== content).map(({ path }) => folderOf(path));
  return [...new Set(changed.map((own) => outermost(own, folders)))].sort();
}

/** The outermost folder around this one that holds a configuration: modules lie below the root module that calls them. */
function outermost(own: string, folders: ReadonlySet<string>): string {
  let top = own;
  for (let at = own; at !== ""; at = folderOf(at)) if (folders.has(at)) top = at;
  return top;
}

const isTerraform = (path: string): boolean => /\.tf(\.json)?$/.test(path);
const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

function startOfFolder(own: string): Span {
  const start = { line: 1, column: 1, offset: 0 };
  return { file: `${own}/main.tf`, start, end: start };
}

/** The engine's diagnostics in the repository; one without a place stands at the beginning of the folder's main file. */
function placed(own: string, diagnostics: readonly PlanDiagnostic[]): Diagnostic[] {
  return diagnostics.map(({ span, address: about, ...rest }) => ({
    ...rest,
    ...(about !== undefined && !span ? { detail: `${rest.detail} (${about})` } : {}),
    span: span ? spanIn(own, span) : startOfFolder(own),
  }));
}
