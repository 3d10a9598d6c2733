import { deepUnmarked, nullValue, type Value } from "#engines/hcl";
import { addressText, type InstanceKey, type ResourceAddress, resourceName } from "../addresses.ts";
import type { Configuration, Module, Resource } from "../configuration/index.ts";
import type { ActionReason } from "../model.ts";
import { markSensitive, type ResourceSchema, refreshResource } from "../providers/index.ts";
import { impliedType } from "../providers/objects.ts";
import type { StateObject, StateResource } from "../state/model.ts";
import type { ModuleInstance, Walk } from "../walk/walk.ts";
import { changeOf, recordDrift } from "./managed.ts";
import { withMarksOf } from "./marks.ts";
import { objectOf, type Planner } from "./planner.ts";

/** By module instance and resource, the keys that the configuration asks for. */
export type Expanded = ReadonlyMap<string, ReadonlySet<InstanceKey>>;

export const expandedKey = (instance: Pick<ModuleInstance, "text">, resource: string): string => `${instance.text}\u0000${resource}`;

/** Everything in the state that the configuration does not speak of any more. */
export function planOrphans(planner: Planner, expanded: Expanded, allowed: (node: string) => boolean): void {
  for (const held of planner.state.resources.values()) {
    const { address } = held;
    if (address.mode !== "managed") continue;
    const text = addressText(address);
    const schema = schemaOf(planner.walk, held);
    const node = [...address.module.map(({ name }) => `module.${name}`), resourceName(address)].join(".");
    if (!schema || !allowed(node)) continue;
    for (const [key, object] of held.deposed) planDeposed(planner, address, schema, key, object, node);
    if (!held.current || planner.declared.has(text)) continue;
    planOrphan(planner, held, held.current, schema, node, reasonFor(planner, address, expanded));
  }
}

/** What a destroy plan does: everything goes. */
export function planDestroy(planner: Planner, allowed: (node: string) => boolean): void {
  for (const held of planner.state.resources.values()) {
    const schema = schemaOf(planner.walk, held);
    const node = [...held.address.module.map(({ name }) => `module.${name}`), resourceName(held.address)].join(".");
    if (held.address.mode !== "managed" || !schema || !allowed(node)) continue;
    for (const [key, object] of held.deposed) planDeposed(planner, held.address, schema, key, object, node);
    if (held.current) planOrphan(planner, held, held.current, schema, node, undefined);
  }
}

function schemaOf(walk: Walk, { address, provider }: StateResource): ResourceSchema | undefined {
  const source = /provider\["([^"]*)"\]/.exec(provider)?.[1] ?? "";
  const known = walk.providers.provider(source.replace(/^registry\.terraform\.io\//, ""));
  if (known) return known.resources.get(address.type);
  const detail = `${addressText(address)} is a matter of the provider ${source}, which this platform does not know.`;
  walk.report([{ severity: "error", code: "terraform/resource-type", summary: "Provider not supported", detail }]);
  return undefined;
}

function planOrphan(
  planner: Planner,
  { address }: StateResource,
  object: StateObject,
  schema: ResourceSchema,
  node: string,
  reason: ActionReason | undefined,
): void {
  const text = addressText(address);
  const before = objectOf(schema, object);
  const refreshed = refreshResource({ schema, state: deepUnmarked(before), cloud: planner.cloud });
  const none = nullValue(impliedType(schema.block));
  const now: Value = refreshed === undefined ? none : withMarksOf(markSensitive(schema.block, refreshed), before);
  recordDrift(planner, text, address, schema, before, now);
  if (refreshed === undefined || planner.mode === "refresh-only") return;
  const resource = configured(planner.walk.configuration, address);
  if (resource?.lifecycle.preventDestroy) {
    const detail = `"${text}" is protected by prevent_destroy, and this plan would destroy it.`;
    planner.walk.report([
      { severity: "error", code: "terraform/prevent-destroy", summary: "Instance cannot be destroyed", detail, span: resource.span },
    ]);
    return;
  }
  const previous = planner.previousAddresses.get(text);
  const forgotten = planner.mode === "normal" && isForgotten(planner.walk.configuration, address);
  planner.addChange(node, {
    ...changeOf(address, schema),
    ...(previous === undefined ? {} : { previousAddress: previous }),
    actions: forgotten ? ["forget"] : ["delete"],
    ...(reason === undefined ? {} : { reason }),
    replacePaths: [],
    // What is taken out of the configuration is shown as it was known; what goes with everything else, as it is.
    before: planner.mode === "destroy" ? now : before,
    after: none,
  });
}

function planDeposed(
  planner: Planner,
  address: ResourceAddress,
  schema: ResourceSchema,
  key: string,
  object: StateObject,
  node: string,
): void {
  const before = objectOf(schema, object);
  const refreshed = refreshResource({ schema, state: deepUnmarked(before), cloud: planner.cloud });
  if (refreshed === undefined || planner.mode === "refresh-only") return;
  const after = nullValue(impliedType(schema.block));
  planner.addChange(node, { ...changeOf(address, schema), deposed: key, actions: ["delete"], replacePaths: [], before, after });
}

function moduleAt(configuration: Configuration, address: ResourceAddress): Module | undefined {
  let module: Module | undefined = configuration.root;
  for (const { name } of address.module) module = module?.children.get(name);
  return module;
}

const configured = (configuration: Configuration, address: ResourceAddress): Resource | undefined =>
  moduleAt(configuration, address)?.resources.get(resourceName(address));

function reasonFor(planner: Planner, address: ResourceAddress, expanded: Expanded): ActionReason {
  const { walk } = planner;
  const resource = configured(walk.configuration, address);
  if (!resource)
    return planner.previousAddresses.has(addressText(address)) ? "delete_because_no_move_target" : "delete_because_no_resource_config";
  const module = moduleAt(walk.configuration, address);
  const wanted = address.module.map(({ name, key }) => `${name}\u0000${typeof key}${key}`).join("\u0001");
  const instance =
    module &&
    walk
      .instancesOf(module)
      .find((one) => one.address.map(({ name, key }) => `${name}\u0000${typeof key}${key}`).join("\u0001") === wanted);
  if (!instance || !expanded.has(expandedKey(instance, resourceName(address)))) return "delete_because_no_module";
  if (address.key === undefined) return "delete_because_wrong_repetition";
  if (typeof address.key === "number") return resource.count ? "delete_because_count_index" : "delete_because_wrong_repetition";
  return resource.forEach ? "delete_because_each_key" : "delete_because_wrong_repetition";
}

/** https://developer.hashicorp.com/terraform/language/resources/syntax#removing-resources: whether the object stays and only Terraform forgets it. */
function isForgotten({ root }: Configuration, address: ResourceAddress): boolean {
  return matchingRemoved(root, address, 0);
}

function matchingRemoved(module: Module, address: ResourceAddress, depth: number): boolean {
  const names = address.module.slice(depth).map(({ name }) => name);
  for (const { from, destroy } of module.removed) {
    if (destroy) continue;
    const inside = from.modules.every(({ name }, index) => names[index] === name);
    if (!inside) continue;
    const { resource } = from;
    if (!resource) return true;
    if (
      from.modules.length === names.length &&
      resource.type === address.type &&
      resource.name === address.name &&
      resource.mode === address.mode
    )
      return true;
  }
  const next = names[0] === undefined ? undefined : module.children.get(names[0]);
  return next ? matchingRemoved(next, address, depth + 1) : false;
}
