import type { Attribute, Block, Body, Defaults, Expression, Type, Value } from "#engines/hcl";
import type { Diagnostic, Span } from "#engines/source";

/** A configuration as it is written: decoded, with nothing evaluated. */
export type Configuration = {
  readonly root: Module;
  /** The texts that places lead into, by path. */
  readonly files: ReadonlyMap<string, string>;
};

/** The static address of a module: the names of the calls that lead to it, none for the root module. */
export type ModulePath = readonly string[];

export type Module = {
  readonly path: ModulePath;
  /** Relative to the root of the configuration, with `/`; empty for the root. */
  readonly directory: string;
  /** By local name. Providers that are used without being required are not here. */
  readonly requiredProviders: ReadonlyMap<string, ProviderRequirement>;
  /** Provider blocks, by `name` or `name.alias`. */
  readonly providers: ReadonlyMap<string, ProviderConfiguration>;
  readonly variables: ReadonlyMap<string, Variable>;
  readonly locals: ReadonlyMap<string, Local>;
  readonly outputs: ReadonlyMap<string, Output>;
  /** Managed and data resources, by `type.name` and `data.type.name`. */
  readonly resources: ReadonlyMap<string, Resource>;
  readonly calls: ReadonlyMap<string, ModuleCall>;
  /** The modules behind the calls, by the name of the call. A call whose module cannot be loaded has none, and a diagnostic. */
  readonly children: ReadonlyMap<string, Module>;
  readonly checks: ReadonlyMap<string, Check>;
  readonly moved: readonly Moved[];
  readonly removed: readonly Removed[];
  readonly imports: readonly Import[];
};

export type ProviderRequirement = {
  /** `hashicorp/aws`, `terraform.io/builtin/terraform` or `host/namespace/type` for other registries. */
  readonly source: string;
  readonly span: Span;
  /** `aws.east` of `configuration_aliases`: configurations that the caller has to pass. */
  readonly aliases: readonly ProviderReference[];
};

/** `aws` or `aws.east`: a provider configuration by its local name. */
export type ProviderReference = { readonly name: string; readonly alias?: string; readonly span: Span };

export type ProviderConfiguration = {
  readonly name: string;
  readonly alias?: string;
  /** The provider's own arguments; `alias` and `version` are taken out. */
  readonly body: Body;
  /** The block's header. */
  readonly span: Span;
};

export type Validation = {
  readonly condition: Expression;
  readonly message: Expression;
  readonly span: Span;
};

export type Variable = {
  readonly name: string;
  /** `dynamic` where none is written. Holds `optional` attributes as written. */
  readonly type: Type;
  readonly defaults?: Defaults;
  /** Converted to the type already. */
  readonly fallback?: Value;
  readonly description?: string;
  readonly sensitive: boolean;
  readonly ephemeral: boolean;
  readonly nullable: boolean;
  readonly validations: readonly Validation[];
  /** Values given as text (`-var`, the environment) are read as expressions unless the type is a primitive one: https://developer.hashicorp.com/terraform/language/values/variables */
  readonly parsing: "literal" | "expression";
  /** The block's header. */
  readonly span: Span;
};

export type Local = { readonly name: string; readonly value: Expression; readonly nameSpan: Span; readonly span: Span };

export type Output = {
  readonly name: string;
  readonly value: Expression;
  readonly description?: string;
  readonly sensitive: boolean;
  readonly ephemeral: boolean;
  readonly dependsOn: readonly Dependency[];
  readonly preconditions: readonly Validation[];
  readonly span: Span;
};

/** An entry of `depends_on`. */
export type Dependency = { readonly expression: Expression; readonly span: Span };

export type Resource = {
  readonly mode: "managed" | "data" | "ephemeral";
  readonly type: string;
  readonly name: string;
  /** Arguments and blocks of the resource type alone; meta-arguments are taken out. */
  readonly body: Body;
  readonly count?: Expression;
  readonly forEach?: Expression;
  /** As written in `provider`. Without one, the configuration named as the type begins. */
  readonly provider?: ProviderReference;
  /** The local name of the provider: `provider`, or the type up to the first underscore. */
  readonly providerName: string;
  /** The provider behind that name in this module: `hashicorp/aws`. */
  readonly providerSource: string;
  readonly dependsOn: readonly Dependency[];
  readonly lifecycle: Lifecycle;
  /** Read and never run. */
  readonly provisioners: readonly Provisioner[];
  /** Where a data source stands in a check block, the name of the check. */
  readonly check?: string;
  /** The block's header. */
  readonly span: Span;
  /** The type's label. */
  readonly typeSpan: Span;
};

export type Lifecycle = {
  readonly createBeforeDestroy?: boolean;
  readonly preventDestroy: boolean;
  readonly ignoreChanges: "all" | readonly Expression[];
  readonly replaceTriggeredBy: readonly Expression[];
  readonly preconditions: readonly Validation[];
  readonly postconditions: readonly Validation[];
};

export type Provisioner = { readonly type: string; readonly when: "create" | "destroy"; readonly block: Block };

export type ModuleCall = {
  readonly name: string;
  /** As written. */
  readonly source: string;
  /** Arguments that become the module's variables. */
  readonly arguments: ReadonlyMap<string, Attribute>;
  readonly body: Body;
  readonly count?: Expression;
  readonly forEach?: Expression;
  /** Of `providers`: the child's name of a configuration, and the caller's. */
  readonly providers: readonly { readonly inChild: ProviderReference; readonly inParent: ProviderReference }[];
  readonly dependsOn: readonly Dependency[];
  readonly span: Span;
};

export type Check = {
  readonly name: string;
  readonly assertions: readonly Validation[];
  /** The data source of the check, which is in the module's `resources` too. */
  readonly data?: string;
  readonly span: Span;
};

/** `from` and `to` as written, read by whoever plans. */
export type Moved = { readonly from: MoveEndpoint; readonly to: MoveEndpoint; readonly span: Span };

/** `module.a["x"].aws_instance.b[0]`, relative to the module it is written in. */
export type MoveEndpoint = {
  readonly modules: readonly { readonly name: string; readonly key?: string | number }[];
  /** Absent where a whole module is meant. */
  readonly resource?: { readonly mode: "managed" | "data"; readonly type: string; readonly name: string; readonly key?: string | number };
  readonly span: Span;
};

export type Removed = { readonly from: MoveEndpoint; readonly destroy: boolean; readonly span: Span };

export type Import = {
  readonly to: Expression;
  readonly id: Expression;
  readonly forEach?: Expression;
  readonly provider?: ProviderReference;
  readonly span: Span;
};

/** A text that sets variables: the file or option it comes from, and what it says. */
export type VariableText =
  /** Without a text, a file of the configuration: where there is none, that is an error. */
  | { readonly kind: "file"; readonly path: string; readonly text?: string | undefined }
  | { readonly kind: "option"; readonly name: string; readonly text: string };

export type ConfigurationDiagnostic = Omit<Diagnostic, "span"> & { readonly span?: Span };
