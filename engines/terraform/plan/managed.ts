import { attributeOf, deepUnmarked, elementAt, identical, nullValue, type Step, unknownValue, type Value, whollyKnown } from "#engines/hcl";
import type { Diagnostic, Span } from "#engines/source";
import { addressText, moduleText, type ResourceAddress, resourceName, within } from "../addresses.ts";
import type { Resource } from "../configuration/index.ts";
import { prepareBody } from "../evaluation/prepare-body.ts";
import { parseReference } from "../evaluation/references.ts";
import type { Repetition } from "../evaluation/repetition.ts";
import type { ActionReason, Actions, ResourceChange } from "../model.ts";
import {
  importResource,
  markSensitive,
  type Path,
  planResource,
  proposedNew,
  type ResourceSchema,
  refreshResource,
} from "../providers/index.ts";
import { impliedType } from "../providers/objects.ts";
import type { StateObject } from "../state/model.ts";
import { type ModuleInstance, type Place, spanAt } from "../walk/walk.ts";
import { withoutIgnored } from "./ignore-changes.ts";
import { holdsAfterwards, readConfig } from "./instance-config.ts";
import { linksOf, withLinkMarks } from "./links.ts";
import { sameMarksInside, withMarksOf } from "./marks.ts";
import { instanceAddress, objectOf, type Planner, stateOf } from "./planner.ts";
import { isTriggered } from "./triggers.ts";

export type InstanceInput = {
  readonly planner: Planner;
  readonly node: string;
  readonly instance: ModuleInstance;
  readonly resource: Resource;
  readonly schema: ResourceSchema;
  readonly key: ResourceAddress["key"];
  readonly repetition: Repetition;
  readonly providerConfig: Value;
  readonly createBeforeDestroy: boolean;
  readonly scopes: NonNullable<Place["scopes"]>;
};

export type PlannedInstance = { readonly failed: boolean; readonly value: Value };

/** What becomes of one instance of a managed resource: https://developer.hashicorp.com/terraform/language/resources/behavior */
export function planManaged(input: InstanceInput): PlannedInstance {
  const { planner, instance, resource, schema, key } = input;
  const { walk } = planner;
  const address = instanceAddress(instance, resource, key);
  const text = addressText(address);
  planner.declared.add(text);
  const none = nullValue(impliedType(schema.block));
  const failure = { failed: true, value: none };
  if (walk.report(selfReferences(input, address))) return failure;
  const held = stateOf(planner, address)?.current;
  const imported = held ? undefined : importedObject(input, text);
  if (imported === "failed") return failure;
  const refreshed = imported ? imported.value : held ? refresh(input, text, address, held) : none;
  if (planner.mode === "refresh-only") return { failed: false, value: refreshed.kind === "null" ? unknownValue(none.type) : refreshed };

  const read = readConfig(input);
  if (!read) return failure;
  const { place, linked, config } = read;
  const decided = decide(input, place, text, { prior: refreshed, tainted: held?.tainted ?? false, config });
  if (!decided) return failure;
  if (
    decided.actions[0] !== "no-op" &&
    decided.actions[0] !== "create" &&
    decided.actions[0] !== "update" &&
    resource.lifecycle.preventDestroy
  ) {
    const detail = `"${text}" is protected by prevent_destroy, and this plan would destroy it. Take the guard away if that is meant, or change the configuration so that the object stays.`;
    walk.report([
      { severity: "error", code: "terraform/prevent-destroy", summary: "Instance cannot be destroyed", detail, span: resource.span },
    ]);
    return failure;
  }
  const previous = planner.previousAddresses.get(text);
  const settled = planner.settle?.({ ...input, text, decided, config: deepUnmarked(config) });
  planner.addChange(input.node, {
    ...changeOf(address, schema),
    ...decided,
    links: linksOf(linked),
    source: sourceOf(resource),
    ...(previous === undefined ? {} : { previousAddress: previous }),
    ...(imported ? { importing: { id: imported.id } } : {}),
  });
  const value = markSensitive(schema.block, settled ?? decided.after);
  if (!holdsAfterwards(input, place, value)) return failure;
  return { failed: false, value: withLinkMarks(value, text) };
}

const sources = new WeakMap<Resource, NonNullable<ResourceChange["source"]>>();

/** Where a resource is written. */
export function sourceOf(resource: Resource): NonNullable<ResourceChange["source"]> {
  const known = sources.get(resource);
  if (known) return known;
  const parts = new Map<string, Span>();
  for (const { type, labels, header } of resource.body.blocks) parts.set(type === "dynamic" ? (labels[0]?.value ?? type) : type, header);
  for (const [name, { span }] of resource.body.attributes) parts.set(name, span);
  const made = { header: resource.span, parts };
  sources.set(resource, made);
  return made;
}

export const changeOf = (address: ResourceAddress, schema: ResourceSchema) => ({
  address: addressText(address),
  mode: address.mode === "data" ? ("data" as const) : ("managed" as const),
  type: address.type,
  name: address.name,
  module: moduleText(address.module),
  schema,
});

/** What becomes of one instance, and of a replacement the object that comes after it. */
export type Decision = Pick<ResourceChange, "actions" | "before" | "after" | "replacePaths"> & { readonly reason?: ActionReason };

type Given = { readonly prior: Value; readonly tainted: boolean; readonly config: Value };

