import { layeredBody } from "#engines/hcl";
import type { Span } from "#engines/source";
import type { CallDraft, FileDraft, OutputDraft, ResourceDraft, VariableDraft } from "./drafts.ts";
import type { Findings } from "./findings.ts";
import type { Dependency } from "./model.ts";
import type { ModuleDraft } from "./module-draft.ts";
import { configurationName } from "./provider-names.ts";
import { resourceKey } from "./resources.ts";
import { settle } from "./variables.ts";

/** Lays an override file over a module: https://developer.hashicorp.com/terraform/language/files/override */
export function overrideModule(module: ModuleDraft, file: FileDraft, findings: Findings): void {
  if (file.coreVersions.length > 0) module.coreVersions = file.coreVersions;
  overrideBackend(module, file, findings);
  for (const provider of file.providers) {
    const name = configurationName(provider);
    const base = module.providers.get(name);
    if (base) module.providers.set(name, { ...base, body: layeredBody(base.body, provider.body), empty: base.empty && provider.empty });
    else if (provider.alias === undefined) module.providers.set(name, provider);
    else missing("Missing base provider configuration for override", `provider configuration "${name}"`, provider.span, findings);
  }
  for (const { requirements, span } of file.requirements) {
    const merged = new Map([...(module.requirements?.requirements ?? []), ...requirements]);
    module.requirements = { requirements: merged, span: module.requirements?.span ?? span };
  }
  over(module.variables, file.variables, "base variable declaration", "variable", findings, overrideVariable);
  over(module.locals, file.locals, "base local value definition", "local value", findings, (base, local) => ({
    ...base,
    value: local.value,
    span: local.span,
  }));
  over(module.outputs, file.outputs, "base output definition", "output", findings, overrideOutput);
  over(module.calls, file.calls, "module call", "module", findings, overrideCall);
  overrideResources(module, file, findings);
  refuseAll("moved", file.moved, findings);
  refuseAll("import", file.imports, findings);
}

function over<T extends { readonly name: string; readonly span: Span }>(
  map: Map<string, T>,
  items: readonly T[],
  declaration: string,
  what: string,
  findings: Findings,
  merge: (base: T, item: T, findings: Findings) => T,
): void {
  for (const item of items) {
    const base = map.get(item.name);
    if (base) map.set(item.name, merge(base, item, findings));
    else missing(`Missing ${declaration} to override`, `${what} "${item.name}"`, item.span, findings);
  }
}

function overrideBackend(module: ModuleDraft, file: FileDraft, findings: Findings): void {
  const [backend, another] = file.backends;
  const [cloud, second] = file.clouds;
  const detail = "An override file has one of them at most.";
  if (another) findings.error("duplicate", "Duplicate backend configuration", detail, another.span);
  if (second) findings.error("duplicate", "Duplicate HCP Terraform configurations", detail, second);
  if (backend && !another) {
    module.backend = backend;
    module.cloud = undefined;
  }
  if (cloud && !second) {
    module.cloud = cloud;
    module.backend = undefined;
  }
}

function overrideVariable(base: VariableDraft, item: VariableDraft, findings: Findings): VariableDraft {
  const { name, validations: _, span, fallback: __, ...given } = item;
  const merged = { ...base, ...given };
  const fallback = item.fallback ?? base.fallback;
  const type = merged.type;
  // The base's default may not be of the override's type, nor the other way round.
  if (!fallback) return merged;
  return { ...merged, fallback: settle(fallback, type, merged.nullable ?? true, span, findings) };
}

function overrideOutput(base: OutputDraft, item: OutputDraft, findings: Findings): OutputDraft {
  refuseDependencies(item.dependsOn, findings);
  const { value, description, sensitive, ephemeral } = item;
  return {
    ...base,
    ...(value ? { value } : {}),
    ...(description === undefined ? {} : { description }),
    ...(sensitive === undefined ? {} : { sensitive }),
    ...(ephemeral === undefined ? {} : { ephemeral }),
  };
}

function overrideCall(base: CallDraft, item: CallDraft, findings: Findings): CallDraft {
  refuseDependencies(item.dependsOn, findings);
  const { source, version, count, forEach, providers } = item;
  return {
    ...base,
    ...(source ? { source } : {}),
    ...(version ? { version } : {}),
    ...(count ? { count } : {}),
    ...(forEach ? { forEach } : {}),
    ...(providers ? { providers } : {}),
    body: layeredBody(base.body, item.body),
  };
}

function overrideResources(module: ModuleDraft, file: FileDraft, findings: Findings): void {
  for (const item of file.resources) {
    const key = resourceKey(item);
    const base = module.resources.get(key);
    const what = item.mode === "managed" ? "resource" : `${item.mode} resource`;
    if (base) module.resources.set(key, overrideResource(base, item, findings));
    else if (item.mode !== "ephemeral") missing(`Missing ${what} to override`, `${what} ${key}`, item.span, findings);
  }
}

function overrideResource(base: ResourceDraft, item: ResourceDraft, findings: Findings): ResourceDraft {
  refuseDependencies(item.dependsOn, findings);
  const { createBeforeDestroy, preventDestroy, ignoreChanges, replaceTriggeredBy } = item.lifecycle;
  const { count, forEach, provider, providerName } = item;
  const ignores = ignoreChanges === "all" || (ignoreChanges && ignoreChanges.length > 0) ? { ignoreChanges } : {};
  return {
    ...base,
    ...(count ? { count } : {}),
    ...(forEach ? { forEach } : {}),
    ...(provider ? { provider, providerName } : {}),
    body: layeredBody(base.body, item.body),
    lifecycle: {
      ...base.lifecycle,
      ...(createBeforeDestroy === undefined ? {} : { createBeforeDestroy }),
      ...(preventDestroy === undefined ? {} : { preventDestroy }),
      ...ignores,
      ...(replaceTriggeredBy.length > 0 ? { replaceTriggeredBy } : {}),
    },
    ...(item.provisioners.length > 0 ? { provisioners: item.provisioners } : {}),
  };
}

function refuseDependencies([first]: readonly Dependency[], findings: Findings): void {
  if (!first) return;
  findings.error("override", "Unsupported override", "Dependencies stay as they are in the file that is overridden.", first.span);
}

function refuseAll(type: string, items: readonly { readonly span: Span }[], findings: Findings): void {
  for (const { span } of items)
    findings.error("override", `Cannot override '${type}' blocks`, `Blocks of type "${type}" stand in normal files only.`, span);
}

function missing(summary: string, what: string, span: Span, findings: Findings): void {
  findings.error("override", summary, `There is no ${what} that this could override.`, span);
}
