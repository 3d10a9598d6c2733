import type { Value } from "#engines/hcl";
import type { ProviderDiagnostic, ResourceSchema } from "./model.ts";

/** The value checks of the course for one resource; paths lead into its configuration. */
export function validateResource(_input: { readonly schema: ResourceSchema; readonly config: Value }): readonly ProviderDiagnostic[] {
  return [];
}
