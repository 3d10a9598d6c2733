import type { ModuleSource } from "./drafts.ts";
import { isHost } from "./provider-source.ts";

/** Where a module is: https://developer.hashicorp.com/terraform/language/modules/sources. A text says what is wrong. */
export function readModuleSource(text: string, versioned: boolean): ModuleSource | string {
  const local = text.startsWith("./") || text.startsWith("../") || text === "." || text === "..";
  if (local) return versioned ? "A module in a local folder has no version." : { kind: "local", path: text };
  const registry = isRegistryAddress(text);
  if (versioned) return registry ? registrySource(text) : `"${text}" is no address of a registry, where modules have versions.`;
  if (registry) return registrySource(text);
  if (text === "") return "The source is empty.";
  if (/^(?:\/|[A-Za-z]:[\\/]|[a-z0-9]+::|[a-z0-9+.-]+:\/\/|git@|github\.com\/|bitbucket\.org\/)/.test(text)) return { kind: "download" };
  return `"${text}" is no address of a module. A folder of this configuration is written "./${text}".`;
}

function registrySource(text: string): ModuleSource {
  const [address = "", ...below] = text.split("//");
  return { kind: "registry", address: address.replace(/^registry\.terraform\.io\//, ""), folder: below.join("//") };
}

/** `[host/]namespace/name/provider[//folder]` */
function isRegistryAddress(text: string): boolean {
  const [address = ""] = text.split("//");
  const parts = address.split("/");
  if (parts.length !== 3 && parts.length !== 4) return false;
  const [host, rest] = parts.length === 4 ? [parts[0] ?? "", parts.slice(1)] : [undefined, parts];
  if (host !== undefined && (!isHost(host) || !host.includes("."))) return false;
  if (host === "github.com" || host === "bitbucket.org") return false;
  const [namespace = "", name = "", provider = ""] = rest;
  const part = /^[0-9A-Za-z](?:[0-9A-Za-z-_]{0,62}[0-9A-Za-z])?$/;
  return part.test(namespace) && part.test(name) && /^[0-9a-z]{1,64}$/.test(provider);
}
