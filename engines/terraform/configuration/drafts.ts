import type { Expression, Type, Value } from "#engines/hcl";
import type { Span } from "#engines/source";
import type {
  Check,
  Import,
  Lifecycle,
  Local,
  ModuleCall,
  Moved,
  Output,
  ProviderConfiguration,
  ProviderReference,
  ProviderRequirement,
  Removed,
  Resource,
  Variable,
} from "./model.ts";

// What single blocks say, before files are put together to modules and overrides to what they override.

export type VariableDraft = {
  readonly name: string;
  readonly type?: { readonly type: Type; readonly defaults?: Variable["defaults"]; readonly parsing: Variable["parsing"] };
  readonly fallback?: Value;
  readonly description?: string;
  readonly sensitive?: boolean;
  readonly ephemeral?: boolean;
  readonly nullable?: boolean;
  readonly validations: Variable["validations"];
  readonly span: Span;
};

export type OutputDraft = Omit<Output, "value" | "sensitive" | "ephemeral"> & {
  readonly value?: Expression;
  readonly sensitive?: boolean;
  readonly ephemeral?: boolean;
};

export type LifecycleDraft = Omit<Lifecycle, "preventDestroy" | "ignoreChanges"> & {
  readonly preventDestroy?: boolean;
  readonly ignoreChanges?: Lifecycle["ignoreChanges"];
};

export type ResourceDraft = Omit<Resource, "providerSource" | "lifecycle"> & { readonly lifecycle: LifecycleDraft };

export type ModuleSource =
  | { readonly kind: "local"; readonly path: string }
  /** `address` is without the registry's own host, `folder` the part of the module that is called, or empty. */
  | { readonly kind: "registry"; readonly address: string; readonly folder: string }
  /** Nothing that can be read here. */
  | { readonly kind: "download" };

export type CallDraft = Omit<ModuleCall, "source" | "arguments" | "providers"> & {
  readonly source?: { readonly text: string; readonly span: Span; readonly where?: ModuleSource };
  /** The text is absent where it is no constraint. */
  readonly version?: { readonly span: Span; readonly text: string | undefined };
  readonly providers?: readonly PassedProvider[];
};

export type NamedProvider = ProviderReference & { readonly nameSpan: Span };

/** What a call passes: a name in the child, and the configuration of the caller that it stands for. */
export type PassedProvider = { readonly inChild: NamedProvider; readonly inParent: NamedProvider };

export type ProviderDraft = ProviderConfiguration & {
  /** Whether the block says nothing but its name, which old modules used to declare what they need. */
  readonly empty: boolean;
  readonly version: boolean;
};

export type RequirementsDraft = { readonly requirements: ReadonlyMap<string, ProviderRequirement>; readonly span: Span };

export type CheckDraft = Check & { readonly resource?: ResourceDraft };

/** What the files of a kind of block hold, in the order they are written. */
export type FileDraft = {
  readonly coreVersions: { readonly text: string; readonly span: Span }[];
  readonly backends: { readonly type: string; readonly typeSpan: Span; readonly span: Span }[];
  readonly clouds: Span[];
  readonly requirements: RequirementsDraft[];
  readonly metas: { readonly provider: string; readonly span: Span }[];
  readonly providers: ProviderDraft[];
  readonly variables: VariableDraft[];
  readonly locals: Local[];
  readonly outputs: OutputDraft[];
  readonly calls: CallDraft[];
  readonly resources: ResourceDraft[];
  readonly checks: CheckDraft[];
  readonly moved: Moved[];
  readonly removed: Removed[];
  readonly imports: (Import & {
    readonly target: { readonly modules: readonly string[]; readonly resource: string };
    readonly providerSpan?: Span;
  })[];
};

export const emptyFile = (): FileDraft => ({
  coreVersions: [],
  backends: [],
  clouds: [],
  requirements: [],
  metas: [],
  providers: [],
  variables: [],
  locals: [],
  outputs: [],
  calls: [],
  resources: [],
  checks: [],
  moved: [],
  removed: [],
  imports: [],
});
