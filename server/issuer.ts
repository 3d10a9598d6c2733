import "server-only";
import { didDocument, didOf } from "#credentials/did";
import { newSigningKey, openSigner, type PublicKey } from "#credentials/keys";
import { signStatusList } from "#credentials/status-list";
import { type Verification, verifyCredential } from "#credentials/verify";
import { selectRevokedIndices } from "#db/queries/certificate-events";
import { selectOptionalStatusList } from "#db/queries/certificates";
import { insertSigningKey, type SigningKey, selectOptionalCurrentSigningKey, selectSigningKeys } from "#db/queries/signing-keys";
import { env } from "#env";

/** This server as an issuer: PUBLIC_URL names it. */
export const issuerDid = () => didOf(env.PUBLIC_URL);

/** The key that signs now, made when there is none yet; all replicas share it. Throws one clear sentence when it cannot be decrypted. */
export async function currentSigner() {
  const { key, opened } = await openCurrentKey(env.PUBLIC_URL);
  if (!opened.ok) throw new Error(opened.because);
  return { key, signer: opened.signer };
}

async function openCurrentKey(publicUrl: string) {
  const key = (await selectOptionalCurrentSigningKey("Ed25519")) ?? (await storeNewKey());
  if (key.encryptedPrivateKey === null) throw new Error(`bug: the current signing key "${key.id}" has no private half`);
  const opened = await openSigner({ ...key, encryptedPrivateKey: key.encryptedPrivateKey }, env.KEY_ENCRYPTION_SECRET, didOf(publicUrl));
  return { key, opened };
}

async function storeNewKey(): Promise<SigningKey> {
  return insertSigningKey({ ...(await newSigningKey(env.KEY_ENCRYPTION_SECRET)), algorithm: "Ed25519" });
}

/** Every key that ever signed, for did.json and for verifying. */
export async function publicKeys(): Promise<PublicKey[]> {
  const keys = await selectSigningKeys();
  return keys
    .filter((key) => key.algorithm === "Ed25519")
    .map(({ id, publicKey, retiredAt, compromisedAt }) => ({
      id,
      publicKey,
      state: compromisedAt ? "compromised" : retiredAt ? "retired" : "current",
    }));
}

export const issuerDocument = async () => didDocument(issuerDid(), await publicKeys());

export const statusListUrl = (list: number, publicUrl = env.PUBLIC_URL) => `${publicUrl}/status/${list}`;

export type StatusListAnswer =
  | { readonly kind: "signed"; readonly bytes: Buffer }
  | { readonly kind: "no-such-list" }
  /** The key that would sign it cannot be opened. */
  | { readonly kind: "unsigned"; readonly because: string };

/** The signed status list as it stands now. */
export async function statusList(list: number, publicUrl = env.PUBLIC_URL): Promise<StatusListAnswer> {
  const stored = await selectOptionalStatusList(list);
  if (!stored) return { kind: "no-such-list" };
  const [{ opened }, revoked] = [await openCurrentKey(publicUrl), await selectRevokedIndices(list)];
  if (!opened.ok) return { kind: "unsigned", because: opened.because };
  const url = statusListUrl(list, publicUrl);
  return { kind: "signed", bytes: await signStatusList({ url, publicUrl, size: stored.size, revoked, at: new Date() }, opened.signer) };
}

/**
 * Verifies the exact bytes of a credential that somebody brings. `publicUrl` is the issuer that is trusted: this server, or for a
 * certificate of its own the address it had when it issued it.
 */
export async function verifyBytes(bytes: Uint8Array, publicUrl = env.PUBLIC_URL): Promise<Verification> {
  // The key that will sign the status list is made before the keys are read: after a retirement there is none yet.
  await openCurrentKey(publicUrl);
  return verifyCredential(bytes, {
    issuer: didOf(publicUrl),
    keys: await publicKeys(),
    statusList: async (url) => {
      const list = url.startsWith(`${publicUrl}/status/`) ? url.slice(`${publicUrl}/status/`.length) : "";
      const answer = isStatusListId(list) ? await statusList(Number(list), publicUrl) : undefined;
      return answer?.kind === "signed" ? answer.bytes : undefined;
    },
  });
}

/** What a list's number looks like in an address. */
export const isStatusListId = (text: string) => /^\d{1,9}$/.test(text);
