import { type Value, whollyKnown } from "#engines/hcl";
import type { Plan, ResourceChange } from "../model.ts";
import type { ResourceSchema } from "../providers/index.ts";
import { conform, memberOf, textOf } from "../providers/objects.ts";
import { providerOf } from "../providers/registry.ts";
import type { State } from "../state/model.ts";

/** One object of the infrastructure, as it is or as it will be. */
export type EstateObject = {
  readonly address: string;
  readonly type: string;
  /** `module.network["a"]`, empty for the root module. */
  readonly module: string;
  readonly schema: ResourceSchema;
  readonly values: Value;
};

/**
 * What there is, or will be: what questions are asked about. Objects find each other by their ids, as they do in the cloud. While a plan
 * is all there is, ids are unknown and such questions have no certain answer: {@link plannedEstate} takes them from the state of an apply.
 */
export type Estate = {
  readonly objects: readonly EstateObject[];
  readonly byType: ReadonlyMap<string, readonly EstateObject[]>;
  /** By `id`, `arn` and name. */
  readonly byName: ReadonlyMap<string, readonly EstateObject[]>;
};

export function estateOf(objects: readonly EstateObject[]): Estate {
  const byType = new Map<string, EstateObject[]>();
  const byName = new Map<string, EstateObject[]>();
  const add = (map: Map<string, EstateObject[]>, key: string, object: EstateObject) => {
    const known = map.get(key);
    if (known) known.push(object);
    else map.set(key, [object]);
  };
  for (const object of objects) {
    add(byType, object.type, object);
    const names = ["id", "arn", "name", "bucket"].flatMap((name) => textOf(memberOf(object.values, name)) ?? []);
    for (const name of new Set(names)) add(byName, name, object);
  }
  return { objects, byType, byName };
}

/**
 * What there will be once the plan is applied. With the state that an apply of it made, what the plan does not know yet, such as ids, is
 * taken from there.
 */
export function plannedEstate(plan: Plan, applied?: State): Estate {
  const objects = plan.changes.filter(isThere).map(({ address, type, module, schema, after }): EstateObject => {
    const made = applied?.resources.get(address)?.current;
    return { address, type, module, schema, values: made ? settled(after, conform(schema.block, made.attributes)) : after };
  });
  return estateOf(objects);
}

const isThere = ({ mode, deposed, after }: ResourceChange): boolean => mode === "managed" && deposed === undefined && after.kind !== "null";

/** What a state remembers. Resources of providers that are not modelled are left out. */
export function stateEstate(state: State): Estate {
  const objects = [...state.resources].flatMap(([address, { address: parts, provider, current }]): EstateObject[] => {
    const source = /^provider\["([^"]+)"\]/.exec(provider)?.[1];
    const schema = source === undefined || parts.mode !== "managed" ? undefined : providerOf(source)?.resources.get(parts.type);
    if (!schema || !current) return [];
    const module = address.slice(0, Math.max(0, address.lastIndexOf(`${parts.type}.${parts.name}`) - 1));
    return [{ address, type: parts.type, module, schema, values: conform(schema.block, current.attributes) }];
  });
  return estateOf(objects);
}

/** The planned value, where that is not known what the apply found: except for switches and numbers, which the simulation invents. */
function settled(planned: Value, made: Value | undefined): Value {
  if (made === undefined || whollyKnown(planned)) return planned;
  if (planned.kind === "unknown") return made.kind === "string" || made.kind === "sequence" || made.kind === "mapping" ? made : planned;
  if (planned.kind === "mapping" && made.kind === "mapping") {
    const entries = [...planned.entries].map(([name, value]) => [name, settled(value, made.entries.get(name))] as const);
    return { ...planned, entries: new Map(entries) };
  }
  if (planned.kind !== "sequence" || made.kind !== "sequence") return planned;
  // The elements of a set are in another order once they are known.
  if (planned.type.kind === "set" || planned.items.length !== made.items.length) return made;
  return { ...planned, items: planned.items.map((item, index) => settled(item, made.items[index])) };
}

export const objectsOf = (estate: Estate, ...types: readonly string[]): EstateObject[] =>
  types.flatMap((type) => [...(estate.byType.get(type) ?? [])]);

/** The parts of a value that the names lead to, through lists, sets and maps; what is null is left out, what is unknown is not. */
export function partsAt(value: Value | undefined, names: readonly string[]): Value[] {
  if (value === undefined || value.kind === "null") return [];
  if (value.kind === "unknown") return [value];
  if (value.kind === "sequence") return value.items.flatMap((item) => partsAt(item, names));
  const [name, ...rest] = names;
  if (name === undefined) return [value];
  if (value.kind === "mapping" && value.type.kind === "map") return [...value.entries.values()].flatMap((inner) => partsAt(inner, names));
  return value.kind === "mapping" ? partsAt(value.entries.get(name), rest) : [];
}

/** The objects of the given types that an argument names. `certain` is false where it names what is unknown or not in the estate. */
export type Links = { readonly objects: readonly EstateObject[]; readonly certain: boolean };

export function linksAt(estate: Estate, from: EstateObject, names: readonly string[], types: readonly string[]): Links {
  const objects: EstateObject[] = [];
  let certain = true;
  for (const part of partsAt(from.values, names)) {
    const found = (estate.byName.get(textOf(part) ?? "") ?? []).filter(({ type }) => types.includes(type));
    objects.push(...found);
    if (found.length === 0) certain = false;
  }
  return { objects: [...new Set(objects)], certain };
}

type Named = ReadonlyMap<EstateObject, readonly EstateObject[]>;
const namedBy = new WeakMap<Estate, Map<string, Named>>();

/** The objects of a type whose argument names this one. */
export function linkedFrom(estate: Estate, to: EstateObject, type: string, names: readonly string[]): readonly EstateObject[] {
  const indexes = namedBy.get(estate) ?? new Map<string, Named>();
  namedBy.set(estate, indexes);
  const key = [type, to.type, ...names].join(" ");
  const index = indexes.get(key) ?? indexOf(estate, to.type, type, names);
  indexes.set(key, index);
  return index.get(to) ?? [];
}

function indexOf(estate: Estate, named: string, type: string, names: readonly string[]): Named {
  const index = new Map<EstateObject, EstateObject[]>();
  for (const from of objectsOf(estate, type))
    for (const to of linksAt(estate, from, names, [named]).objects) {
      const known = index.get(to);
      if (known) known.push(from);
      else index.set(to, [from]);
    }
  return index;
}

export const isTrue = (value: Value | undefined): boolean => value?.kind === "bool" && value.value;
export const isFalse = (value: Value | undefined): boolean => value?.kind === "bool" && !value.value;
export const isUnknown = (value: Value | undefined): boolean => value?.kind === "unknown";
