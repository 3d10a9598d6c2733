import type { Value } from "#engines/hcl";
import type { OutputChange, Plan, ResourceChange } from "../model.ts";
import { markSensitive, type Path } from "../providers/index.ts";
import { type Json, knownJson, sensitiveJson, unknownJson } from "./values.ts";

/** The part of `terraform show -json` that speaks of changes, in its own order. */
export function planJson(plan: Plan): { readonly [name: string]: Json } {
  // What has only moved is told as a change, where there are any.
  const drift = plan.drift.filter((change) => plan.mode === "refresh-only" || change.actions[0] !== "no-op");
  return {
    ...(drift.length > 0 ? { resource_drift: drift.map(resourceChangeJson) } : {}),
    resource_changes: plan.changes.map(resourceChangeJson),
    output_changes: Object.fromEntries(plan.outputs.map((output) => [output.name, outputChangeJson(output)])),
    checks: plan.checks.map((check) => ({
      address: { kind: check.kind, to_display: check.address },
      status: check.status,
      instances: check.instances.map(({ address, status, problems }) => ({
        address: { to_display: address },
        status,
        ...(problems.length > 0 ? { problems: problems.map((message) => ({ message })) } : {}),
      })),
    })),
  };
}

export function resourceChangeJson(change: ResourceChange): { readonly [name: string]: Json } {
  return {
    address: change.address,
    ...(change.previousAddress === undefined ? {} : { previous_address: change.previousAddress }),
    ...(change.module === "" ? {} : { module_address: change.module }),
    mode: change.mode,
    type: change.type,
    name: change.name,
    ...(change.deposed === undefined ? {} : { deposed: change.deposed }),
    change: {
      actions: change.actions,
      ...valuesJson(markSensitive(change.schema.block, change.before), markSensitive(change.schema.block, change.after)),
      ...(change.replacePaths.length > 0 ? { replace_paths: change.replacePaths.map(pathJson) } : {}),
      ...(change.importing ? { importing: { id: change.importing.id } } : {}),
    },
    ...(change.reason === undefined ? {} : { action_reason: change.reason }),
  };
}

export function outputChangeJson({ actions, before, after, sensitive }: OutputChange): { readonly [name: string]: Json } {
  return {
    actions,
    before: knownJson(before),
    after: knownJson(after),
    after_unknown: after.kind === "mapping" || after.kind === "sequence" ? outputUnknown(after) : after.kind === "unknown",
    before_sensitive: sensitive,
    after_sensitive: sensitive,
  };
}

/** For an output that is known in full, Terraform writes false where it writes an empty object for a resource. */
function outputUnknown(after: Value): Json {
  const unknown = unknownJson(after);
  return typeof unknown === "object" && unknown !== null && !Array.isArray(unknown) && Object.keys(unknown).length === 0 ? false : unknown;
}

function valuesJson(before: Value, after: Value): { readonly [name: string]: Json } {
  return {
    before: knownJson(before),
    after: knownJson(after),
    after_unknown: after.kind === "null" ? {} : unknownJson(after),
    before_sensitive: sensitiveJson(before),
    after_sensitive: sensitiveJson(after),
  };
}

const pathJson = (path: Path): Json => path.map((step) => (typeof step === "object" ? knownJson(step) : step));
