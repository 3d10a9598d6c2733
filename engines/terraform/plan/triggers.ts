import { identical, references } from "#engines/hcl";
import { keyText, resourceName, within } from "../addresses.ts";
import type { Resource } from "../configuration/index.ts";
import { parseReference } from "../evaluation/references.ts";
import { nodeId } from "../graph/nodes.ts";
import type { ResourceChange } from "../model.ts";
import type { ModuleInstance, Place } from "../walk/walk.ts";
import { partOf } from "./managed.ts";
import type { Planner } from "./planner.ts";

/** Whether something in `replace_triggered_by` changes: https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#replace_triggered_by */
export function isTriggered(planner: Planner, instance: ModuleInstance, resource: Resource, place: Place): boolean {
  return resource.lifecycle.replaceTriggeredBy.some((expression) => {
    const [main] = references(expression);
    const answer = main && parseReference(main);
    if (!answer || "fault" in answer || answer.reference.referent.kind !== "resource") return false;
    const { referent, remaining } = answer.reference;
    const name = resourceName(referent);
    const all = planner.changesByNode.get(nodeId(instance.module, name)) ?? [];
    const own = all.filter(({ module }) => module === instance.text);
    const key = expression.kind === "index" || expression.kind === "relative" ? indexOf(planner, expression, place) : undefined;
    const wantedKey = referent.indexed ? referent.key : key;
    const wanted =
      wantedKey === undefined ? own : own.filter(({ address }) => address === `${within(instance.text, name)}${keyText(wantedKey)}`);
    const steps = expression.kind === "relative" ? expression.steps : remaining;
    if (steps.length === 0) return wanted.some(changes);
    return wanted.some((change) => {
      const [before, after] = [partOf(change.before, steps), partOf(change.after, steps)];
      if (before === undefined || after === undefined) return before !== after;
      return !identical(before, after);
    });
  });
}

/** `x[each.key]`: the index is an expression of its own. */
function indexOf(planner: Planner, expression: Parameters<Planner["walk"]["evaluate"]>[0], place: Place): string | number | undefined {
  if (expression.kind === "relative") return indexOf(planner, expression.source, place);
  if (expression.kind !== "index") return undefined;
  const { value } = planner.walk.evaluate(expression.key, place);
  if (value.kind === "string") return value.value;
  return value.kind === "number" ? Number(value.value.mantissa) : undefined;
}

const changes = ({ actions }: ResourceChange): boolean => actions.length === 2 || actions[0] === "update";
