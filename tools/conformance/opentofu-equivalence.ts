import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { z } from "zod";
import { isError } from "#engines/source";
import { mockProvider, type PlanRequest, type Provider, planJson, planTerraform, providerOf } from "#engines/terraform";

import { storedObject } from "./mock-objects.ts";
import type { Case, Outcome, Suite } from "./suite.ts";
import { differences } from "./terraform-case.ts";

/** OpenTofu's own equivalence tests: what changes, which outputs change, and what drifted. */
export const suite: Suite = { name: "opentofu-equivalence", cases };

async function cases(folder: string): Promise<readonly Case[]> {
  return readdirSync(join(folder, "outputs"))
    .filter((name) => existsSync(join(folder, "outputs", name, "plan.json")))
    .sort()
    .map((id) => ({ id, run: () => check(join(folder, "tests", id), join(folder, "outputs", id, "plan.json")) }));
}

const mockSource = "hashicorp/tfcoremock";

function check(test: string, answer: string): Outcome {
  const plan = planTerraform(readTest(test));
  const errors = plan.diagnostics.filter(isError);
  if (errors.length > 0) return { passed: false, why: errors.map(({ summary, detail }) => `${summary}: ${detail}`).join("\n") };
  const found = differences(changesOf(JSON.parse(readFileSync(answer, "utf8"))), changesOf(planJson(plan)), "");
  return found.length === 0 ? { passed: true } : { passed: false, why: found.slice(0, 12).join("\n") };
}

const Change = z.looseObject({ address: z.string(), deposed: z.string().optional(), provider_name: z.string().optional() });
const Answer = z.object({
  resource_changes: z.array(Change).default([]),
  resource_drift: z.array(Change).default([]),
  output_changes: z.record(z.string(), z.unknown()).default({}),
});

/** The parts that a case is about, in an order of their own. */
function changesOf(document: unknown): unknown {
  const { resource_changes, resource_drift, output_changes } = Answer.parse(JSON.parse(JSON.stringify(document)));
  const sorted = (changes: readonly z.infer<typeof Change>[]) =>
    changes
      // The plan names a provider by the registry it was installed from.
      .map(({ provider_name: _, ...change }) => change)
      .sort((a, b) => (`${a.address} ${a.deposed ?? ""}` < `${b.address} ${b.deposed ?? ""}` ? -1 : 1));
  return { resource_changes: sorted(resource_changes), resource_drift: sorted(resource_drift), output_changes };
}

const Specification = z.object({ commands: z.array(z.object({ arguments: z.array(z.string()) })).default([]) });

function readTest(folder: string): PlanRequest {
  const text = (name: string) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), "utf8") : undefined);
  const { commands } = Specification.parse(JSON.parse(text("spec.json") ?? "{}"));
  const plan = commands.find(({ arguments: [verb] }) => verb === "plan")?.arguments ?? [];
  const values = (option: string) =>
    plan.flatMap((argument) => (argument.startsWith(`-${option}=`) ? [argument.slice(option.length + 2)] : []));
  const mock = mockProvider(text("dynamic_resources.json") ?? "{}");
  // The states name the registry that OpenTofu asks.
  const state = text("terraform.tfstate")?.replaceAll("registry.opentofu.org/", "registry.terraform.io/");
  return {
    files: filesOf(folder).map((path) => ({ path: relative(folder, path).replaceAll("\\", "/"), text: readFileSync(path, "utf8") })),
    ...(state === undefined ? {} : { state, cloud: JSON.stringify(heldObjects(folder, state)) }),
    options: {
      mode: plan.includes("-destroy") ? "destroy" : plan.includes("-refresh-only") ? "refresh-only" : "normal",
      replace: values("replace"),
      target: values("target"),
    },
    providers: (source) => (source === mockSource ? mock : source === localSource ? olderLocal() : providerOf(source)),
  };
}

const localSource = "hashicorp/local";

/** The cases were answered by version 2.2.3 of the provider, whose files had no checksums yet. */
function olderLocal(): Provider | undefined {
  const local = providerOf(localSource);
  if (!local) return undefined;
  const resources = [...local.resources].map(([type, schema]) => {
    const attributes = new Map([...schema.block.attributes].filter(([name]) => !/^content_(?:base64sha|md5|sha)/.test(name)));
    return [type, { ...schema, block: { ...schema.block, attributes } }] as const;
  });
  return { ...local, resources: new Map(resources) };
}

const isConfiguration = (path: string): boolean => /\.(?:tf|tf\.json|tfvars|tfvars\.json)$/.test(path);

function filesOf(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return filesOf(path);
    return isConfiguration(name) ? [path] : [];
  });
}

const State = z.object({
  resources: z
    .array(
      z.object({
        mode: z.string(),
        type: z.string(),
        instances: z.array(z.object({ attributes: z.looseObject({ id: z.string().nullish() }).nullish() })),
      }),
    )
    .default([]),
});

/** What the mock provider's directory holds for each object of the state; null for those that are no longer there. */
function heldObjects(folder: string, state: string): Record<string, Record<string, unknown>> {
  const held: Record<string, Record<string, unknown>> = {};
  for (const { mode, type, instances } of State.parse(JSON.parse(state)).resources) {
    if (mode !== "managed" || !type.startsWith("tfcoremock_")) continue;
    for (const { attributes } of instances) {
      if (!attributes?.id) continue;
      const file = join(folder, "terraform.resource", `${attributes.id}.json`);
      held[type] ??= {};
      held[type][attributes.id] = existsSync(file) ? storedObject(readFileSync(file, "utf8"), Object.keys(attributes)) : null;
    }
  }
  return held;
}