function decide(input: InstanceInput, place: Place, text: string, given: Given): Decision | undefined {
  const { planner, schema, resource, providerConfig } = input;
  const { block } = schema;
  const none = nullValue(impliedType(block));
  const prior = given.tainted ? none : given.prior;
  const bare = deepUnmarked(prior);
  const written = deepUnmarked(given.config);
  const kept = withoutIgnored(block, resource.lifecycle.ignoreChanges, bare, given.config);
  const config = deepUnmarked(kept);
  const ask = (before: Value, wanted: Value) => {
    const proposed = proposedNew(block, before, wanted);
    const answer = planResource({ schema, prior: before, config: wanted, proposed, providerConfig });
    const failed = planner.walk.report(
      answer.diagnostics.map(({ path, ...fault }) => ({ ...fault, span: spanAt(resource, path), address: text })),
    );
    return failed ? undefined : answer;
  };
  const first = ask(bare, config);
  if (!first) return undefined;
  const after = withMarksOf(first.planned, kept);
  const replacement: Actions = input.createBeforeDestroy ? ["create", "delete"] : ["delete", "create"];
  if (given.tainted && given.prior.kind !== "null")
    return { actions: replacement, before: given.prior, after, replacePaths: [], reason: "replace_because_tainted" };
  const triggered = isTriggered(planner, input.instance, resource, place);
  if (prior.kind === "null")
    return { actions: ["create"], before: none, after, replacePaths: [], ...(triggered ? { reason: "replace_by_triggers" } : {}) };

  const requested = planner.replace.has(text);
  const paths = first.requiresReplace.filter((path) => differs(bare, first.planned, path));
  if (requested || triggered || paths.length > 0) {
    const again = ask(none, written);
    if (!again) return undefined;
    const reason: ActionReason = triggered ? "replace_by_triggers" : requested ? "replace_by_request" : "replace_because_cannot_update";
    return { actions: replacement, before: prior, after: withMarksOf(again.planned, given.config), replacePaths: paths, reason };
  }
  const same = whollyKnown(first.planned) && identical(bare, first.planned) && sameMarksInside(prior, markSensitive(block, after));
  return same
    ? { actions: ["no-op"], before: prior, after, replacePaths: [] }
    : { actions: ["update"], before: prior, after, replacePaths: [] };
}

/** A path forces replacement only where it really leads to another value. */
function differs(prior: Value, planned: Value, path: Path): boolean {
  const [before, after] = [partAt(prior, path), partAt(planned, path)];
  if (before === undefined && after === undefined) return false;
  if (before === undefined || after === undefined) return true;
  return !whollyKnown(after) || !whollyKnown(before) || !identical(before, after);
}

function partAt(value: Value, path: Path): Value | undefined {
  let at: Value | undefined = value;
  for (const step of path) {
    if (at?.kind === "mapping" && typeof step === "string") at = at.entries.get(step);
    else if (at?.kind === "sequence" && typeof step === "number") at = at.items[step];
    else return undefined;
  }
  return at;
}

function refresh(input: InstanceInput, text: string, address: ResourceAddress, held: StateObject): Value {
  const { planner, schema } = input;
  const before = objectOf(schema, held);
  const refreshed = refreshResource({ schema, state: deepUnmarked(before), cloud: planner.cloud });
  const none = nullValue(impliedType(schema.block));
  const after = refreshed === undefined ? none : withMarksOf(markSensitive(schema.block, refreshed), before);
  recordDrift(planner, text, address, schema, before, after);
  return after;
}

export function recordDrift(
  planner: Planner,
  text: string,
  address: ResourceAddress,
  schema: ResourceSchema,
  before: Value,
  after: Value,
): void {
  const previous = planner.previousAddresses.get(text);
  const same = identical(before, after);
  if (same && previous === undefined) return;
  planner.drift.push({
    ...changeOf(address, schema),
    ...(previous === undefined ? {} : { previousAddress: previous }),
    actions: same ? ["no-op"] : after.kind === "null" ? ["delete"] : ["update"],
    replacePaths: [],
    before,
    after,
  });
}

function importedObject(
  { planner, schema }: InstanceInput,
  text: string,
): { readonly id: string; readonly value: Value } | undefined | "failed" {
  const target = planner.imports.get(text);
  if (!target) return undefined;
  const id = target.id.kind === "string" ? target.id.value : "";
  const found = importResource({ schema, id, cloud: planner.cloud });
  if (found) return { id, value: markSensitive(schema.block, found) };
  const detail = `There is no object with the id "${id}" that could become ${text}.`;
  planner.walk.report([{ severity: "error", code: "terraform/import", summary: "Import returned no resources", detail }]);
  return "failed";
}

/** A resource that speaks of itself while it is being made. */
export function selfReferences({ instance, resource, schema }: InstanceInput, address: ResourceAddress): Diagnostic[] {
  const name = resourceName(resource);
  return prepareBody(schema.block, resource.body).references.flatMap((written): Diagnostic[] => {
    const answer = parseReference(written);
    if ("fault" in answer || answer.reference.referent.kind !== "resource") return [];
    const { referent, span } = answer.reference;
    if (resourceName(referent) !== name || (referent.indexed && referent.key !== undefined && referent.key !== address.key)) return [];
    const detail = `The configuration of ${within(instance.text, name)} speaks of itself, and its values are known only when it exists.`;
    return [{ severity: "error", code: "terraform/self-reference", summary: "Self-referential block", detail, span }];
  });
}

/** The part of a value that steps lead to; undefined where there is none. */
export function partOf(value: Value, steps: readonly Step[]): Value | undefined {
  let failed = false;
  const fail = () => {
    failed = true;
  };
  let at = value;
  for (const step of steps) {
    at = step.kind === "attribute" ? attributeOf(at, step.name, step.span, fail) : elementAt(at, step.key, step.span, fail);
    if (failed) return undefined;
  }
  return at;
}
