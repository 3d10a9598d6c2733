import type { Findings } from "./findings.ts";
import type { Module } from "./model.ts";
import type { ModuleDraft } from "./module-draft.ts";

/** Says of every provider that a configuration needs and nobody has that it cannot be had. */
export function checkProviders(root: Module, knows: (source: string) => boolean, findings: Findings): void {
  for (const source of neededProviders(root)) {
    if (knows(source)) continue;
    const detail = `The platform does not have the provider ${source}. Providers are simulated here, and this one is not among them.`;
    findings.error("provider", "Failed to query available provider packages", detail);
  }
}

function neededProviders(root: Module): ReadonlySet<string> {
  const needed = new Set<string>();
  const visit = ({ requiredProviders, providers, resources, children }: Module): void => {
    for (const { source } of requiredProviders.values()) needed.add(source);
    for (const { name } of providers.values()) needed.add(requiredProviders.get(name)?.source ?? `hashicorp/${name}`);
    for (const { providerSource } of resources.values()) needed.add(providerSource);
    for (const child of children.values()) visit(child);
  };
  visit(root);
  return needed;
}

/** Provisioners that are part of Terraform. */
const provisioners = new Set(["file", "local-exec", "remote-exec"]);

/** All others are plugins, and there are none. */
export function checkProvisionerTypes(module: Module, findings: Findings): void {
  const used = [...module.resources.values()].flatMap((resource) => resource.provisioners.map(({ type }) => type));
  for (const type of used) {
    if (provisioners.has(type)) continue;
    const detail = `There is no provisioner "${type}". Those of Terraform are ${[...provisioners].join(", ")}.`;
    findings.error("provisioner", "Missing required provisioner plugin", detail);
  }
  for (const child of module.children.values()) checkProvisionerTypes(child, findings);
}

const backends = new Set(["local", "remote", "azurerm", "consul", "cos", "gcs", "http", "inmem", "kubernetes", "oci", "oss", "pg", "s3"]);

/** A backend is data here: where the state would be kept. Its type is one that Terraform has. */
export function checkBackend({ backend }: ModuleDraft, findings: Findings): void {
  if (!backend || backends.has(backend.type)) return;
  const detail = `There is no backend type "${backend.type}". Backends are ${[...backends].filter((type) => type !== "inmem").join(", ")}.`;
  findings.error("backend", "Invalid backend type", detail, backend.typeSpan);
}
