import { compareText } from "#engines/hcl";
import type { Span } from "#engines/source";
import type { CallDraft, NamedProvider, PassedProvider, ResourceDraft } from "./drafts.ts";
import type { Findings } from "./findings.ts";
import type { ModuleDraft } from "./module-draft.ts";
import type { ModuleTree } from "./modules.ts";
import { configurationName, impliedProvider, impliedSource, isProviderPart } from "./provider-names.ts";
import { resourceKey } from "./resources.ts";

/** What modules need of their callers' provider configurations, and what they are passed: https://developer.hashicorp.com/terraform/language/modules/develop/providers */
export function checkProviderPassing(root: ModuleTree, findings: Findings): void {
  checkModule(root, undefined, undefined, undefined, new Set(), findings);
}

/** Nobody calls the root module, so that nobody passes it what it declares to be passed. */
export function checkRootAliases(root: ModuleTree, findings: Findings): void {
  for (const { aliases } of root.draft.requirements?.requirements.values() ?? []) {
    for (const alias of aliases) {
      const name = configurationName(alias);
      if (root.draft.providers.has(name)) continue;
      const detail = `The root module declares ${name} as if a caller passed it. A provider block has to configure it.`;
      findings.error("provider", "Undefined provider configuration", detail);
    }
  }
}

function checkModule(
  module: ModuleTree,
  call: CallDraft | undefined,
  parent: ModuleTree | undefined,
  /** Where a call further up makes instances of the module, or lets it wait, so that it cannot configure providers itself. */
  unconfigurable: Span | undefined,
  /** What has been looked at on its own: a folder may be called many times. */
  seen: Set<ModuleDraft>,
  findings: Findings,
): void {
  for (const [name, child] of module.children) {
    const inner = module.draft.calls.get(name);
    const repeated = inner?.count?.span ?? inner?.forEach?.span ?? inner?.dependsOn[0]?.span;
    checkModule(child, inner, module, repeated ?? unconfigurable, seen, findings);
  }
  const facts = factsOf(module, call);
  if (!seen.has(module.draft)) {
    seen.add(module.draft);
    warnDuplicates(module, findings);
    for (const resource of module.draft.resources.values()) checkImplied(resource, facts, findings);
  }
  for (const inner of module.draft.calls.values()) checkPassedOn(module, inner, facts, call, findings);
  if (!call || !parent) return;
  if (unconfigurable && facts.configured.size > 0) {
    const detail = `${textOf(module)} configures providers itself, so that it cannot be called with count, for_each or depends_on.`;
    findings.error("provider", "Module is incompatible with count, for_each, and depends_on", detail, unconfigurable);
  }
  checkReceived(module, parent, call, facts, findings);
  warnEmpty(module, facts, findings);
}

/** What a module says of providers, by the names of their configurations. */
type Facts = {
  readonly configured: ReadonlySet<string>;
  readonly empty: ReadonlyMap<string, Span>;
  /** The sources that local names stand for. */
  readonly sources: ReadonlyMap<string, string>;
  /** And the other way round. */
  readonly names: ReadonlyMap<string, string>;
  /** Configurations that the caller has to pass. */
  readonly aliases: ReadonlyMap<string, string>;
  readonly passed: ReadonlyMap<string, PassedProvider>;
};

function factsOf({ draft }: ModuleTree, call: CallDraft | undefined): Facts {
  const requirements = [...(draft.requirements?.requirements ?? [])];
  const providers = [...draft.providers];
  return {
    configured: new Set(providers.flatMap(([name, { empty, version }]) => (empty && !version ? [] : [name]))),
    empty: new Map(providers.flatMap(([name, { empty, version, span }]) => (empty && !version ? [[name, span]] : []))),
    sources: new Map(requirements.map(([name, { source }]) => [name, source])),
    names: new Map(requirements.map(([name, { source }]) => [source, name])),
    aliases: new Map(
      requirements.flatMap(([, { aliases, source }]) => aliases.map((alias) => [configurationName(alias), source] as const)),
    ),
    passed: new Map((call?.providers ?? []).map((each) => [configurationName(each.inChild), each])),
  };
}

const textOf = ({ path }: ModuleTree): string => (path.length === 0 ? "The root module" : `The module ${path.join(".")}`);

/** A provider should go by one name. */
function warnDuplicates(module: ModuleTree, findings: Findings): void {
  const names = new Map<string, string>();
  const configured = new Map([...module.draft.providers.values()].map(({ name }) => [impliedSource(name), name]));
  for (const [name, { source, span }] of [...(module.draft.requirements?.requirements ?? [])].sort(([a], [b]) => compareText(b, a))) {
    const implied = configured.get(source);
    const other = names.get(source) ?? (implied === name ? undefined : implied);
    names.set(source, name);
    if (other !== undefined)
      findings.warning("provider", "Duplicate required provider", `${source} goes by the name "${other}" in this module, too.`, span);
  }
}

