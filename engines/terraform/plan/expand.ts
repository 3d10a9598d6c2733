import type { Expression } from "#engines/hcl";
import { deepUnmarked, objectValue, type Scope, tupleValue, unknownDynamic, type Value } from "#engines/hcl";
import { type InstanceKey, resourceName, within } from "../addresses.ts";
import type { Resource } from "../configuration/index.ts";
import { countInstances, forEachInstances, type Instances, once } from "../evaluation/repetition.ts";
import { pathText } from "../graph/nodes.ts";
import { providerNodeId } from "../graph/providers.ts";
import { emptyObject } from "../providers/index.ts";
import { calledInstance, type ModuleInstance, type NodeOf, type Walk } from "../walk/walk.ts";
import { planData } from "./data.ts";
import { type InstanceInput, type PlannedInstance, planManaged } from "./managed.ts";
import type { Planner } from "./planner.ts";

/** Which instances a block stands for; undefined where that cannot be said. */
export function instancesOf(
  walk: Walk,
  { count, forEach }: { readonly count?: Expression; readonly forEach?: Expression },
  instance: ModuleInstance,
): Instances | undefined {
  const place = { instance, repetition: once };
  if (!count && !forEach) return new Map([[undefined, once]]);
  const { instances, diagnostics } = count
    ? countInstances(count, walk.evaluate(count, place), false)
    : forEach
      ? forEachInstances(forEach, walk.evaluate(forEach, place), false)
      : { diagnostics: [] };
  return walk.report(diagnostics) ? undefined : instances;
}

export function expandCall(walk: Walk, { call, child, module }: NodeOf<"call">): boolean {
  let failed = false;
  for (const instance of walk.instancesOf(module)) {
    const instances = instancesOf(walk, call, instance);
    if (!instances) failed = true;
    else
      walk.addInstances(
        child,
        [...instances].map(([key, repetition]) => calledInstance(instance, child, key, repetition)),
      );
  }
  return failed;
}

export type ResourcePlanning = {
  readonly createsBeforeDestroying: ReadonlySet<string>;
  /** Data sources that wait because what they depend on changes. */
  readonly isPending: (node: string) => boolean;
  /** Tells which instances there are, so that the others can be taken away. */
  readonly expanded: (node: string, instance: ModuleInstance, keys: ReadonlySet<InstanceKey>) => void;
};

/** Plans every instance of a resource in every instance of its module. */
export function planResourceNode(planner: Planner, { id, module, resource }: NodeOf<"resource">, planning: ResourcePlanning): boolean {
  const { walk } = planner;
  const schema = walk.providers.schemaOf(resource);
  const provider = walk.providers.resolve(module, resource);
  if (!schema || !provider) return true;
  const { preconditions, postconditions } = resource.lifecycle;
  if (preconditions.length + postconditions.length > 0)
    planner.addEmptyCheck(within(pathText(module.path), resourceName(resource)), "resource");
  let failed = false;
  for (const instance of walk.instancesOf(module)) {
    const instances = instancesOf(walk, resource, instance);
    if (!instances) {
      failed = true;
      continue;
    }
    planning.expanded(id, instance, new Set(instances.keys()));
    const [home] = walk.instancesOf(provider.module);
    const configured =
      (home && walk.value(home, providerNodeId(provider.module, provider.source, provider.alias))) ?? noConfig(walk, provider.source);
    const providerConfig = deepUnmarked(configured);
    const scopes = new Map<object, Scope>();
    const values = new Map<InstanceKey, Value>();
    for (const [key, repetition] of instances) {
      walk.budget.step(20);
      const planned = planInstance({
        planner,
        node: id,
        instance,
        resource,
        schema,
        key,
        repetition,
        providerConfig,
        createBeforeDestroy: planning.createsBeforeDestroying.has(id),
        scopes,
        pending: resource.mode === "data" && planning.isPending(id),
      });
      if (planned.failed) failed = true;
      values.set(key, planned.value);
    }
    walk.setValue(instance, resourceName(resource), together(resource, values));
  }
  return failed;
}

const planInstance = (input: InstanceInput & { readonly pending: boolean }): PlannedInstance =>
  input.resource.mode === "data" ? planData(input) : planManaged(input);

function noConfig(walk: Walk, source: string): Value {
  const schema = walk.providers.provider(source)?.config;
  return schema ? emptyObject(schema) : unknownDynamic;
}

/** The value of a resource's name: one object, a tuple of `count`, an object of `for_each`. */
export function together(resource: Pick<Resource, "count" | "forEach">, values: ReadonlyMap<InstanceKey, Value>): Value {
  if (resource.count) return tupleValue([...values.values()]);
  if (resource.forEach) return objectValue([...values].map(([key, value]) => [String(key), value] as const));
  return values.get(undefined) ?? unknownDynamic;
}
