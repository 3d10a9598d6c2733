import { decodeJson, type FunctionHost, JsonFailure, type Value } from "#engines/hcl";
import { isError, type SourceFile } from "#engines/source";
import { type InstanceKey, resourceName, within } from "../addresses.ts";
import { type Configuration, loadConfiguration, type ProvidedModule, removedFaults, type VariableText } from "../configuration/index.ts";
import type { Graph } from "../graph/graph.ts";
import { pathText } from "../graph/nodes.ts";
import type { Providers } from "../graph/providers.ts";
import type { Plan, PlanDiagnostic } from "../model.ts";
import { emptyObject, type Provider, providerOf } from "../providers/index.ts";
import { emptyState, type State } from "../state/model.ts";
import { readState, StateFailure } from "../state/read-state.ts";
import { walkGraph } from "../walk/validate.ts";
import { executeVariable, type GivenVariable } from "../walk/variables.ts";
import { type NodeOf, Walk } from "../walk/walk.ts";
import { expandCall, planResourceNode, type ResourcePlanning } from "./expand.ts";
import { readImports } from "./imports.ts";
import { moveFaults } from "./move-faults.ts";
import { applyMoves } from "./moves.ts";
import { expandedKey, planDestroy, planOrphans } from "./orphans.ts";
import { planOutput, planRemovedOutputs } from "./outputs.ts";
import { type PlanMode, Planner } from "./planner.ts";
import { budgetOf, bytesOf, prepared } from "./prepared.ts";
import { holdRules } from "./rules.ts";
import { everythingBehind, targeted } from "./targets.ts";

export type PlanRequest = {
  readonly files: readonly SourceFile[];
  /** The text of `terraform.tfstate`, or a state that an apply made. */
  readonly state?: string | State;
  /** What the world holds, as JSON: `{type: {id: attributes | null}}`. */
  readonly cloud?: string;
  readonly options?: PlanOptions;
  /** What registries of modules have: nothing unless said so. The same array for the same ones. */
  readonly modules?: readonly ProvidedModule[];
  /** Where providers come from; those of the platform unless said otherwise. */
  readonly providers?: (source: string) => Provider | undefined;
};

export type PlanOptions = {
  readonly mode?: PlanMode;
  readonly replace?: readonly string[];
  readonly target?: readonly string[];
  /** Variable files and options in the order of the command line. */
  readonly variables?: readonly VariableText[];
  /** Whether values are held against what providers and clouds say of them, beyond the schema. They are unless this is false. */
  readonly checkValues?: boolean;
  /** The instant of the plan, RFC 3339. */
  readonly time?: string;
};

/** What a plan was made from and what was found out on the way: an apply goes on from here. */
export type Planned = {
  readonly plan: Plan;
  /** The texts that places lead into: the files, and the values given to variables. */
  readonly texts: ReadonlyMap<string, string>;
  readonly made?: {
    readonly configuration: Configuration;
    readonly graph: Graph;
    readonly walk: Walk;
    readonly planner: Planner;
    readonly given: ReadonlyMap<string, GivenVariable>;
    readonly cloud: Value | undefined;
    readonly createsBeforeDestroying: ReadonlySet<string>;
    readonly only: ReadonlySet<string> | undefined;
    readonly checksValues: boolean;
    readonly host: Omit<FunctionHost, "budget">;
    readonly providers: Providers;
  };
};

