import { type Expression, staticTraversal } from "#engines/hcl";
import type { Span } from "#engines/source";
import { addressText, readAddress } from "../addresses.ts";
import type {
  CallDraft,
  CheckDraft,
  FileDraft,
  OutputDraft,
  ProviderDraft,
  RequirementsDraft,
  ResourceDraft,
  VariableDraft,
} from "./drafts.ts";
import type { Findings } from "./findings.ts";
import type { Local, Moved, Removed } from "./model.ts";
import { configurationName } from "./provider-names.ts";
import { resourceKey } from "./resources.ts";

/** What the files of a directory say together. Overrides change it in place. */
export type ModuleDraft = {
  coreVersions: FileDraft["coreVersions"][number][];
  backend?: FileDraft["backends"][number] | undefined;
  cloud?: Span | undefined;
  requirements?: RequirementsDraft;
  readonly metas: Map<string, Span>;
  readonly providers: Map<string, ProviderDraft>;
  readonly variables: Map<string, VariableDraft>;
  readonly locals: Map<string, Local>;
  readonly outputs: Map<string, OutputDraft>;
  readonly calls: Map<string, CallDraft>;
  readonly resources: Map<string, ResourceDraft>;
  readonly checks: Map<string, CheckDraft>;
  readonly moved: Moved[];
  readonly removed: Removed[];
  readonly imports: FileDraft["imports"][number][];
  /** Addresses to which something is imported. */
  readonly importedTo: Set<string>;
};

/** Puts files together; a name that is declared twice is an error at the second place. */
export function joinFiles(files: readonly FileDraft[], findings: Findings): ModuleDraft {
  const module: ModuleDraft = {
    coreVersions: [],
    metas: new Map(),
    providers: new Map(),
    variables: new Map(),
    locals: new Map(),
    outputs: new Map(),
    calls: new Map(),
    resources: new Map(),
    checks: new Map(),
    moved: [],
    removed: [],
    imports: [],
    importedTo: new Set(),
  };
  joinRequirements(module, files, findings);
  for (const file of files) addFile(module, file, findings);
  refuseBoth(module, findings);
  return module;
}

/** State is kept in one place. */
function refuseBoth({ backend, cloud }: ModuleDraft, findings: Findings): void {
  if (!backend || !cloud) return;
  const detail = `There is a cloud block at ${cloud.file}:${cloud.start.line}, too. State is kept in one place only.`;
  findings.error("backend", "Both a backend and cloud configuration are present", detail, backend.span);
}

function joinRequirements(module: ModuleDraft, files: readonly FileDraft[], findings: Findings): void {
  for (const requirements of files.flatMap((file) => file.requirements)) {
    if (module.requirements)
      duplicate("Duplicate required providers configuration", "A module", module.requirements.span, requirements.span, findings);
    else module.requirements = requirements;
  }
}

function addFile(module: ModuleDraft, file: FileDraft, findings: Findings): void {
  module.coreVersions.push(...file.coreVersions);
  for (const backend of file.backends) {
    if (module.backend) duplicate("Duplicate backend configuration", "A module", module.backend.span, backend.span, findings);
    else module.backend = backend;
  }
  for (const cloud of file.clouds) {
    if (module.cloud) duplicate("Duplicate HCP Terraform configurations", "A module", module.cloud, cloud, findings);
    else module.cloud = cloud;
  }
  for (const { provider, span } of file.metas) {
    const known = module.metas.get(provider);
    if (known) duplicate("Duplicate provider_meta block", `provider_meta "${provider}"`, known, span, findings);
    else module.metas.set(provider, span);
  }
  const each = <T extends { readonly span: Span }>(
    map: Map<string, T>,
    items: readonly T[],
    key: (item: T) => string,
    summary: (item: T) => string,
  ) => {
    for (const item of items) {
      const known = map.get(key(item));
      if (known) duplicate(summary(item), `"${key(item)}"`, known.span, item.span, findings);
      else map.set(key(item), item);
    }
  };
  const byName = ({ name }: { readonly name: string }) => name;
  each(module.providers, file.providers, configurationName, () => "Duplicate provider configuration");
  each(module.variables, file.variables, byName, () => "Duplicate variable declaration");
  each(module.locals, file.locals, byName, () => "Duplicate local value definition");
  each(module.outputs, file.outputs, byName, () => "Duplicate output definition");
  each(module.calls, file.calls, byName, () => "Duplicate module call");
  each(module.resources, file.resources, resourceKey, ({ mode, type }) => `Duplicate ${what[mode]} "${type}" configuration`);
  each(module.checks, file.checks, byName, ({ name }) => `Duplicate check "${name}" configuration`);
  const scoped = file.checks.flatMap(({ resource }) => resource ?? []);
  each(module.resources, scoped, resourceKey, ({ mode, type }) => `Duplicate ${what[mode]} "${type}" configuration`);
  module.moved.push(...file.moved);
  module.removed.push(...file.removed);
  for (const each of file.imports) addImport(module, each, findings);
}

function addImport(module: ModuleDraft, added: FileDraft["imports"][number], findings: Findings): void {
  const address = addressOf(added.to);
  if (address !== undefined && module.importedTo.has(address)) {
    const detail = `Something is imported to ${address} already, and one address holds one object.`;
    const target = [...added.target.modules.map((name) => `module.${name}`), added.target.resource].join(".");
    findings.error("duplicate", `Duplicate import configuration for "${target}"`, detail, added.to.span);
  }
  if (address !== undefined) module.importedTo.add(address);
  module.imports.push(added);
}

/** An address without anything computed, as a text. */
function addressOf(to: Expression): string | undefined {
  const reference = staticTraversal(to);
  if (!reference) return undefined;
  const address = readAddress(reference.root, reference.steps);
  return address?.resource && addressText({ ...address.resource, module: address.module });
}

/** A resource that is declared says itself which provider it belongs to. */
export function checkImportProviders({ imports, resources }: ModuleDraft, findings: Findings): void {
  for (const { target, provider, providerSpan } of imports) {
    const resource = target.modules.length === 0 ? resources.get(target.resource) : undefined;
    if (!provider || !resource) continue;
    if (resource.provider && configurationName(resource.provider) === configurationName(provider)) continue;
    const detail = `${target.resource} is declared, so that its own block says which provider it belongs to.`;
    findings.error("import-provider", "Invalid import provider argument", detail, providerSpan);
  }
}

const what = { managed: "resource", data: "data", ephemeral: "ephemeral" } as const;

function duplicate(summary: string, subject: string, first: Span, second: Span, findings: Findings): void {
  const detail = `${subject} is declared at ${first.file}:${first.start.line} already.`;
  findings.error("duplicate", summary, detail, second);
}
