import { deepUnmarked, nullValue, unknownValue, type Value, whollyKnown } from "#engines/hcl";
import { addressText } from "../addresses.ts";
import type { ActionReason } from "../model.ts";
import { type BlockSchema, markSensitive, readDataSource } from "../providers/index.ts";
import { impliedType, memberOf, objectOfBlock, withItems } from "../providers/objects.ts";
import { holdsAfterwards, readConfig } from "./instance-config.ts";
import { linksOf, withLinkMarks } from "./links.ts";
import { changeOf, type InstanceInput, type PlannedInstance, selfReferences, sourceOf } from "./managed.ts";
import { withMarksOf } from "./marks.ts";
import { instanceAddress } from "./planner.ts";

/** Reads a data source, or plans to read it while applying: https://developer.hashicorp.com/terraform/language/data-sources */
export function planData(input: InstanceInput & { readonly pending: boolean }): PlannedInstance {
  const { planner, instance, resource, schema } = input;
  const address = instanceAddress(instance, resource, input.key);
  const text = addressText(address);
  planner.declared.add(text);
  const none = nullValue(impliedType(schema.block));
  const failure = { failed: true, value: none };
  if (planner.walk.report(selfReferences(input, address))) return failure;
  const read = readConfig(input);
  if (!read) return failure;
  const { place, linked, config } = read;

  const bare = deepUnmarked(config);
  const known = whollyKnown(bare);
  const answer = known && !input.pending ? answered(input, bare, text) : undefined;
  if (answer === "failed") return resource.check === undefined ? failure : { failed: false, value: unknownValue(none.type) };
  const after = withMarksOf(markSensitive(schema.block, answer ?? plannedObject(schema.block, bare)), config);
  if (!answer || resource.check !== undefined) {
    const reason: ActionReason = !known
      ? "read_because_config_unknown"
      : input.pending
        ? "read_because_dependency_pending"
        : "read_because_check_nested";
    planner.addChange(input.node, {
      ...changeOf(address, schema),
      actions: ["read"],
      reason,
      replacePaths: [],
      before: none,
      after,
      links: linksOf(linked),
      source: sourceOf(resource),
    });
  }
  if (!holdsAfterwards(input, place, after)) return failure;
  return { failed: false, value: withLinkMarks(after, text) };
}

function answered({ planner, schema, providerConfig, resource }: InstanceInput, config: Value, text: string): Value | "failed" {
  const answer = readDataSource({ schema, config, providerConfig });
  if (!("error" in answer)) return answer;
  const severity = resource.check === undefined ? "error" : "warning";
  const { error } = answer;
  planner.walk.report([
    {
      severity,
      code: "terraform/data-source",
      summary: "Reading the data source failed",
      detail: error,
      span: resource.span,
      address: text,
    },
  ]);
  return "failed";
}

/** What is known of a data source before it is read: its arguments, and nothing of what it answers. */
export function plannedObject(block: BlockSchema, config: Value): Value {
  return objectOfBlock(block, (member) => {
    const value = memberOf(config, member.name) ?? nullValue({ kind: "dynamic" });
    if (member.kind === "attribute")
      return member.attribute.computed && value.kind === "null" ? unknownValue(member.attribute.type) : value;
    if (value.kind === "sequence")
      return withItems(
        value,
        value.items.map((item) => plannedObject(member.nested.block, item)),
      );
    return value.kind === "mapping" && member.nested.nesting !== "map" ? plannedObject(member.nested.block, value) : value;
  });
}
