import { z } from "zod";
import type { Diagnostic, SourceFile, Span } from "#engines/source";
import {
  applyTerraform,
  cloudOf,
  diagnosticsText,
  type Plain,
  type PlanDiagnostic,
  plainText,
  planTerraform,
  planText,
  type State,
  type VariableText,
} from "#engines/terraform";
import type { World } from "#engines/world";
import type { KindRun, LabKind } from "./kind.ts";
import { epoch } from "./pipeline.ts";
import { planTimeline, planValues, terraformVocabulary } from "./terraform-vocabulary.ts";

const text = z.string().max(10_000);
const variables = z.record(z.string().min(1), text);
const address = z.string().min(1).max(300);
const plain: z.ZodType<Plain> = z.lazy(() =>
  z.union([z.string(), z.number(), z.boolean(), z.null(), z.array(plain), z.record(z.string(), plain)]),
);
const folder = z.string().regex(/^[\w-]+(\/[\w-]+)*$/, "a folder of the repository, as infra/network");
const given = {
  variables: variables.optional().describe("Values of variables, as `-var` gives them."),
  "variable-files": z.array(z.string().min(1)).max(5).optional().describe("Variable files of the folder, as `-var-file` names them."),
};
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
  then: z
    .strictObject({ ...given, drift: drifts.optional() })
    .optional()
    .describe("The plan is applied, and planned once more: `again` holds what that would do."),
  compare: z
    .strictObject(given)
    .optional()
    .describe("A second plan of the same configuration with other variables, from nothing: `differences` holds where the two differ."),
  probes: z
    .array(
      z.strictObject({
        port: z.number().int().min(0).max(65_535),
        protocol: z.enum(["tcp", "udp"]).optional(),
        from: z.string().optional(),
      }),
    )
    .max(20)
    .optional()
    .describe("Connections that are tried, from 0.0.0.0/0 unless said otherwise: `reachable` holds what answers."),
});

type Scenario = z.infer<typeof scenarioSchema>;

/** Labs about Terraform: the configuration is planned against what was applied before and what became of it. */
export const terraform: LabKind<Scenario> = {
  name: "terraform",
  scenario: scenarioSchema,
  vocabulary: terraformVocabulary,

  checkScenario: ({ applied, folder: own }, world) => {
    const wanted = applied && (applied.folder ?? own);
    if (wanted === undefined || rootFiles(world.repository, wanted).length > 0) return [];
    return [{ path: ["applied"], message: `the world's repository has no configuration in ${wanted}` }];
  },

  describe: (scenario) => {
    const { mode, drift = [], applied, then, compare } = scenario;
    const command = mode === "destroy" ? "A plan to destroy everything" : mode === "refresh-only" ? "A refresh-only plan" : "A plan";
    const changed = drift.map((one) => `${one.address} was ${one.deleted ? "deleted" : "changed"} by hand`);
    return [
      `${command} of ${scenario.folder}${withVariables(scenario)}`,
      applied
        ? `, ${applied.folder === undefined ? "with" : `after ${applied.folder} was applied, with`} what was applied before in place`
        : ", with nothing there yet",
      changed.length > 0 ? `; ${changed.join(" and ")}` : "",
      then ? "; then it is applied and planned once more" : "",
      compare ? `; compared with a plan${withVariables(compare)}` : "",
    ].join("");
  },

  check: (files, world) =>
    learnersFolders(files, world).flatMap((own) =>
      placed(own, planTerraform({ files: relativeFiles(files, own) }).diagnostics.filter(isStatic)),
    ),

  run: async (files, world, scenario) => runScenario(files, world, scenario),
};

const withVariables = ({ variables: set = {}, "variable-files": named = [] }: Pick<Scenario, "variables" | "variable-files">): string => {
  const said = [...named, ...Object.entries(set).map(([name, value]) => `${name} = ${value}`)];
  return said.length > 0 ? ` with ${said.join(", ")}` : "";
};

function runScenario(files: readonly SourceFile[], world: World, scenario: Scenario): KindRun {
  const { applied, drift = [], found = {}, then, compare } = scenario;
  const own = relativeFiles(files, scenario.folder);
  const before = applied ? appliedState(world, scenario, applied) : { state: undefined };
  if ("fault" in before) return unstarted([before.fault]);
  const { cloud, unknown } = cloudOf(before.state ?? emptyState, drift, found);
  const [missing] = unknown;
  if (missing !== undefined)
    return unstarted([authorFault(scenario.folder, `nothing at ${missing} was applied that could have been changed`)]);
  const request = {
    files: own,
    cloud,
    ...(before.state ? { state: before.state } : {}),
    options: {
      variables: variableTexts(scenario),
      time,
      ...(scenario.mode ? { mode: scenario.mode } : {}),
      ...(scenario.target ? { target: scenario.target } : {}),
      ...(scenario.replace ? { replace: scenario.replace } : {}),
    },
  };
  const first = applyTerraform(request);
  const errors = first.plan.diagnostics.filter(({ severity }) => severity === "error");
  const second = then && errors.length === 0 ? planAgain(request, first.state, scenario, then) : undefined;
  const other =
    compare && errors.length === 0 ? applyTerraform({ files: own, options: { variables: variableTexts(compare), time } }) : undefined;
  const refused = scenario.refused
    ? []
    : [
        ...errors,
        ...(first.diagnostics.length > 0 ? first.diagnostics.filter(isError) : []),
        ...(other?.plan.diagnostics.filter(isError) ?? []),
      ];
  const at = (span: Span) => atFolder(scenario.folder, span);
  return {
    diagnostics: placed(scenario.folder, refused),
    values: planValues({
      plan: first.plan,
      state: first.state,
      before: before.state,
      again: second,
      other,
      probes: scenario.probes ?? [],
      at,
    }),
    trace: {
      timeline: planTimeline(first.plan, at),
      logs: [
        {
          subject: "terraform plan",
          text: plainText(planText(first.plan)) + plainText(diagnosticsText(first.plan.diagnostics, first.plan.texts)),
        },
        ...(second ? [{ subject: "terraform plan, once more", text: plainText(planText(second)) }] : []),
      ],
      truncated: false,
    },
  };
}

