import { dynamic, nullValue, objectValue } from "#engines/hcl";
import { addressText, type InstanceKey, type ModuleAddress, type ModuleStep, type ResourceAddress, resourceName } from "../addresses.ts";
import type { Configuration, Module, ModulePath, MoveEndpoint } from "../configuration/index.ts";
import { modulesOf } from "../graph/nodes.ts";
import type { PlanDiagnostic } from "../model.ts";
import type { State, StateResource } from "../state/model.ts";

export type MoveStatement = {
  /** The module it is written in, by name: it holds for all of that module's instances. */
  readonly within: ModulePath;
  readonly from: MoveEndpoint;
  readonly to: MoveEndpoint;
  readonly span: MoveEndpoint["span"];
  readonly implied: boolean;
};

/** https://developer.hashicorp.com/terraform/language/modules/develop/refactoring */
export function moveStatements(configuration: Configuration): readonly MoveStatement[] {
  return modulesOf(configuration).flatMap(({ path, moved }) =>
    moved.map(({ from, to, span }) => ({ within: path, from, to, span, implied: false })),
  );
}

export type Moved = {
  readonly state: State;
  /** The address before, by the address after. */
  readonly previousAddresses: ReadonlyMap<string, string>;
  readonly diagnostics: readonly PlanDiagnostic[];
};

/** The state with everything at the address that the configuration now has for it. */
export function applyMoves(configuration: Configuration, state: State): Moved {
  const explicit = moveStatements(configuration);
  const resources = new Map<string, StateResource>();
  const previousAddresses = new Map<string, string>();
  const blocked: string[] = [];
  for (const [text, held] of state.resources) {
    const target = destination(configuration, explicit, held.address, state);
    const newText = addressText(target);
    if (newText === text) {
      resources.set(text, held);
      continue;
    }
    const taken = state.resources.has(newText) && destinationText(configuration, explicit, state, newText) === newText;
    if (taken || resources.has(newText)) {
      blocked.push(`${text} could not move to ${newText}`);
      resources.set(text, held);
      continue;
    }
    previousAddresses.set(newText, text);
    resources.set(newText, retyped({ ...held, address: target }, held.address.type));
  }
  const detail = `Something else has the new address already: ${blocked.join("; ")}. Terraform plans to delete what could not move.`;
  const diagnostics: PlanDiagnostic[] =
    blocked.length > 0
      ? [{ severity: "warning", code: "terraform/moved", summary: "Unresolved resource instance address changes", detail }]
      : [];
  return { state: { ...state, resources }, previousAddresses, diagnostics };
}

/** `terraform_data` takes over what a `null_resource` was: https://developer.hashicorp.com/terraform/language/resources/terraform-data */
function retyped(held: StateResource, from: string): StateResource {
  if (from !== "null_resource" || held.address.type !== "terraform_data" || !held.current) return held;
  const { attributes } = held.current;
  const member = (name: string) => (attributes.kind === "mapping" ? attributes.entries.get(name) : undefined) ?? nullValue(dynamic);
  const taken = objectValue([
    ["id", member("id")],
    ["triggers_replace", member("triggers")],
  ]);
  return { ...held, provider: 'provider["terraform.io/builtin/terraform"]', current: { ...held.current, attributes: taken } };
}

function destinationText(configuration: Configuration, statements: readonly MoveStatement[], state: State, text: string): string {
  const held = state.resources.get(text);
  return held ? addressText(destination(configuration, statements, held.address, state)) : text;
}

function destination(
  configuration: Configuration,
  statements: readonly MoveStatement[],
  from: ResourceAddress,
  state: State,
): ResourceAddress {
  let address = from;
  const used = new Set<MoveStatement>();
  for (;;) {
    const step = statements.find((statement) => !used.has(statement) && movedBy(statement, address));
    const next = step && movedBy(step, address);
    if (!step || !next) break;
    used.add(step);
    address = next;
  }
  return impliedMove(configuration, statements, address, state);
}

/** `x` and `x[0]` are the same object when `count` comes or goes. */
function impliedMove(
  configuration: Configuration,
  statements: readonly MoveStatement[],
  address: ResourceAddress,
  state: State,
): ResourceAddress {
  let module: Module | undefined = configuration.root;
  for (const { name } of address.module) module = module?.children.get(name);
  const resource = module?.resources.get(resourceName(address));
  if (!resource || address.mode !== "managed") return address;
  const key: InstanceKey = resource.count ? 0 : undefined;
  const other: InstanceKey = resource.count ? undefined : 0;
  if (resource.forEach || address.key !== other) return address;
  const moved = { ...address, key };
  if (state.resources.has(addressText(moved))) return address;
  // A statement that speaks of the target says more than what goes without saying.
  const named = statements.some(({ from, to }) =>
    [from, to].some(({ resource: one }) => one?.type === address.type && one.name === address.name && one.key !== undefined),
  );
  return named ? address : moved;
}

function movedBy(statement: MoveStatement, address: ResourceAddress): ResourceAddress | undefined {
  const { from, to } = statement;
  const depth = statement.within.length;
  if (!statement.within.every((name, index) => address.module[index]?.name === name)) return undefined;
  const base = address.module.slice(0, depth);
  const rest = address.module.slice(depth);
  if (!from.resource || !to.resource) return from.resource || to.resource ? undefined : movedModule(from, to, base, rest, address);
  if (rest.length !== from.modules.length || !rest.every((step, index) => sameStep(step, from.modules[index]))) return undefined;
  const { mode, type, name, key } = from.resource;
  if (address.mode !== mode || address.type !== type || address.name !== name) return undefined;
  const whole = key === undefined && to.resource.key === undefined;
  if (!whole && address.key !== key) return undefined;
  return {
    module: [...base, ...to.modules.map(stepOf)],
    mode: to.resource.mode,
    type: to.resource.type,
    name: to.resource.name,
    key: whole ? address.key : to.resource.key,
  };
}

function movedModule(
  from: MoveEndpoint,
  to: MoveEndpoint,
  base: ModuleAddress,
  rest: ModuleAddress,
  address: ResourceAddress,
): ResourceAddress | undefined {
  const last = from.modules.length - 1;
  const [lastFrom, lastTo] = [from.modules[last], to.modules.at(-1)];
  const found = rest[last];
  if (!lastFrom || !lastTo || !found || found.name !== lastFrom.name) return undefined;
  if (!from.modules.slice(0, last).every((step, index) => sameStep(rest[index], step))) return undefined;
  const whole = lastFrom.key === undefined && lastTo.key === undefined;
  if (!whole && found.key !== lastFrom.key) return undefined;
  const target: ModuleStep[] = to.modules.slice(0, -1).map(stepOf);
  target.push({ name: lastTo.name, key: whole ? found.key : lastTo.key });
  return { ...address, module: [...base, ...target, ...rest.slice(last + 1)] };
}

const stepOf = ({ name, key }: MoveEndpoint["modules"][number]): ModuleStep => ({ name, key });

const sameStep = (step: ModuleStep | undefined, wanted: MoveEndpoint["modules"][number] | undefined): boolean =>
  step !== undefined && wanted !== undefined && step.name === wanted.name && step.key === wanted.key;
