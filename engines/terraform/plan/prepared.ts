import { Budget } from "#engines/hcl";
import type { SourceFile } from "#engines/source";
import { resourceName, within } from "../addresses.ts";
import { type Configuration, loadConfiguration, type Module, type ProvidedModule } from "../configuration/index.ts";
import { buildGraph, type Graph } from "../graph/graph.ts";
import { modulesOf, pathText } from "../graph/nodes.ts";
import { Providers, providerNodeId } from "../graph/providers.ts";
import type { PlanDiagnostic } from "../model.ts";
import { type Provider, providerOf } from "../providers/index.ts";
import { validateConfiguration } from "../walk/validate.ts";
import { Walk } from "../walk/walk.ts";
import { importTarget } from "./imports.ts";

/** What evaluating a whole configuration may cost. */
export const budgetOf = (): Budget => new Budget({ steps: 1_500_000, bytes: 64 * 1024 * 1024 });

type Prepared = {
  readonly from: (source: string) => Provider | undefined;
  readonly checksValues: boolean;
  readonly providers: Providers;
  readonly graph: Graph;
  readonly missing: readonly PlanDiagnostic[];
  /** What validation finds. */
  readonly faults: readonly PlanDiagnostic[];
};

const alreadyPrepared = new WeakMap<Module, Prepared>();

/** Everything about a configuration that does not hang on the values of its variables: found out once. */
export function prepared(configuration: Configuration, from: Prepared["from"], checksValues: boolean): Prepared {
  const known = alreadyPrepared.get(configuration.root);
  if (known && known.from === from && known.checksValues === checksValues) return known;
  const providers = new Providers(configuration, from);
  const missing = [...missingConfigurations(configuration, providers), ...missingTargets(configuration)];
  const graph = buildGraph(configuration, providers);
  const host = { files: bytesOf([...configuration.files].map(([path, text]) => ({ path, text }))), workingDirectory: "/workspace" };
  const validation = new Walk({ operation: "validate", configuration, graph, providers, host, budget: budgetOf(), checksValues });
  if (missing.length === 0) validateConfiguration(validation);
  const made = { from, checksValues, providers, graph, missing, faults: validation.diagnostics };
  alreadyPrepared.set(configuration.root, made);
  return made;
}

type ModuleFiles = { readonly files: readonly SourceFile[]; readonly modules?: readonly ProvidedModule[] };

/** What `terraform validate` says: everything that is wrong whatever the variables are set to. Never throws. */
export function validateTerraform({ files, modules }: ModuleFiles): readonly PlanDiagnostic[] {
  const knowsProvider = (source: string) => providerOf(source) !== undefined;
  const { configuration, diagnostics } = loadConfiguration({ files, knowsProvider, setsVariables: false, ...(modules ? { modules } : {}) });
  if (!configuration) return diagnostics;
  const { missing, faults } = prepared(configuration, providerOf, true);
  return [...diagnostics, ...missing, ...faults];
}

const encoder = new TextEncoder();

const encoded = new WeakMap<readonly SourceFile[], ReadonlyMap<string, Uint8Array>>();

export function bytesOf(files: readonly SourceFile[]): ReadonlyMap<string, Uint8Array> {
  const known = encoded.get(files) ?? new Map(files.map(({ path, text }) => [path, encoder.encode(text)]));
  encoded.set(files, known);
  return known;
}

function missingConfigurations(configuration: Configuration, providers: Providers): PlanDiagnostic[] {
  const passed = modulesOf(configuration).flatMap((module) =>
    [...module.calls.values()].flatMap((call) =>
      call.providers.flatMap(({ inParent }): PlanDiagnostic[] => {
        const missing = providers.missing(module, inParent);
        if (missing === undefined) return [];
        const detail = `The call of module.${call.name} passes a provider configuration that is nowhere.`;
        return [{ severity: "error", code: "terraform/provider", summary: `missing provider ${missing}`, detail }];
      }),
    ),
  );
  if (passed.length > 0) return passed;
  return modulesOf(configuration).flatMap((module) =>
    [...module.resources.values()].flatMap((resource): PlanDiagnostic[] => {
      if (providers.resolve(module, resource)) return [];
      const { alias } = resource.provider ?? {};
      const wanted = providerNodeId(module, resource.providerSource, alias);
      const detail = `${within(pathText(module.path), resourceName(resource))} asks for the provider configuration ${wanted}, which is nowhere.`;
      return [{ severity: "error", code: "terraform/provider", summary: "Provider configuration not present", detail }];
    }),
  );
}

/** Imports to what is not declared. */
function missingTargets(configuration: Configuration): PlanDiagnostic[] {
  const faults = configuration.root.imports.flatMap(({ to }) => {
    const name = importTarget(to);
    if (!name) return [];
    let module: Configuration["root"] | undefined = configuration.root;
    for (const { name: call } of name.module) module = module?.children.get(call);
    if (name.resource && module?.resources.has(resourceName(name.resource))) return [];
    const fault: PlanDiagnostic = {
      severity: "error",
      code: "terraform/import",
      summary: "Configuration for import target does not exist",
      detail: "No resource of this address is declared. Write its block, so that there is something to import to.",
      span: to.span,
    };
    return [{ fault, lost: !module }];
  });
  // Modules that are not there are told first, and alone.
  const lost = faults.filter((one) => one.lost);
  return (lost.length > 0 ? lost : faults).map(({ fault }) => fault);
}
