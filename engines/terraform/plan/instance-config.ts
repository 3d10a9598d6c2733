import type { Value } from "#engines/hcl";
import { addressText, resourceName, within } from "../addresses.ts";
import { pathText } from "../graph/nodes.ts";
import { ephemeralFaults } from "../walk/ephemeral.ts";
import type { Place } from "../walk/walk.ts";
import { withoutLinkMarks } from "./links.ts";
import type { InstanceInput } from "./managed.ts";
import { instanceAddress } from "./planner.ts";
import { holdRules } from "./rules.ts";

export type InstanceConfig = {
  readonly place: Place;
  /** With marks that say whose values they are. */
  readonly linked: Value;
  readonly config: Value;
};

/** Holds an instance to its preconditions and reads its configuration; undefined where something is wrong. */
export function readConfig(input: InstanceInput): InstanceConfig | undefined {
  const { planner, instance, resource, schema, repetition, scopes } = input;
  const { walk } = planner;
  const place: Place = { instance, repetition, scopes, ...(resource.check === undefined ? {} : { check: resource.check }) };
  const { preconditions } = resource.lifecycle;
  if (preconditions.length > 0) {
    const { failed, ...result } = holdRules(walk, "Resource precondition", preconditions, place);
    planner.addCheck(checkAddress(input), "resource", { address: textOf(input), ...result });
    if (failed) return undefined;
  }
  const { value: linked, diagnostics } = walk.decode(schema.block, resource.body, place);
  if (walk.report(diagnostics)) return undefined;
  const config = withoutLinkMarks(linked);
  if (walk.report(ephemeralFaults(schema, config, resource.body, textOf(input)))) return undefined;
  if (walk.report(walk.valueFaults(schema, config, resource))) return undefined;
  return { place, linked, config };
}

/** Whether the object, as far as it is known, holds what its postconditions ask. */
export function holdsAfterwards(input: InstanceInput, place: Place, self: Value): boolean {
  const { planner, resource } = input;
  const { postconditions } = resource.lifecycle;
  if (postconditions.length === 0) return true;
  const { failed, ...result } = holdRules(planner.walk, "Resource postcondition", postconditions, { ...place, self, selfOf: resource });
  planner.addCheck(checkAddress(input), "resource", { address: textOf(input), ...result });
  return !failed;
}

const textOf = ({ instance, resource, key }: InstanceInput): string => addressText(instanceAddress(instance, resource, key));

const checkAddress = ({ instance, resource }: InstanceInput): string => within(pathText(instance.module.path), resourceName(resource));