export function planConfiguration(request: PlanRequest): Planned {
  const { files, options = {}, providers: providersFrom = providerOf } = request;
  const mode = options.mode ?? "normal";
  const diagnostics: PlanDiagnostic[] = [];
  let texts: ReadonlyMap<string, string> = new Map();
  const refused = (more: readonly PlanDiagnostic[] = []): Planned => ({ plan: emptyPlan(mode, [...diagnostics, ...more]), texts });
  const loaded = loadConfiguration({
    files,
    knowsProvider: (source) => providersFrom(source) !== undefined,
    ...(options.variables ? { variables: options.variables } : {}),
    ...(request.modules ? { modules: request.modules } : {}),
  });
  diagnostics.push(...loaded.diagnostics);
  const { configuration } = loaded;
  texts = loaded.texts;
  if (!configuration || hasErrors(diagnostics)) return refused();
  const inputs = readInputs(request);
  if ("fault" in inputs) return refused([inputs.fault]);

  const checksValues = options.checkValues ?? true;
  const { providers, graph, missing, faults: invalid } = prepared(configuration, providersFrom, checksValues);
  if (missing.length > 0) return refused(missing);
  const host: Omit<FunctionHost, "budget"> = {
    files: bytesOf(loaded.sources),
    workingDirectory: "/workspace",
    ...(options.time === undefined ? {} : { planTime: options.time }),
  };
  const shared = { configuration, graph, providers, host, budget: budgetOf(), checksValues };
  // Values that do not fit are told beside everything else that is wrong.
  diagnostics.push(...invalid, ...[...loaded.values.values()].flatMap(({ problem }) => (problem ? [problem] : [])));
  if (hasErrors(diagnostics)) return refused();

  const walk = new Walk({ ...shared, operation: "plan" });
  const moved = applyMoves(configuration, inputs.state);
  const { state, previousAddresses } = moved;
  const planner = new Planner({ walk, mode, cloud: inputs.cloud, state, previousAddresses, replace: new Set(options.replace ?? []) });
  const target = options.target ?? [];
  const only = target.length > 0 ? targeted(graph, target) : undefined;
  const createsBeforeDestroying = createBeforeDestroy(graph);
  execute(planner, loaded.values, only, createsBeforeDestroying);
  diagnostics.push(...moved.diagnostics);
  const faults = moveFaults(walk, previousAddresses);
  if (faults.length > 0) return refused(faults);
  diagnostics.push(...walk.diagnostics, ...notices(planner, target));
  if (!hasErrors(diagnostics)) diagnostics.push(...removedFaults(configuration));
  if (hasErrors(diagnostics)) return refused();
  const plan: Plan = {
    mode,
    changes: planner.changes,
    drift: planner.drift,
    outputs: planner.outputs,
    checks: planner.checks(),
    diagnostics,
  };
  return {
    plan,
    texts,
    made: {
      configuration,
      graph,
      walk,
      planner,
      given: loaded.values,
      cloud: inputs.cloud,
      createsBeforeDestroying,
      only,
      checksValues,
      host,
      providers,
    },
  };
}

const hasErrors = (diagnostics: readonly PlanDiagnostic[]): boolean => diagnostics.some(isError);

const emptyPlan = (mode: PlanMode, diagnostics: readonly PlanDiagnostic[]): Plan => ({
  mode,
  changes: [],
  drift: [],
  outputs: [],
  checks: [],
  diagnostics,
});

type Inputs = { readonly state: State; readonly cloud: Value | undefined } | { readonly fault: PlanDiagnostic };

function readInputs({ state, cloud }: PlanRequest): Inputs {
  const fault = (summary: string, detail: string): Inputs => ({ fault: { severity: "error", code: "terraform/state", summary, detail } });
  try {
    const read = typeof state === "string" ? readState(state) : (state ?? emptyState);
    return { state: read, cloud: cloud === undefined ? undefined : decodeJson(cloud) };
  } catch (error) {
    if (error instanceof StateFailure) return fault("Error loading the state", error.message);
    if (error instanceof JsonFailure) return fault("Error loading the world", error.message);
    throw error;
  }
}

function createBeforeDestroy(graph: Graph): ReadonlySet<string> {
  const found = new Set<string>();
  for (const [id, node] of graph.nodes) {
    if (node.kind !== "resource" || !node.resource.lifecycle.createBeforeDestroy) continue;
    for (const other of everythingBehind(graph, id)) if (graph.nodes.get(other)?.kind === "resource") found.add(other);
  }
  return found;
}

export function execute(
  planner: Planner,
  given: ReadonlyMap<string, GivenVariable>,
  only: ReadonlySet<string> | undefined,
  createsBeforeDestroying: ReadonlySet<string>,
): void {
  const { walk } = planner;
  const allowed = (node: string): boolean => only === undefined || only.has(node);
  const expanded = new Map<string, ReadonlySet<InstanceKey>>();
  const planning: ResourcePlanning = {
    createsBeforeDestroying,
    isPending: (node) => planner.walk.operation === "plan" && isPending(planner, node),
    expanded: (node, instance, keys) => {
      const found = walk.graph.nodes.get(node);
      if (found?.kind === "resource") expanded.set(expandedKey(instance, resourceName(found.resource)), keys);
    },
  };
  if (planner.mode === "destroy") {
    planDestroy(planner, (node) => allowed(node));
    planRemovedOutputs(planner);
    return;
  }
  // What imports speak of is known before any resource is planned: only values of the configuration may stand in them.
  let importsRead = false;
  walkGraph(walk, (id) => {
    const node = walk.graph.nodes.get(id);
    if (!node || !allowed(id)) return false;
    switch (node.kind) {
      case "variable":
        return executeVariable(walk, node, given, ({ address, kind, instances }) => {
          if (instances.length === 0) planner.addEmptyCheck(address, kind);
          for (const instance of instances) planner.addCheck(address, kind, instance);
        });
      case "local":
        return executeLocal(walk, node);
      case "output":
        return planOutput(planner, node);
      case "call":
        return expandCall(walk, node);
      case "provider":
        return executeProvider(walk, node);
      case "check":
        return executeCheck(planner, node);
      case "resource": {
        if (!importsRead && planner.mode === "normal") {
          importsRead = true;
          if (readImports(planner)) return true;
        }
        return planResourceNode(planner, node, planning);
      }
      default:
        return node satisfies never;
    }
  });
  if (!hasErrors(walk.diagnostics)) {
    planOrphans(planner, expanded, (node) => only === undefined || only.has(node));
    planRemovedOutputs(planner);
  }
}

