import { type Expression, references, staticTraversal, unknownDynamic, unknownValue, type Value } from "#engines/hcl";
import { type Diagnostic, isError } from "#engines/source";
import { resourceName, within } from "../addresses.ts";
import { type Dependency, provisionerFaults, type Resource } from "../configuration/index.ts";
import { parseReference } from "../evaluation/references.ts";
import { countInstances, forEachInstances, type Repetition } from "../evaluation/repetition.ts";
import { traversalFaults } from "../evaluation/static-traversal.ts";
import { inOrder } from "../graph/order.ts";
import type { PlanDiagnostic } from "../model.ts";
import type { ResourceSchema } from "../providers/index.ts";
import { checkCondition, messageFaults, validateConditions } from "./conditions.ts";
import { ephemeralFaults } from "./ephemeral.ts";
import { outputFaults } from "./outputs.ts";
import { providerFaults } from "./provider-faults.ts";
import { executeVariable } from "./variables.ts";
import { calledInstance, type ModuleInstance, type NodeOf, type Place, type Walk } from "./walk.ts";

/** Everything that can be said of a configuration before any value is known. Diagnostics end up in the walk. */
export function validateConfiguration(walk: Walk): void {
  walkGraph(walk, (id) => {
    const node = walk.graph.nodes.get(id);
    if (!node) return false;
    switch (node.kind) {
      case "variable":
        return executeVariable(walk, node, new Map(), () => {});
      case "local":
        return eachInstance(walk, node.module, (instance) => {
          const { value, diagnostics } = walk.evaluate(node.local.value, { instance, repetition: {} });
          walk.setValue(instance, `local.${node.local.name}`, value);
          return diagnostics;
        });
      case "output":
        return eachInstance(walk, node.module, (instance) => validateOutput(walk, node, instance));
      case "call":
        return eachInstance(walk, node.module, (instance) => validateCall(walk, node, instance));
      case "provider":
        return eachInstance(walk, node.module, (instance) => {
          const schema = walk.providers.provider(node.source)?.config;
          if (!schema) return [];
          if (!node.block) return [];
          return walk.decode(schema, node.block.body, { instance, repetition: {} }).diagnostics;
        });
      case "check":
        return eachInstance(walk, node.module, (instance) =>
          node.check.assertions.flatMap((rule) => messageFaults(walk, rule, { instance, repetition: {}, check: node.check.name })),
        );
      case "resource":
        return eachInstance(walk, node.module, (instance) => validateResourceNode(walk, node, instance));
      default:
        return node satisfies never;
    }
  });
}

/** Executes every node after what it depends on, and none whose dependencies failed. `execute` tells whether it failed. */
export function walkGraph(walk: Walk, execute: (id: string) => boolean): void {
  const { nodes, dependencies } = walk.graph;
  const { order, cycles } = inOrder(nodes.keys(), (id) => dependencies.get(id) ?? []);
  for (const cycle of cycles) {
    const summary = `Cycle: ${[...cycle]
      .map((id) => shown(walk, id))
      .sort()
      .join(", ")}`;
    walk.report([
      { severity: "error", code: "terraform/cycle", summary, detail: "Each of these waits for another one of them, so none can be first." },
    ]);
  }
  if (cycles.length > 0) return;
  const failed = new Set<string>();
  for (const id of order) {
    let waits = false;
    for (const other of dependencies.get(id) ?? []) if (failed.has(other)) waits = true;
    if (waits || execute(id)) failed.add(id);
  }
}

function shown(walk: Walk, id: string): string {
  const node = walk.graph.nodes.get(id);
  const expands =
    node?.kind === "local" ||
    node?.kind === "output" ||
    node?.kind === "call" ||
    (node?.kind === "variable" && node.module.path.length > 0);
  return expands ? `${id} (expand)` : id;
}

function eachInstance(walk: Walk, module: ModuleInstance["module"], use: (instance: ModuleInstance) => readonly PlanDiagnostic[]): boolean {
  let failed = false;
  for (const instance of walk.instancesOf(module)) if (walk.report(use(instance))) failed = true;
  return failed;
}

function validateOutput(walk: Walk, { output, module }: NodeOf<"output">, instance: ModuleInstance): readonly Diagnostic[] {
  const place: Place = { instance, repetition: {} };
  const { value, diagnostics } = walk.evaluate(output.value, place);
  walk.setValue(instance, `output.${output.name}`, value);
  return [
    ...diagnostics,
    ...output.preconditions.flatMap((rule) => checkCondition(walk, rule, place).diagnostics),
    ...dependsOnFaults(walk, instance, output.dependsOn),
    ...outputFaults(output, module, value),
  ];
}

const anyCount: Repetition = { countIndex: unknownValue({ kind: "number" }) };
const anyKey: Repetition = { eachKey: unknownValue({ kind: "string" }), eachValue: unknownDynamic };

function validateCall(walk: Walk, { call, child }: NodeOf<"call">, instance: ModuleInstance): readonly Diagnostic[] {
  const repetition = call.count ? anyCount : call.forEach ? anyKey : {};
  walk.addInstances(child, [calledInstance(instance, child, undefined, repetition)]);
  return [...repetitionFaults(walk, call, instance), ...dependsOnFaults(walk, instance, call.dependsOn)];
}

