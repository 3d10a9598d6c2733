import { boolValue, dynamic, encodeJson, nullValue, numberFrom, objectValue, stringValue, tupleValue, type Value } from "#engines/hcl";
import type { State } from "./state/model.ts";

/** A plain value as a scenario writes it. */
export type Plain = string | number | boolean | null | readonly Plain[] | { readonly [name: string]: Plain };

/** What somebody did to an object outside of Terraform: gave attributes other values, or deleted it. */
export type Drift = {
  readonly address: string;
  readonly set?: Readonly<Record<string, Plain>> | undefined;
  readonly deleted?: boolean | undefined;
};

/** Objects that are there and no state knows of, by type and id. */
export type Found = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, Plain>>>>>>;

/** The world as a plan asks for it, as JSON. Addresses that the state does not have are named in `unknown`. */
export function cloudOf(
  state: State,
  drifts: readonly Drift[],
  found: Found = {},
): { readonly cloud: string; readonly unknown: readonly string[] } {
  const types = new Map<string, Map<string, Value>>();
  const put = (type: string, id: string, object: Value) => {
    const objects = types.get(type) ?? new Map<string, Value>();
    types.set(type, objects);
    objects.set(id, object);
  };
  for (const [type, objects] of Object.entries(found)) for (const [id, object] of Object.entries(objects)) put(type, id, asValue(object));
  const unknown: string[] = [];
  for (const { address, set = {}, deleted } of drifts) {
    const held = state.resources.get(address);
    const attributes = held?.current?.attributes;
    const id = attributes?.kind === "mapping" ? attributes.entries.get("id") : undefined;
    if (!held || id?.kind !== "string") unknown.push(address);
    else put(held.address.type, id.value, deleted ? nullValue(dynamic) : asValue(set));
  }
  const cloud = objectValue([...types].map(([type, objects]) => [type, objectValue(objects)] as const));
  return { cloud: encodeJson(cloud, { escapeHtml: false }), unknown };
}

function asValue(plain: Plain): Value {
  if (plain === null) return nullValue(dynamic);
  if (typeof plain === "string") return stringValue(plain);
  if (typeof plain === "boolean") return boolValue(plain);
  if (typeof plain === "number") return numberFrom(String(plain));
  if (isList(plain)) return tupleValue(plain.map(asValue));
  return objectValue(Object.entries(plain).map(([name, inner]) => [name, asValue(inner)] as const));
}

const isList = (plain: Plain): plain is readonly Plain[] => Array.isArray(plain);
