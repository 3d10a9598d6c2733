import { createHash } from "node:crypto";
import { from, generate, type Signer } from "@digitalbazaar/ed25519-multikey";
import { seal, unseal } from "./sealed-secret.ts";

/** A public signing key as it is stored; `id` is the part after `#`. */
export type PublicKey = {
  readonly id: string;
  /** Multibase, as `publicKeyMultibase` of a Multikey. */
  readonly publicKey: string;
  /** A retired key still proves what it signed; a compromised one proves nothing. */
  readonly state: "current" | "retired" | "compromised";
};

export type SealedKey = { readonly id: string; readonly publicKey: string; readonly encryptedPrivateKey: string };

/** A new Ed25519 key, its private half encrypted with `secret`. */
export async function newSigningKey(secret: string): Promise<SealedKey> {
  const pair = await generate();
  if (pair.secretKeyMultibase === undefined) throw new Error("bug: a new key pair has no private key");
  const id = `key-${fingerprint(pair.publicKeyMultibase).slice(0, 16)}`;
  return { id, publicKey: pair.publicKeyMultibase, encryptedPrivateKey: seal(pair.secretKeyMultibase, secret, id) };
}

export type OpenedSigner = { readonly ok: true; readonly signer: Signer } | { readonly ok: false; readonly because: string };

/** Signs as `issuer` (a DID), when the secret is the one that the key was stored with. */
export async function openSigner(key: SealedKey, secret: string, issuer: string): Promise<OpenedSigner> {
  const secretKeyMultibase = unseal(key.encryptedPrivateKey, secret, key.id);
  if (secretKeyMultibase === undefined)
    return {
      ok: false,
      because: `The signing key "${key.id}" cannot be decrypted: KEY_ENCRYPTION_SECRET is not the one it was stored with, or the row was changed.`,
    };
  const pair = await from({
    type: "Multikey",
    id: `${issuer}#${key.id}`,
    controller: issuer,
    publicKeyMultibase: key.publicKey,
    secretKeyMultibase,
  });
  return { ok: true, signer: pair.signer() };
}

/** SHA-256 of the public key's multibase text, hex: what the PDF prints and anybody can compute from did.json. */
export const fingerprint = (publicKey: string) => createHash("sha256").update(publicKey).digest("hex");
