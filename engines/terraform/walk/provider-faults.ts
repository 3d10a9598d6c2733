import { type Diagnostic, didYouMean } from "#engines/source";
import type { Resource } from "../configuration/index.ts";
import { fullSource } from "../graph/providers.ts";
import type { Walk } from "./walk.ts";

/** Whether the type of a resource is one that its provider has, and its provider one that is modelled. */
export function providerFaults(walk: Walk, resource: Resource): Diagnostic[] {
  const provider = walk.providers.provider(resource.providerSource);
  const error = (summary: string, detail: string): Diagnostic[] => [
    { severity: "error", code: "terraform/resource-type", summary, detail, span: resource.typeSpan },
  ];
  if (!provider) {
    return error(
      "Provider not supported",
      `"${resource.type}" is a matter of the provider ${fullSource(resource.providerSource)}, which this platform does not know.`,
    );
  }
  if (resource.mode === "ephemeral")
    return error("Invalid ephemeral resource", `${provider.name} has no ephemeral resource "${resource.type}" that this platform models.`);
  const [own, other] =
    resource.mode === "managed" ? [provider.resources, provider.dataSources] : [provider.dataSources, provider.resources];
  if (own.has(resource.type)) return [];
  const kind = resource.mode === "managed" ? "resource" : "data source";
  const summary = `Invalid ${resource.mode === "managed" ? "resource type" : "data source"}`;
  const nearest = didYouMean(resource.type, own.keys());
  const swapped = resource.mode === "managed" ? "a data source" : "a managed resource";
  const hint = other.has(resource.type) ? ` It is ${swapped} of that name.` : nearest;
  if (nearest === "" && !other.has(resource.type) && provider.name === "hashicorp/aws")
    return error(
      "Invalid resource type",
      `The ${kind} "${resource.type}" is not among those of ${provider.name} that this platform knows.`,
    );
  return error(summary, `The provider ${provider.name} has no ${kind} "${resource.type}".${hint}`);
}
