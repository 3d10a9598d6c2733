import { convert, decodeJson, JsonFailure, type MappingValue, toDouble, typeFromJson, type Value, withMark } from "#engines/hcl";
import { addressText, type InstanceKey, parseAddress, type ResourceAddress } from "../addresses.ts";
import { emptyState, type State, type StateObject, type StateOutput, type StateResource } from "./model.ts";

/** Why a text is no state that can be worked with. */
export class StateFailure extends Error {}

/** Reads `terraform.tfstate`, version 4. Throws `StateFailure` where it is not one. */
export function readState(text: string): State {
  if (text.trim() === "") return emptyState;
  const root = parsed(text);
  if (root.kind !== "mapping") throw new StateFailure("A state is a JSON object.");
  const version = numberOf(root.entries.get("version"));
  if (version !== 4) throw new StateFailure("States of version 4 are read here, as every Terraform since 0.12 writes them.");
  const resources = new Map<string, StateResource>();
  for (const resource of itemsOf(root.entries.get("resources"))) {
    if (resource.kind !== "mapping") continue;
    for (const [address, object, deposed] of instancesOf(resource)) {
      const key = addressText(address);
      const known = resources.get(key) ?? { address, provider: textOf(resource.entries.get("provider")), deposed: new Map() };
      resources.set(
        key,
        deposed === undefined ? { ...known, current: object } : { ...known, deposed: new Map([...known.deposed, [deposed, object]]) },
      );
    }
  }
  return { resources, outputs: outputsOf(root.entries.get("outputs")) };
}

function parsed(text: string): Value {
  try {
    return decodeJson(text);
  } catch (error) {
    if (error instanceof JsonFailure) throw new StateFailure(`The state is not JSON: ${error.message}`);
    throw error;
  }
}

const itemsOf = (value: Value | undefined): readonly Value[] => (value?.kind === "sequence" ? value.items : []);
const textOf = (value: Value | undefined): string => (value?.kind === "string" ? value.value : "");
const numberOf = (value: Value | undefined): number | undefined => (value?.kind === "number" ? toDouble(value.value) : undefined);
const isTrue = (value: Value | undefined): boolean => value?.kind === "bool" && value.value;

function* instancesOf({ entries }: MappingValue): Iterable<[ResourceAddress, StateObject, string | undefined]> {
  const mode = textOf(entries.get("mode")) === "data" ? "data" : "managed";
  const moduleText = textOf(entries.get("module"));
  const module = moduleText === "" ? [] : parseAddress(moduleText)?.module;
  if (!module) throw new StateFailure(`"${moduleText}" is not the address of a module.`);
  const [type, name] = [textOf(entries.get("type")), textOf(entries.get("name"))];
  for (const instance of itemsOf(entries.get("instances"))) {
    if (instance.kind !== "mapping") continue;
    const key = keyOf(instance.entries.get("index_key"));
    const deposed = textOf(instance.entries.get("deposed"));
    yield [{ module, mode, type, name, key }, objectOf(instance), deposed === "" ? undefined : deposed];
  }
}

function keyOf(value: Value | undefined): InstanceKey {
  return value?.kind === "string" ? value.value : numberOf(value);
}

function objectOf({ entries }: MappingValue): StateObject {
  let attributes = entries.get("attributes") ?? { kind: "null", type: { kind: "dynamic" }, marks: new Set<string>() };
  for (const path of itemsOf(entries.get("sensitive_attributes"))) attributes = markedAt(attributes, itemsOf(path));
  return {
    attributes,
    tainted: textOf(entries.get("status")) === "tainted",
    createBeforeDestroy: isTrue(entries.get("create_before_destroy")),
    dependencies: itemsOf(entries.get("dependencies")).map(textOf),
  };
}

/** The value with the mark `sensitive` on the part that the steps lead to. */
function markedAt(value: Value, [step, ...rest]: readonly Value[]): Value {
  if (!step) return withMark(value, "sensitive");
  const key = step.kind === "mapping" ? step.entries.get("value") : undefined;
  // An index carries its type beside its value.
  const plain = key?.kind === "mapping" ? key.entries.get("value") : key;
  if (value.kind === "mapping" && plain?.kind === "string") {
    const inner = value.entries.get(plain.value);
    return inner ? { ...value, entries: new Map([...value.entries, [plain.value, markedAt(inner, rest)]]) } : value;
  }
  const index = numberOf(plain);
  if (value.kind !== "sequence" || index === undefined) return value;
  return { ...value, items: value.items.map((item, at) => (at === index ? markedAt(item, rest) : item)) };
}

function outputsOf(value: Value | undefined): ReadonlyMap<string, StateOutput> {
  if (value?.kind !== "mapping") return new Map();
  return new Map(
    [...value.entries].flatMap(([name, output]) => {
      if (output.kind !== "mapping") return [];
      const type = typeFromJson(plain(output.entries.get("type")));
      const written = output.entries.get("value");
      if (!written) return [];
      return [[name, { value: type ? convert(written, type) : written, sensitive: isTrue(output.entries.get("sensitive")) }] as const];
    }),
  );
}

function plain(value: Value | undefined): unknown {
  if (value?.kind === "string") return value.value;
  if (value?.kind === "sequence") return value.items.map(plain);
  return value?.kind === "mapping" ? Object.fromEntries([...value.entries].map(([name, inner]) => [name, plain(inner)])) : undefined;
}
