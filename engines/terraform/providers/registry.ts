import aws from "./generated/aws.json" with { type: "json" };
import small from "./generated/small-providers.json" with { type: "json" };
import type { Provider } from "./model.ts";
import { readProvider, type WrittenProvider } from "./read-schema.ts";
import { terraformProvider } from "./terraform-data.ts";

const written: ReadonlyMap<string, WrittenProvider> = new Map<string, WrittenProvider>([
  ["hashicorp/aws", aws],
  ...Object.entries<WrittenProvider>(small.providers),
]);
const read = new Map<string, Provider>([["terraform.io/builtin/terraform", terraformProvider]]);
const registryHost = "registry.terraform.io/";

/** The provider of a source address (`hashicorp/aws`, with or without the registry's name); undefined for one that is not modelled. */
export function providerOf(source: string): Provider | undefined {
  const address = source.startsWith(registryHost) ? source.slice(registryHost.length) : source;
  const known = read.get(address);
  if (known) return known;
  const found = written.get(address);
  if (!found) return undefined;
  const provider = readProvider(address, found);
  read.set(address, provider);
  return provider;
}
