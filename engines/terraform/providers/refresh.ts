import { objectValue, stringValue, type Value } from "#engines/hcl";
import type { Cloud, ResourceSchema } from "./model.ts";
import { conform, memberOf, textOf } from "./objects.ts";

type Held = { readonly schema: ResourceSchema; readonly cloud: Cloud | undefined };

/** The object as the world holds it now: the state, unless somebody changed it; undefined where somebody deleted it. */
export function refreshResource({ schema, state, cloud }: Held & { readonly state: Value }): Value | undefined {
  const held = heldUnder(schema, textOf(memberOf(state, "id")), cloud);
  if (held === undefined || state.kind !== "mapping") return state;
  if (held.kind !== "mapping") return undefined;
  return conform(schema.block, objectValue([...state.entries, ...held.entries]));
}

/** The object that exists under this id; undefined where there is none. */
export function importResource({ schema, id, cloud }: Held & { readonly id: string }): Value | undefined {
  const held = heldUnder(schema, id, cloud);
  if (held?.kind !== "mapping") return undefined;
  return conform(schema.block, objectValue([["id", stringValue(id)], ...held.entries]));
}

function heldUnder(schema: ResourceSchema, id: string | undefined, cloud: Cloud | undefined): Value | undefined {
  return id === undefined ? undefined : memberOf(memberOf(cloud, schema.type), id);
}
