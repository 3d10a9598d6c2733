import type { Type, Value } from "#engines/hcl";

/** What a provider asks of one argument and promises of it. Flags are as the provider's own schema has them. */
export type AttributeSchema = {
  readonly name: string;
  /** With `nested`, the type of the object or of the collection of objects. */
  readonly type: Type;
  readonly required: boolean;
  readonly optional: boolean;
  readonly computed: boolean;
  readonly sensitive: boolean;
  readonly writeOnly: boolean;
  readonly deprecated: boolean;
  /** A change replaces the resource. */
  readonly forceNew: boolean;
  readonly nested?: NestedAttributes;
  /** Planned where the configuration does not say. */
  readonly fallback?: Value;
  /** A change replaces the resource if the attribute named here is true in the plan. */
  readonly forceNewIf?: string;
  /** On update the value is known after apply if one of these attributes or blocks changes … */
  readonly recomputedOn?: readonly string[];
  /** … and, where this is given, the attribute named here is true in the plan. */
  readonly recomputedIf?: string;
};

export type NestedAttributes = {
  readonly nesting: "single" | "list" | "set" | "map";
  readonly attributes: ReadonlyMap<string, AttributeSchema>;
};

export type BlockSchema = {
  readonly attributes: ReadonlyMap<string, AttributeSchema>;
  readonly blocks: ReadonlyMap<string, NestedBlock>;
};

export type NestedBlock = {
  readonly nesting: "single" | "list" | "set" | "map" | "group";
  readonly min: number;
  /** 0 where there is no limit. */
  readonly max: number;
  readonly block: BlockSchema;
  /** The provider fills the block in where the configuration has none. */
  readonly computed: boolean;
  readonly deprecated: boolean;
  /** Adding or removing a block replaces the resource. */
  readonly forceNew: boolean;
};

/** Which rules plan, apply and read the resource: those of a simulated cloud, of `terraform_data`, or of the mock provider. */
export type Behaviour = "simulated" | "legacy" | "terraform_data" | "mock";

export type ResourceSchema = {
  readonly type: string;
  readonly kind: "managed" | "data";
  readonly version: number;
  readonly block: BlockSchema;
  /** `legacy` is `simulated` with the zero values of the older plugin SDK. */
  readonly behaviour: Behaviour;
  /** What a data source answers, by attribute; `{name}` stands for an argument. */
  readonly answers?: ReadonlyMap<string, Value>;
};

export type Provider = {
  /** `hashicorp/aws` */
  readonly name: string;
  readonly version: string;
  readonly config: BlockSchema;
  /** Read when asked for. */
  readonly resources: ReadonlyMap<string, ResourceSchema>;
  readonly dataSources: ReadonlyMap<string, ResourceSchema>;
};

/** Leads from an object to a part of it: attribute names, indices of lists, keys of maps, elements of sets themselves. */
export type Path = readonly (string | number | Value)[];

/** A provider's answer about a part of an object; the caller knows where that part was written. */
export type ProviderDiagnostic = {
  readonly severity: "error" | "warning";
  readonly code: `terraform/${string}`;
  readonly summary: string;
  readonly detail: string;
  readonly path: Path;
};

/** What the world holds: an object of types, each an object of ids, each the attributes that differ from the state, or null where it is gone. */
export type Cloud = Value;
