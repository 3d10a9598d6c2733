import { type Diagnostic, didYouMean, type Span } from "#engines/source";
import { resourceName } from "../addresses.ts";
import type { Module, Resource } from "../configuration/index.ts";
import type { ParsedReference, Referent } from "../evaluation/references.ts";
import { traversalFaults } from "../evaluation/static-traversal.ts";
import type { Place, Walk } from "./walk.ts";

const error = (summary: string, detail: string, span: Span): Diagnostic => ({
  severity: "error",
  code: "terraform/reference",
  summary,
  detail,
  span,
});

/** What is wrong with a reference before anything has a value: https://developer.hashicorp.com/terraform/language/expressions/references */
export function referenceFaults(walk: Walk, reference: ParsedReference, { instance, check, selfOf }: Place): readonly Diagnostic[] {
  const { referent, span } = reference;
  const { module } = instance;
  if (referent.kind === "self") return selfOf ? attributeFaults(walk, selfOf, reference) : [];
  if (referent.kind === "module") return module.calls.has(referent.name) ? [] : [undeclaredModule(module, referent.name, span)];
  if (referent.kind !== "resource") return [];
  const resource = module.resources.get(resourceName(referent));
  if (!resource) return [undeclaredResource(module, referent, span)];
  if (resource.check !== undefined && resource.check !== check) {
    const detail = `"${resourceName(referent)}" stands in the check "${resource.check}", and only that check may speak of it.`;
    return [error("Reference to scoped resource", detail, span)];
  }
  return [...instanceFaults(resource, referent, reference), ...attributeFaults(walk, resource, reference)];
}

function instanceFaults(resource: Resource, referent: Referent & { readonly kind: "resource" }, reference: ParsedReference): Diagnostic[] {
  const repeated = resource.count ? "count" : resource.forEach ? "for_each" : undefined;
  if (referent.indexed) {
    if (repeated) return [];
    const detail = `There is one "${resourceName(referent)}", without "count" or "for_each": it is named without an index.`;
    return [error("Unexpected resource instance key", detail, reference.span)];
  }
  if (!repeated || reference.remaining.length === 0) return [];
  const example = repeated === "count" ? "[count.index]" : "[each.key]";
  const detail = `"${resourceName(referent)}" has "${repeated}": choose an instance, as ${resourceName(referent)}${example}.`;
  return [error("Missing resource instance key", detail, reference.span)];
}

function attributeFaults(walk: Walk, resource: Resource, { remaining, span }: ParsedReference): Diagnostic[] {
  const schema = walk.providers.schemaOf(resource);
  if (!schema) {
    // Whoever evaluates the resource itself says that its provider is not known.
    if (!walk.providers.provider(resource.providerSource)) return [];
    return [error("Invalid resource type", `The provider ${resource.providerSource} has no "${resource.type}".`, span)];
  }
  const [first] = remaining;
  if (first?.kind === "attribute" && first.name === "count" && !schema.block.attributes.has("count")) {
    const detail = `How many instances there are is the length of ${resourceName(resource)}.`;
    return [error("Invalid resource count attribute", detail, first.span)];
  }
  return traversalFaults(schema.block, remaining);
}

function undeclaredResource(module: Module, referent: Referent & { readonly kind: "resource" }, span: Span): Diagnostic {
  const name = resourceName(referent);
  const kind = referent.mode === "managed" ? "resource" : `${referent.mode} source`;
  const other = resourceName({ ...referent, mode: referent.mode === "managed" ? "data" : "managed" });
  const hint = module.resources.has(other) ? ` Did you mean ${other}?` : didYouMean(name, module.resources.keys());
  return error("Reference to undeclared resource", `No ${kind} "${name}" is declared in ${moduleWords(module)}.${hint}`, span);
}

function undeclaredModule(module: Module, name: string, span: Span): Diagnostic {
  const hint = didYouMean(name, module.calls.keys());
  return error("Reference to undeclared module", `No module call is named "${name}" in ${moduleWords(module)}.${hint}`, span);
}

const moduleWords = ({ path }: Module): string => (path.length === 0 ? "the root module" : `module.${path.join(".")}`);