function executeLocal(walk: Walk, { module, local }: NodeOf<"local">): boolean {
  let failed = false;
  for (const instance of walk.instancesOf(module)) {
    const { value, diagnostics } = walk.evaluate(local.value, { instance, repetition: {} });
    walk.setValue(instance, `local.${local.name}`, value);
    if (walk.report(diagnostics)) failed = true;
  }
  return failed;
}

function executeProvider(walk: Walk, { id, module, source, block }: NodeOf<"provider">): boolean {
  const schema = walk.providers.provider(source)?.config;
  if (!schema) return false;
  let failed = false;
  for (const instance of walk.instancesOf(module)) {
    if (!block) {
      walk.setValue(instance, id, emptyObject(schema));
      continue;
    }
    const { value, diagnostics } = walk.decode(schema, block.body, { instance, repetition: {} });
    walk.setValue(instance, id, value);
    if (walk.report(diagnostics)) failed = true;
  }
  return failed;
}

function executeCheck(planner: Planner, { module, check }: NodeOf<"check">): boolean {
  const { walk } = planner;
  if (planner.mode !== "normal") return false;
  const address = within(pathText(module.path), `check.${check.name}`);
  for (const instance of walk.instancesOf(module)) {
    const place = { instance, repetition: {}, check: check.name };
    const result = holdRules(walk, "Check block assertion", check.assertions, place);
    planner.addCheck(address, "check", { address: within(instance.text, `check.${check.name}`), ...result });
  }
  return false;
}

/** Whether something that a data source names in `depends_on`, or stands behind that, is about to change. */
function isPending(planner: Planner, id: string): boolean {
  const { graph } = planner.walk;
  const node = graph.nodes.get(id);
  if (node?.kind !== "resource") return false;
  const roots = dependsOnNodes(planner.walk, node);
  for (const root of roots)
    for (const other of everythingBehind(graph, root)) {
      const found = graph.nodes.get(other);
      if (found?.kind !== "resource" || found.resource.mode !== "managed") continue;
      if (planner.changesByNode.get(other)?.some(({ actions }) => actions[0] !== "no-op")) return true;
    }
  return false;
}

/** The nodes behind `depends_on` of a resource and of the calls of the modules it stands in. */
function dependsOnNodes({ graph }: Walk, node: NodeOf<"resource">): readonly string[] {
  const found = [...(graph.explicit.get(node.id) ?? [])];
  const { path } = node.module;
  for (let depth = path.length; depth > 0; depth--) {
    const call = path
      .slice(0, depth)
      .map((name) => `module.${name}`)
      .join(".");
    found.push(...(graph.explicit.get(call) ?? []));
  }
  return found;
}

function notices(planner: Planner, target: readonly string[]): PlanDiagnostic[] {
  const warning = (summary: string, detail: string): PlanDiagnostic => ({ severity: "warning", code: "terraform/plan", summary, detail });
  const found: PlanDiagnostic[] = [];
  if (target.length > 0)
    found.push(
      warning("Resource targeting is in effect", "Only the targets and what they depend on are planned, so other changes may be missing."),
    );
  const forgotten = planner.changes.filter(({ actions }) => actions[0] === "forget").map(({ address }) => ` - ${address}`);
  if (forgotten.length > 0)
    found.push(
      warning(
        "Some objects will no longer be managed by Terraform",
        `Terraform forgets these objects and does not delete them:\n${forgotten.join("\n")}`,
      ),
    );
  return found;
}