const time = new Date(epoch * 1000).toISOString().replace(".000Z", "Z");
const emptyState: State = { resources: new Map(), outputs: new Map() };
const isError = ({ severity }: PlanDiagnostic): boolean => severity === "error";
/** What a file alone says, whatever its variables are. */
const isStatic = ({ code }: PlanDiagnostic): boolean => code !== "terraform/variable";

function planAgain(request: Parameters<typeof planTerraform>[0], state: State, scenario: Scenario, then: NonNullable<Scenario["then"]>) {
  const { cloud } = cloudOf(state, then.drift ?? [], scenario.found);
  const set = then.variables || then["variable-files"] ? then : scenario;
  return planTerraform({ files: request.files, state, cloud, options: { variables: variableTexts(set), time } });
}

function appliedState(
  world: World,
  scenario: Scenario,
  applied: NonNullable<Scenario["applied"]>,
): { readonly state: State } | { readonly fault: Diagnostic } {
  const own = applied.folder ?? scenario.folder;
  const set = applied.variables || applied["variable-files"] ? applied : {};
  const { plan, state } = applyTerraform({
    files: relativeFiles(world.repository, own),
    options: { variables: variableTexts(set), time },
    ...(scenario.found ? { cloud: cloudOf(emptyState, [], scenario.found).cloud } : {}),
  });
  const error = plan.diagnostics.find(isError);
  return error ? { fault: authorFault(own, `what was applied before cannot be applied: ${error.summary}. ${error.detail}`) } : { state };
}

const authorFault = (own: string, detail: string): Diagnostic => ({
  severity: "error",
  code: "terraform/lab",
  summary: "The lab cannot be set up",
  detail: `${detail.charAt(0).toUpperCase()}${detail.slice(1)}.`,
  span: startOfFolder(own),
});

const unstarted = (diagnostics: readonly Diagnostic[]): KindRun => ({
  diagnostics,
  values: planValues({
    plan: { mode: "normal", changes: [], drift: [], outputs: [], checks: [], diagnostics: [] },
    state: emptyState,
    probes: [],
    at: (span) => span,
  }),
  trace: { timeline: [], logs: [], truncated: false },
});

function variableTexts({
  variables: set = {},
  "variable-files": named = [],
}: Pick<Scenario, "variables" | "variable-files">): readonly VariableText[] {
  return [
    ...named.map((path) => ({ kind: "file", path }) as const),
    ...Object.entries(set).map(([name, value]) => ({ kind: "option", name, text: value }) as const),
  ];
}

const rootFiles = (files: readonly SourceFile[], own: string): readonly SourceFile[] =>
  files.filter(({ path }) => path.startsWith(`${own}/`) && /^[^/]+\.tf(\.json)?$/.test(path.slice(own.length + 1)));

const relativeFiles = (files: readonly SourceFile[], own: string): readonly SourceFile[] =>
  files
    .filter(({ path }) => path.startsWith(`${own}/`))
    .map(({ path, text: content }) => ({ path: path.slice(own.length + 1), text: content }));

/** The folders of root modules in which something is not as the repository has it. */
function learnersFolders(files: readonly SourceFile[], world: World): readonly string[] {
  const known = new Map(world.repository.map((file) => [file.path, file.text]));
  const changed = files
    .filter(({ path, text: content }) => isTerraform(path) && known.get(path) !== content)
    .map(({ path }) => folderOf(path));
  const all = new Set(files.filter(({ path }) => isTerraform(path)).map(({ path }) => folderOf(path)));
  const roots = changed.map((own) => {
    let top = own;
    for (let at = own; at !== ""; at = folderOf(at)) if (all.has(at)) top = at;
    return top;
  });
  return [...new Set(roots)].sort();
}

const isTerraform = (path: string): boolean => /\.tf(\.json)?$/.test(path);
const folderOf = (path: string): string => path.slice(0, Math.max(0, path.lastIndexOf("/")));

const startOfFolder = (own: string): Span => {
  const start = { line: 1, column: 1, offset: 0 };
  return { file: `${own}/main.tf`, start, end: start };
};

const atFolder = (own: string, span: Span): Span => (span.file === "" ? span : { ...span, file: `${own}/${span.file}` });

/** The engine's diagnostics in the repository; those without a place stand at the beginning of the folder's main file. */
function placed(own: string, diagnostics: readonly PlanDiagnostic[]): Diagnostic[] {
  return diagnostics.map(({ span, address: about, ...rest }) => ({
    ...rest,
    ...(about !== undefined && !span ? { detail: `${rest.detail} (${about})` } : {}),
    span: span ? atFolder(own, span) : startOfFolder(own),
  }));
}
