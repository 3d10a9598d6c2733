import type { Provider, ResourceSchema } from "./model.ts";

/** The provider without its own value rules: as one that knows nothing of its cloud but the schema, such as Terraform's answers are asked of. */
export function unchecked(provider: Provider): Provider {
  const resources = new Map<string, ResourceSchema>();
  for (const [type, schema] of provider.resources) resources.set(type, { ...schema, unchecked: true });
  return { ...provider, resources };
}
