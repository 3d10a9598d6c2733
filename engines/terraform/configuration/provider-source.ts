import { isProviderPart } from "./provider-names.ts";

type Read =
  | { readonly source: string; readonly summary?: undefined; readonly detail?: undefined }
  | { readonly source: undefined; readonly summary: string; readonly detail: string };

const publicHost = "registry.terraform.io";

/** `[host/][namespace/]type`: https://developer.hashicorp.com/terraform/language/providers/requirements#source-addresses */
export function readProviderSource(text: string): Read {
  const parts = text.split("/");
  if (text === "" || parts.length > 3)
    return fault(
      "Invalid provider source string",
      'A source has the form "namespace/type", with the name of a registry in front if need be.',
    );
  if (parts.some((part) => part === ""))
    return fault("Invalid provider source string", `"${text}" has an empty part: a source has the form "namespace/type".`);
  const type = parts.at(-1) ?? "";
  const namespace = parts.at(-2) ?? "hashicorp";
  const host = parts.length === 3 ? (parts[0] ?? "").toLowerCase() : publicHost;
  if (!isProviderPart(type)) return fault("Invalid provider type", `"${type}" is no name for a provider.`);
  // A hyphen alone stood for providers of an older registry.
  if (!isProviderPart(namespace) && namespace !== "-")
    return fault("Invalid provider namespace", `"${namespace}" is no name for a namespace.`);
  if (!isHost(host)) return fault("Invalid provider source hostname", `"${host}" is no name of a host.`);
  if (type.toLowerCase().startsWith("terraform-provider-") || type.toLowerCase().startsWith("terraform-"))
    return fault("Invalid provider type", `The name of a provider is written without the prefix that its program has.`);
  const rest = `${namespace.toLowerCase()}/${type.toLowerCase()}`;
  return { source: host === publicHost ? rest : `${host}/${rest}` };
}

/** Labels of letters, digits and inner hyphens, and a port if need be. */
export const isHost = (host: string): boolean => {
  const [name = "", port, ...rest] = host.split(":");
  if (rest.length > 0 || (port !== undefined && !/^[0-9]{1,5}$/.test(port))) return false;
  return name.split(".").every((label) => /^[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?$/u.test(label));
};

const fault = (summary: string, detail: string): Read => ({ source: undefined, summary, detail });
