import { type Expression, mapValue, nullValue, objectValue, type Step, staticTraversal, toDouble, type Value } from "#engines/hcl";
import type { Lifecycle } from "../configuration/index.ts";
import type { BlockSchema } from "../providers/index.ts";
import { objectOfBlock } from "../providers/objects.ts";

/** The configuration as if what is ignored had not been changed in it: https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle#ignore_changes */
export function withoutIgnored(block: BlockSchema, ignored: Lifecycle["ignoreChanges"], prior: Value, config: Value): Value {
  if (prior.kind !== "mapping" || config.kind !== "mapping") return config;
  if (ignored === "all") return settable(block, prior);
  let result: Value = config;
  for (const expression of ignored) {
    const steps = stepsOf(expression);
    if (steps) result = taken(result, prior, steps);
  }
  return result;
}

/** The prior object as a configuration could have said it. */
function settable(block: BlockSchema, prior: Value): Value {
  if (prior.kind !== "mapping") return prior;
  return objectOfBlock(block, (member) => {
    const value = prior.entries.get(member.name) ?? nullValue({ kind: "dynamic" });
    if (member.kind === "attribute")
      return member.attribute.computed && !member.attribute.optional ? nullValue(member.attribute.type) : value;
    if (value.kind === "sequence" && value.type.kind === "list")
      return { ...value, items: value.items.map((item) => settable(member.nested.block, item)) };
    return value;
  });
}

type Key = string | number;

function stepsOf(expression: Expression): readonly Key[] | undefined {
  const traversal = staticTraversal(expression);
  return traversal && [traversal.root, ...traversal.steps.map(keyOf)];
}

function keyOf(step: Step): Key {
  if (step.kind === "attribute") return step.name;
  return step.key.kind === "number" ? toDouble(step.key.value) : step.key.kind === "string" ? step.key.value : "";
}

function taken(config: Value, prior: Value, [key, ...rest]: readonly Key[]): Value {
  if (key === undefined) return prior;
  if (typeof key === "number") {
    const other = prior.kind === "sequence" ? prior.items[key] : undefined;
    if (config.kind !== "sequence" || other === undefined) return config;
    return { ...config, items: config.items.map((item, index) => (index === key ? taken(item, other, rest) : item)) };
  }
  if (config.type.kind === "map") return takenKey(config, prior, key);
  const before = prior.kind === "mapping" ? prior.entries.get(key) : undefined;
  const inner = config.kind === "mapping" ? config.entries.get(key) : undefined;
  if (config.kind !== "mapping" || inner === undefined || before === undefined) return config;
  const entries = [...config.entries, [key, taken(inner, before, rest)] as const];
  return config.type.kind === "object" ? { ...objectValue(entries), type: config.type } : config;
}

/** An element of a map that is ignored stays as it was: also where it was not there. */
function takenKey(config: Value, prior: Value, key: string): Value {
  if (config.kind === "unknown" || config.type.kind !== "map") return config;
  const before = prior.kind === "mapping" ? prior.entries.get(key) : undefined;
  const entries = new Map(config.kind === "mapping" ? config.entries : []);
  if (before) entries.set(key, before);
  else entries.delete(key);
  if (entries.size === 0 && (config.kind === "null" || prior.kind === "null")) return prior.kind === "null" ? prior : config;
  return mapValue(config.type.element, entries);
}
