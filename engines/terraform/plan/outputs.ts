import { deepUnmarked, dynamic, identical, nullValue, type Value, whollyKnown } from "#engines/hcl";
import { within } from "../addresses.ts";
import { pathText } from "../graph/nodes.ts";
import type { Actions } from "../model.ts";
import { outputFaults } from "../walk/outputs.ts";
import type { NodeOf, Place } from "../walk/walk.ts";
import type { Planner } from "./planner.ts";
import { holdRules } from "./rules.ts";

const none = nullValue(dynamic);

/** Gives an output its value in every instance of its module; of the root's it notes what changes. */
export function planOutput(planner: Planner, { module, output }: NodeOf<"output">): boolean {
  const { walk } = planner;
  let failed = false;
  for (const instance of walk.instancesOf(module)) {
    const place: Place = { instance, repetition: {} };
    const address = within(instance.text, `output.${output.name}`);
    if (output.preconditions.length > 0) {
      const result = holdRules(walk, "Module output value precondition", output.preconditions, place);
      planner.addCheck(within(pathText(module.path), `output.${output.name}`), "output_value", { address, ...result });
      if (result.failed) {
        failed = true;
        continue;
      }
    }
    const { value, diagnostics } = walk.evaluate(output.value, place);
    if (walk.report([...diagnostics, ...outputFaults(output, module, value)])) {
      failed = true;
      continue;
    }
    walk.setValue(instance, `output.${output.name}`, value);
    if (module.path.length === 0) noteChange(planner, output.name, output.sensitive, deepUnmarked(value));
  }
  return failed;
}

function noteChange(planner: Planner, name: string, sensitive: boolean, after: Value): void {
  const held = planner.state.outputs.get(name);
  const before = held?.value ?? none;
  const wasSensitive = held?.sensitive ?? false;
  const action = (): Actions => {
    if (after.kind === "null" && before.kind === "null") return ["no-op"];
    if (before.kind === "null") return ["create"];
    return whollyKnown(after) && identical(before, after) && sensitive === wasSensitive ? ["no-op"] : ["update"];
  };
  planner.outputs.push({ name, actions: action(), before, after, sensitive: sensitive || wasSensitive });
}

/** Outputs of the state that are not declared any more, or are going with everything else. */
export function planRemovedOutputs(planner: Planner): void {
  const declared = planner.walk.configuration.root.outputs;
  for (const [name, { value, sensitive }] of planner.state.outputs) {
    if (planner.mode !== "destroy" && declared.has(name)) continue;
    planner.outputs.push({ name, actions: ["delete"], before: value, after: none, sensitive });
  }
}