function repetitionFaults(
  walk: Walk,
  { count, forEach }: { readonly count?: Expression; readonly forEach?: Expression },
  instance: ModuleInstance,
): readonly Diagnostic[] {
  const place: Place = { instance, repetition: {} };
  if (count) return countInstances(count, walk.evaluate(count, place), true).diagnostics;
  return forEach ? forEachInstances(forEach, walk.evaluate(forEach, place), true).diagnostics : [];
}

function validateResourceNode(walk: Walk, { resource }: NodeOf<"resource">, instance: ModuleInstance): readonly PlanDiagnostic[] {
  const provider = providerFaults(walk, resource);
  if (provider.length > 0) return provider;
  const schema = walk.providers.schemaOf(resource);
  if (!schema) return [];
  const repetition = resource.count ? anyCount : resource.forEach ? anyKey : {};
  const place: Place = { instance, repetition, ...(resource.check === undefined ? {} : { check: resource.check }) };
  const diagnostics: PlanDiagnostic[] = [
    ...provisionerFaults(resource),
    ...triggerFaults(walk, resource, instance),
    ...dependsOnFaults(walk, instance, resource.dependsOn),
    ...repetitionFaults(walk, resource, instance),
    ...validateConditions(walk, resource.lifecycle.preconditions, place),
    ...validateConditions(walk, resource.lifecycle.postconditions, { ...place, self: unknownDynamic, selfOf: resource }),
  ];
  const { value, diagnostics: faults } = walk.decode(schema.block, resource.body, place);
  diagnostics.push(...faults);
  if (faults.some(isError)) return diagnostics;
  diagnostics.push(...readOnlyFaults(schema, value));
  diagnostics.push(...ignoreFaults(schema, resource));
  diagnostics.push(...ephemeralFaults(schema, value, resource.body, within(instance.text, resourceName(resource))));
  diagnostics.push(...walk.valueFaults(schema, value, resource));
  return diagnostics;
}

/** What `replace_triggered_by` names has to be there. */
function triggerFaults(walk: Walk, { lifecycle }: Resource, instance: ModuleInstance): readonly Diagnostic[] {
  return lifecycle.replaceTriggeredBy.flatMap((expression) => {
    const written = references(expression);
    return walk.evaluationFor(expression, written.slice(0, 1), { instance, repetition: { ...anyCount, ...anyKey } }).diagnostics;
  });
}

/** `terraform_data` says of itself what its schema does not. */
function readOnlyFaults({ behaviour }: ResourceSchema, value: Value): PlanDiagnostic[] {
  if (behaviour !== "terraform_data" || value.kind !== "mapping") return [];
  return ["id", "output"].flatMap((name): PlanDiagnostic[] => {
    if (value.entries.get(name)?.kind === "null") return [];
    const detail = `Terraform sets "${name}" of a terraform_data itself.`;
    return [{ severity: "error", code: "terraform/read-only", summary: `"${name}" attribute is read-only`, detail }];
  });
}

function ignoreFaults(schema: ResourceSchema, { lifecycle }: Resource): Diagnostic[] {
  if (lifecycle.ignoreChanges === "all") return [];
  return lifecycle.ignoreChanges.flatMap((expression) => {
    const traversal = staticTraversal(expression);
    if (!traversal) return [];
    const steps = [{ kind: "attribute", name: traversal.root, span: traversal.rootSpan } as const, ...traversal.steps];
    const faults = traversalFaults(schema.block, steps);
    if (faults.some(isError)) return faults;
    const attribute = steps.length === 1 ? schema.block.attributes.get(traversal.root) : undefined;
    if (!attribute?.computed || attribute.optional) return faults;
    const detail = `"${traversal.root}" is set by the provider alone, so there is nothing to ignore.`;
    return [
      ...faults,
      { severity: "warning", code: "terraform/lifecycle", summary: "Redundant ignore_changes element", detail, span: expression.span },
    ];
  });
}

/** What is wrong with `depends_on`. After the first fault the entries are looked at for their form alone. */
export function dependsOnFaults(walk: Walk, instance: ModuleInstance, entries: readonly Dependency[]): readonly Diagnostic[] {
  const faults: Diagnostic[] = [];
  for (const { expression } of entries) {
    const traversal = staticTraversal(expression);
    if (!traversal) continue;
    const answer = parseReference(traversal);
    if ("fault" in answer) {
      faults.push(answer.fault);
      continue;
    }
    const { remaining } = answer.reference;
    const [from, last] = [remaining[0]?.span, remaining.at(-1)?.span];
    if (from && last) {
      const detail = "A dependency is a whole resource, module or value, without its attributes.";
      const span = { ...from, end: last.end };
      faults.push({ severity: "error", code: "terraform/depends-on", summary: "Invalid depends_on reference", detail, span });
    }
    if (faults.length === 0) faults.push(...walk.evaluationFor(expression, [traversal], { instance, repetition: {} }).diagnostics);
  }
  return faults;
}
