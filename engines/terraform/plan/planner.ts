import { dynamic, nullValue, type Value } from "#engines/hcl";
import { addressText, type ResourceAddress } from "../addresses.ts";
import type { Resource } from "../configuration/index.ts";
import type { CheckResult, CheckStatus, OutputChange, PlanDiagnostic, ResourceChange } from "../model.ts";
import type { Cloud, ResourceSchema } from "../providers/index.ts";
import { markSensitive } from "../providers/index.ts";
import { conform } from "../providers/objects.ts";
import type { State, StateObject, StateResource } from "../state/model.ts";
import { worst } from "../walk/variables.ts";
import type { ModuleInstance, Walk } from "../walk/walk.ts";
import type { Decision, InstanceInput } from "./managed.ts";

export type PlanMode = "normal" | "destroy" | "refresh-only";

/** An object that shall be taken over from the world. */
export type ImportTarget = { readonly id: Value; readonly span: PlanDiagnostic["span"] };

/** Turns what was decided for an instance into the object that is there afterwards. */
export type Settle = (input: InstanceInput & { readonly text: string; readonly decided: Decision; readonly config: Value }) => Value;

/** What a plan is made from beside the configuration, and what of it is known so far. */
export class Planner {
  readonly walk: Walk;
  readonly mode: PlanMode;
  readonly cloud: Cloud | undefined;
  /** After moves. */
  readonly state: State;
  /** Where a moved instance was before. */
  readonly previousAddresses: ReadonlyMap<string, string>;
  readonly replace: ReadonlySet<string>;
  /** While applying: makes the object that was planned. */
  readonly settle?: Settle;
  readonly imports = new Map<string, ImportTarget>();
  readonly changes: ResourceChange[] = [];
  readonly drift: ResourceChange[] = [];
  readonly outputs: OutputChange[] = [];
  readonly #checks = new Map<string, { kind: CheckResult["kind"]; instances: CheckResult["instances"][number][]; status?: CheckStatus }>();
  /** Instances that the configuration speaks of. */
  readonly declared = new Set<string>();
  /** By node: the changes of its instances. */
  readonly changesByNode = new Map<string, ResourceChange[]>();

  constructor(input: {
    readonly walk: Walk;
    readonly mode: PlanMode;
    readonly cloud: Cloud | undefined;
    readonly state: State;
    readonly previousAddresses: ReadonlyMap<string, string>;
    readonly replace: ReadonlySet<string>;
    readonly settle?: Settle;
  }) {
    if (input.settle) this.settle = input.settle;
    this.walk = input.walk;
    this.mode = input.mode;
    this.cloud = input.cloud;
    this.state = input.state;
    this.previousAddresses = input.previousAddresses;
    this.replace = input.replace;
  }

  addChange(node: string, change: ResourceChange): void {
    this.changes.push(change);
    const known = this.changesByNode.get(node) ?? [];
    this.changesByNode.set(node, known);
    known.push(change);
  }

  addCheck(address: string, kind: CheckResult["kind"], instance: CheckResult["instances"][number]): void {
    const check = this.#checks.get(address) ?? { kind, instances: [] };
    this.#checks.set(address, check);
    // What was found first about an instance and what was found later, as pre- and postconditions.
    const earlier = check.instances.findIndex(({ address: other }) => other === instance.address);
    const known = check.instances[earlier];
    if (known)
      check.instances[earlier] = {
        address: instance.address,
        status: worst([known.status, instance.status]),
        problems: [...known.problems, ...instance.problems],
      };
    else check.instances.push(instance);
  }

  /** A check without an instance, because its resource has none. */
  addEmptyCheck(address: string, kind: CheckResult["kind"]): void {
    if (!this.#checks.has(address)) this.#checks.set(address, { kind, instances: [] });
  }

  checks(): CheckResult[] {
    return [...this.#checks].map(([address, { kind, instances }]) => ({
      address,
      kind,
      status: worst(instances.map(({ status }) => status)),
      instances,
    }));
  }
}

export const absent: Value = nullValue(dynamic);

/** The object of a state as a value of its schema. */
export function objectOf(schema: ResourceSchema, object: StateObject | undefined): Value {
  if (!object) return absent;
  return markSensitive(schema.block, conform(schema.block, object.attributes));
}

export function instanceAddress(instance: ModuleInstance, { mode, type, name }: Resource, key: ResourceAddress["key"]): ResourceAddress {
  return { module: instance.address, mode, type, name, key };
}

export function stateOf(planner: Planner, address: ResourceAddress): StateResource | undefined {
  return planner.state.resources.get(addressText(address));
}
