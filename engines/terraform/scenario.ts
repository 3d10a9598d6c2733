import type { Value } from "#engines/hcl";
import { isError, type SourceFile, type Span } from "#engines/source";
import { type AppliedPlan, applyTerraform, type State } from "./apply-terraform.ts";
import type { ProvidedModule, VariableText } from "./configuration/index.ts";
import { cloudOf, type Drift, type Found } from "./drift.ts";
import type { Plan } from "./model.ts";
import { type PlanRequest, planTerraform } from "./plan-terraform.ts";
import { emptyState } from "./state/model.ts";

export type GivenVariables = {
  /** As `-var` gives them. */
  readonly variables?: Readonly<Record<string, string>> | undefined;
  /** As `-var-file` names them, relative to the folder. */
  readonly variableFiles?: readonly string[] | undefined;
};

/** What happens to a folder of Terraform: what was there before, what became of it, and what is asked now. */
export type TerraformScenario = GivenVariables & {
  /** The folder of the root module, which is all that Terraform sees. */
  readonly folder: string;
  /** The configuration that the repository had, and that was applied. */
  readonly applied?: (GivenVariables & { readonly folder?: string }) | undefined;
  readonly drift?: readonly Drift[] | undefined;
  readonly found?: Found | undefined;
  readonly mode?: "normal" | "destroy" | "refresh-only" | undefined;
  readonly target?: readonly string[] | undefined;
  readonly replace?: readonly string[] | undefined;
  /** The plan is applied and planned once more. */
  readonly later?: (GivenVariables & { readonly drift?: readonly Drift[] }) | undefined;
  /** The same configuration is planned from nothing with other variables. */
  readonly compare?: GivenVariables | undefined;
};

export type PlayedScenario = {
  readonly first: AppliedPlan;
  /** What was there before; absent where nothing was. */
  readonly before?: State;
  readonly again?: Plan;
  readonly other?: AppliedPlan;
};

/** Why a scenario cannot be played, whatever the learner does. */
export type ScenarioFault = { readonly fault: string };

type Setting = {
  readonly files: readonly SourceFile[];
  readonly repository: readonly SourceFile[];
  /** What registries of modules have; the same array for the same ones. */
  readonly modules: readonly ProvidedModule[];
  readonly time: string;
};

/** `repository` is what was there before the learner's work, `files` what is there with it; `time` the instant of all plans, RFC 3339. */
export function playScenario(setting: Setting, scenario: TerraformScenario): PlayedScenario | ScenarioFault {
  const { applied, drift = [], later, compare } = scenario;
  const files = filesIn(setting.files, scenario.folder);
  const before = applied ? appliedBefore(setting, scenario, applied) : undefined;
  if (before && "fault" in before) return before;
  const { cloud, unknown } = cloudOf(before ?? emptyState, drift, scenario.found);
  if (unknown.length > 0) return { fault: `nothing was applied at ${unknown.join(", ")}, so nothing there can have changed` };
  const { modules } = setting;
  const request: PlanRequest = {
    files,
    modules,
    cloud,
    ...(before ? { state: before } : {}),
    options: {
      variables: variableTexts(scenario),
      time: setting.time,
      ...(scenario.mode ? { mode: scenario.mode } : {}),
      ...(scenario.target ? { target: scenario.target } : {}),
      ...(scenario.replace ? { replace: scenario.replace } : {}),
    },
  };
  const first = applyTerraform(request);
  const failed = [...first.plan.diagnostics, ...first.diagnostics].some(isError);
  const again = later && !failed ? planAgain(setting, scenario, later, first.state) : undefined;
  const other =
    compare && !failed ? applyTerraform({ files, modules, options: { variables: variableTexts(compare), time: setting.time } }) : undefined;
  return { first, ...(before ? { before } : {}), ...(again ? { again } : {}), ...(other ? { other } : {}) };
}

const statesBefore = new WeakMap<readonly SourceFile[], Map<string, State | ScenarioFault>>();

/** What the repository makes is the same for every scenario and every learner. */
function appliedBefore(
  setting: Setting,
  scenario: TerraformScenario,
  applied: NonNullable<TerraformScenario["applied"]>,
): State | ScenarioFault {
  const folder = applied.folder ?? scenario.folder;
  const known = statesBefore.get(setting.repository) ?? new Map<string, State | ScenarioFault>();
  statesBefore.set(setting.repository, known);
  const key = JSON.stringify([folder, applied.variables, applied.variableFiles, setting.time]);
  const state = known.get(key) ?? makeState(setting, folder, applied);
  known.set(key, state);
  return state;
}

function makeState({ repository, modules, time }: Setting, folder: string, applied: GivenVariables): State | ScenarioFault {
  const { plan, state } = applyTerraform({
    files: filesIn(repository, folder),
    modules,
    options: { variables: variableTexts(applied), time },
  });
  const error = plan.diagnostics.find(isError);
  return error ? { fault: `what was applied before, ${folder}, cannot be applied: ${error.summary}. ${error.detail}` } : state;
}

function planAgain(
  { files, modules, time }: Setting,
  scenario: TerraformScenario,
  later: NonNullable<TerraformScenario["later"]>,
  state: State,
): Plan {
  const given = later.variables || later.variableFiles ? later : scenario;
  const { cloud } = cloudOf(state, later.drift ?? [], stillUnknown(scenario.found, state));
  return planTerraform({
    files: filesIn(files, scenario.folder),
    modules,
    state,
    cloud,
    options: { variables: variableTexts(given), time },
  });
}

/** What was taken over is as the apply left it. */
function stillUnknown(found: Found = {}, state: State): Found {
  const held = new Set([...state.resources.values()].map(({ address, current }) => `${address.type} ${idOf(current?.attributes)}`));
  const left = Object.entries(found).map(
    ([type, objects]) => [type, Object.fromEntries(Object.entries(objects).filter(([id]) => !held.has(`${type} ${id}`)))] as const,
  );
  return Object.fromEntries(left);
}

function idOf(attributes: Value | undefined): string {
  const id = attributes?.kind === "mapping" ? attributes.entries.get("id") : undefined;
  return id?.kind === "string" ? id.value : "";
}

const variableTexts = ({ variables = {}, variableFiles = [] }: GivenVariables): readonly VariableText[] => [
  ...variableFiles.map((path) => ({ kind: "file", path }) as const),
  ...Object.entries(variables).map(([name, text]) => ({ kind: "option", name, text }) as const),
];

const folders = new WeakMap<readonly SourceFile[], Map<string, readonly SourceFile[]>>();

/** What lies in a folder and below it, as seen from there; the same array for the same files. */
export function filesIn(files: readonly SourceFile[], folder: string): readonly SourceFile[] {
  const known = folders.get(files) ?? new Map<string, readonly SourceFile[]>();
  folders.set(files, known);
  const found =
    known.get(folder) ??
    files.filter(({ path }) => path.startsWith(`${folder}/`)).map(({ path, text }) => ({ path: path.slice(folder.length + 1), text }));
  known.set(folder, found);
  return found;
}

/** A place of the folder as a place of the repository. */
export const spanIn = (folder: string, span: Span): Span => ({ ...span, file: `${folder}/${span.file}` });
