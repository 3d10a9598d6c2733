import { multikeyContext } from "./contexts.ts";
import type { PublicKey } from "./keys.ts";

/** The did:web of the server at `publicUrl`: https://w3c-ccg.github.io/did-method-web/#web-did-method-specification */
export function didOf(publicUrl: string): string {
  // A port's colon is part of the host, and is escaped.
  return `did:web:${encodeURIComponent(new URL(publicUrl).host)}`;
}

/** A certificate of a server that only its own machine can reach proves nothing to others. */
export function isPractice(publicUrl: string): boolean {
  const { hostname } = new URL(publicUrl);
  return hostname === "localhost" || hostname.endsWith(".localhost") || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}

export function verificationMethods(did: string, keys: readonly PublicKey[]) {
  return keys
    .filter((key) => key.state !== "compromised")
    .map((key) => ({ id: `${did}#${key.id}`, type: "Multikey", controller: did, publicKeyMultibase: key.publicKey }));
}

/** Retired keys stay, or every certificate they signed would fail. */
export function didDocument(did: string, keys: readonly PublicKey[]) {
  const methods = verificationMethods(did, keys);
  return {
    "@context": ["https://www.w3.org/ns/did/v1", multikeyContext],
    id: did,
    verificationMethod: methods,
    assertionMethod: methods.map((method) => method.id),
  };
}
