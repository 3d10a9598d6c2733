import { deepUnmarked } from "#engines/hcl";
import { fullSource, providerNodeId } from "../graph/providers.ts";
import type { PlanDiagnostic } from "../model.ts";
import { withMarksOf } from "../plan/marks.ts";
import { execute, type Planned } from "../plan/plan.ts";
import { Planner, type Settle } from "../plan/planner.ts";
import { budgetOf } from "../plan/prepared.ts";
import { everythingBehind } from "../plan/targets.ts";
import { applyResource } from "../providers/index.ts";
import type { State, StateOutput, StateResource } from "../state/model.ts";
import { Walk } from "../walk/walk.ts";

export type Applied = {
  /** Where something fails, what was done before it counts. */
  readonly state: State;
  readonly diagnostics: readonly PlanDiagnostic[];
};

/**
 * Carries out a plan in a world that does what it is asked: objects come into being with ids made from their addresses and
 * arguments, so that the same plan always leads to the same state. A plan with errors changes nothing.
 */
export function applyPlan({ made }: Planned, before: State): Applied {
  if (!made) return { state: before, diagnostics: [] };
  const { configuration, graph, providers, host, checksValues, planner: planned } = made;
  const walk = new Walk({ operation: "apply", configuration, graph, providers, host, budget: budgetOf(), checksValues });
  const resources = new Map(planned.state.resources);
  const settle: Settle = ({ node, resource, schema, instance, key, text, decided, config }) => {
    const { actions } = decided;
    const gone = actions[0] === "no-op" ? decided.before : undefined;
    const value =
      gone ??
      withMarksOf(
        applyResource({ schema, prior: deepUnmarked(decided.before), planned: deepUnmarked(decided.after), config, address: text }),
        decided.after,
      );
    const use = providers.resolve(instance.module, resource);
    resources.set(text, {
      address: { module: instance.address, mode: "managed", type: resource.type, name: resource.name, key },
      provider: use ? providerNodeId(use.module, use.source, use.alias) : `provider["${fullSource(resource.providerSource)}"]`,
      current: {
        attributes: value,
        tainted: false,
        createBeforeDestroy: made.createsBeforeDestroying.has(node),
        dependencies: dependenciesOf(made.graph, node),
      },
      deposed: new Map(),
    });
    return value;
  };
  const planner = new Planner({
    walk,
    mode: planned.mode,
    cloud: made.cloud,
    state: planned.state,
    previousAddresses: planned.previousAddresses,
    replace: planned.replace,
    settle,
  });
  execute(planner, made.given, made.only, made.createsBeforeDestroying);
  for (const change of planner.changes) {
    const goes = change.actions[0] === "forget" || (change.actions.length === 1 && change.actions[0] === "delete");
    if (!goes) continue;
    const held = resources.get(change.address);
    if (change.deposed === undefined) resources.delete(change.address);
    else if (held) resources.set(change.address, withoutDeposed(held, change.deposed));
  }
  refreshed(planned, resources);
  return { state: { resources, outputs: outputsOf(planner) }, diagnostics: walk.diagnostics };
}

/** Objects that are as they were still take over what was seen of them in the world. */
function refreshed(planned: Planner, resources: Map<string, StateResource>): void {
  for (const { address, after } of planned.drift) {
    const held = resources.get(address);
    if (!held?.current || held !== planned.state.resources.get(address)) continue;
    if (after.kind === "null") resources.delete(address);
    else resources.set(address, { ...held, current: { ...held.current, attributes: after } });
  }
}

function withoutDeposed(held: StateResource, key: string): StateResource {
  return { ...held, deposed: new Map([...held.deposed].filter(([other]) => other !== key)) };
}

function dependenciesOf(graph: NonNullable<Planned["made"]>["graph"], id: string): readonly string[] {
  return [...everythingBehind(graph, id)].filter((other) => other !== id && graph.nodes.get(other)?.kind === "resource").sort();
}

function outputsOf({ outputs }: Planner): ReadonlyMap<string, StateOutput> {
  const kept = outputs.flatMap(({ name, actions, after, sensitive }): [string, StateOutput][] =>
    actions[0] === "delete" || after.kind === "null" ? [] : [[name, { value: deepUnmarked(after), sensitive }]],
  );
  return new Map(kept);
}
