import {
  bool,
  convert,
  decodeJson,
  listOf,
  mapOf,
  number,
  objectOf,
  setOf,
  string,
  type Type,
  typeFromJson,
  type Value,
} from "#engines/hcl";
import type { AttributeSchema, BlockSchema, NestedBlock, Provider, ResourceSchema } from "./model.ts";

/** A block as the schema files write it. */
export type WrittenBlock = {
  readonly attributes?: Readonly<Record<string, WrittenAttribute>>;
  readonly block_types?: Readonly<Record<string, WrittenNestedBlock>>;
};

type WrittenAttribute = {
  readonly type: unknown;
  readonly required?: boolean;
  readonly optional?: boolean;
  readonly computed?: boolean;
  readonly sensitive?: boolean;
  readonly write_only?: boolean;
  readonly deprecated?: boolean;
  readonly force_new?: boolean;
  readonly force_new_if?: string;
  readonly recomputed_on?: readonly string[];
  readonly recomputed_if?: string;
  readonly default?: unknown;
};

type WrittenNestedBlock = {
  readonly nesting: string;
  readonly min?: number;
  readonly max?: number;
  readonly computed?: boolean;
  readonly deprecated?: boolean;
  readonly force_new?: boolean;
  readonly block: WrittenBlock;
};

type WrittenResource = WrittenBlock & { readonly sdk: string; readonly values?: Readonly<Record<string, unknown>> };

export type WrittenProvider = {
  readonly provider_version: string;
  readonly provider_config: WrittenBlock;
  readonly resources: Readonly<Record<string, WrittenResource>>;
  readonly data: Readonly<Record<string, WrittenResource>>;
};

export function readProvider(name: string, written: WrittenProvider): Provider {
  return {
    name,
    version: written.provider_version,
    config: readBlock(written.provider_config),
    resources: new ReadWhenAsked(written.resources, (type, resource) => readResource(type, "managed", resource)),
    dataSources: new ReadWhenAsked(written.data, (type, resource) => readResource(type, "data", resource)),
  };
}

/** A map whose values are made when they are first asked for. */
class ReadWhenAsked<Written, Read> implements ReadonlyMap<string, Read> {
  readonly #written: ReadonlyMap<string, Written>;
  readonly #read = new Map<string, Read>();
  readonly #make: (name: string, written: Written) => Read;

  constructor(written: Readonly<Record<string, Written>>, make: (name: string, written: Written) => Read) {
    this.#written = new Map(Object.entries(written));
    this.#make = make;
  }

  get size(): number {
    return this.#written.size;
  }

  has(name: string): boolean {
    return this.#written.has(name);
  }

  get(name: string): Read | undefined {
    const known = this.#read.get(name);
    if (known !== undefined) return known;
    const written = this.#written.get(name);
    if (written === undefined) return undefined;
    const made = this.#make(name, written);
    this.#read.set(name, made);
    return made;
  }

  keys(): MapIterator<string> {
    return this.#written.keys();
  }

  entries(): MapIterator<[string, Read]> {
    return this.#all().entries();
  }

  values(): MapIterator<Read> {
    return this.#all().values();
  }

  [Symbol.iterator](): MapIterator<[string, Read]> {
    return this.entries();
  }

  forEach(use: (value: Read, key: string, map: ReadonlyMap<string, Read>) => void): void {
    for (const [name, value] of this.#all()) use(value, name, this);
  }

  #all(): Map<string, Read> {
    for (const name of this.#written.keys()) this.get(name);
    return this.#read;
  }
}

function readResource(type: string, kind: "managed" | "data", written: WrittenResource): ResourceSchema {
  const answers = Object.entries(written.values ?? {}).map(([name, answer]) => [name, decodeJson(JSON.stringify(answer))] as const);
  return {
    type,
    kind,
    version: 0,
    block: readBlock(written),
    behaviour: written.sdk === "sdkv2" ? "legacy" : "simulated",
    ...(answers.length > 0 ? { answers: new Map(answers) } : {}),
  };
}

export function readBlock(written: WrittenBlock): BlockSchema {
  return {
    attributes: new Map(Object.entries(written.attributes ?? {}).map(([name, attribute]) => [name, readAttribute(name, attribute)])),
    blocks: new Map(Object.entries(written.block_types ?? {}).map(([name, nested]) => [name, readNestedBlock(name, nested)])),
  };
}

function readAttribute(name: string, written: WrittenAttribute): AttributeSchema {
  const type = typeNamed(written.type);
  if (!type) throw new Error(`bug: the schema's type of "${name}" is not known`);
  return {
    name,
    type,
    required: written.required ?? false,
    optional: written.optional ?? false,
    computed: written.computed ?? false,
    sensitive: written.sensitive ?? false,
    writeOnly: written.write_only ?? false,
    deprecated: written.deprecated ?? false,
    forceNew: written.force_new ?? false,
    ...("default" in written ? { fallback: fallbackOf(written.default, type) } : {}),
    ...(written.force_new_if ? { forceNewIf: written.force_new_if } : {}),
    ...(written.recomputed_on ? { recomputedOn: written.recomputed_on } : {}),
    ...(written.recomputed_if ? { recomputedIf: written.recomputed_if } : {}),
  };
}

const fallbackOf = (written: unknown, type: Type): Value => convert(decodeJson(JSON.stringify(written)), type);

/** Most attributes are of a handful of types, which are shared so that comparing types is comparing references. */
const common = new Map<string, Type>([
  ["string", string],
  ["number", number],
  ["bool", bool],
  ["list,string", listOf(string)],
  ["set,string", setOf(string)],
  ["map,string", mapOf(string)],
]);

function typeNamed(written: unknown): Type | undefined {
  const shared = typeof written === "string" || Array.isArray(written) ? common.get(String(written)) : undefined;
  return shared ?? typeFromJson(written);
}

function readNestedBlock(name: string, written: WrittenNestedBlock): NestedBlock {
  const { nesting } = written;
  if (nesting !== "list" && nesting !== "set" && nesting !== "single") throw new Error(`bug: block "${name}" has an unknown nesting`);
  return {
    nesting,
    min: written.min ?? 0,
    max: written.max ?? 0,
    block: readBlock(written.block),
    computed: written.computed ?? false,
    deprecated: written.deprecated ?? false,
    forceNew: written.force_new ?? false,
  };
}

/** The type of nested attributes, as a value of theirs has it. */
export function nestedType(nesting: "single" | "list" | "set" | "map", attributes: Iterable<AttributeSchema>): Type {
  const object = objectOf([...attributes].map((attribute) => [attribute.name, attribute.type] as const));
  if (nesting === "single") return object;
  return nesting === "list" ? listOf(object) : nesting === "set" ? setOf(object) : mapOf(object);
}

const configurable = new WeakMap<AttributeSchema, Type>();

/** The type that a configuration's value is converted to: nested attributes that are not required may be left out. */
export function configurationType(attribute: AttributeSchema): Type {
  const { nested } = attribute;
  if (!nested) return attribute.type;
  const known = configurable.get(attribute);
  if (known) return known;
  const members = [...nested.attributes.values()];
  const object = objectOf(
    members.map((member) => [member.name, configurationType(member)] as const),
    new Set(members.filter(({ required }) => !required).map(({ name }) => name)),
  );
  const type: Type = nested.nesting === "single" ? object : { kind: nested.nesting, element: object };
  configurable.set(attribute, type);
  return type;
}