/** A resource without a provider argument belongs to the provider that its type begins with. */
function checkImplied(resource: ResourceDraft, { sources, names }: Facts, findings: Findings): void {
  if (resource.provider || resource.mode === "ephemeral") return;
  const name = impliedProvider(resource.type);
  if (!isProviderPart(name)) {
    const detail = `The provider of ${resourceKey(resource)} would be "${name}", which is no name for one.`;
    findings.error("provider", "Invalid provider local name", detail, resource.span);
    return;
  }
  const source = impliedSource(name);
  const other = sources.has(name) ? undefined : names.get(source);
  if (other === undefined) return;
  const detail = `${resourceKey(resource)} belongs to ${source}, which required_providers calls "${other}".`;
  findings.warning("provider", "Duplicate required provider", detail, resource.span);
}

/** Configurations without an alias that a module hands on to those it calls. */
function checkPassedOn(module: ModuleTree, inner: CallDraft, facts: Facts, call: CallDraft | undefined, findings: Findings): void {
  for (const { inParent } of inner.providers ?? []) {
    if (inParent.alias !== undefined) continue;
    const { name, nameSpan } = inParent;
    const configured = facts.configured.has(name);
    if (!configured && !facts.sources.has(name)) {
      const detail = `${textOf(module)} does not declare a provider named "${name}". It is taken to be ${impliedSource(name)}.`;
      findings.warning("provider", "Reference to undefined provider", detail, nameSpan);
      continue;
    }
    if (!call || configured || facts.passed.has(name)) continue;
    const detail = `${textOf(module)} hands on its provider "${name}", which is not passed to it here.`;
    findings.warning("provider", "Missing required provider configuration", detail, call.span);
  }
}

function checkReceived(module: ModuleTree, parent: ModuleTree, call: CallDraft, facts: Facts, findings: Findings): void {
  for (const name of facts.configured) {
    const passed = facts.passed.get(name);
    if (!passed) continue;
    const detail = `${textOf(module)} configures "${name}" itself, so that nothing can be passed under this name.`;
    findings.error("provider", "Cannot override provider configuration", detail, passed.inChild.nameSpan);
  }
  for (const [name, source] of facts.aliases) {
    if (facts.configured.has(name) || facts.passed.has(name)) continue;
    const detail = `${textOf(module)} needs a configuration of ${source} that it calls ${name}. Pass one in "providers".`;
    findings.error("provider", "Missing required provider configuration", detail, call.span);
  }
  for (const [name, passed] of facts.passed) checkType(name, passed, module, parent, facts, findings);
}

function checkType(
  name: string,
  { inChild, inParent }: PassedProvider,
  module: ModuleTree,
  parent: ModuleTree,
  { sources, aliases, empty }: Facts,
  findings: Findings,
): void {
  const wanted = aliases.get(name) ?? sources.get(name) ?? sourceIn(module, inChild);
  if (!sources.has(name) && !aliases.has(name) && !empty.has(name)) {
    const detail = `${textOf(module)} does not declare a provider named "${name}". It is taken to be ${wanted}.`;
    if (wanted.startsWith("hashicorp/")) findings.warning("provider", "Reference to undefined provider", detail, inChild.nameSpan);
    else findings.error("provider", "Reference to undefined provider", detail, inChild.nameSpan);
  }
  const given = parent.draft.requirements?.requirements.get(name)?.source ?? sourceIn(parent, inParent);
  if (given === wanted) return;
  const detail = `"${configurationName(inParent)}" is a configuration of ${given}, and "${name}" of ${textOf(module)} one of ${wanted}.`;
  findings.error("provider", "Provider type mismatch", detail, inParent.nameSpan);
}

const sourceIn = ({ draft }: ModuleTree, { name }: NamedProvider): string =>
  draft.requirements?.requirements.get(name)?.source ?? impliedSource(name);

/** Before configuration_aliases, modules declared with an empty block what they are to be passed. */
function warnEmpty(module: ModuleTree, { empty }: Facts, findings: Findings): void {
  const seen = new Set<string>();
  for (const [configuration, span] of [...empty].sort(([a], [b]) => compareText(a, b))) {
    const [name = ""] = configuration.split(".");
    if (seen.has(name)) continue;
    seen.add(name);
    const detail = `${textOf(module)} says with an empty block that it needs "${name}". Say so in required_providers.`;
    findings.warning("provider", "Redundant empty provider block", detail, span);
  }
}
