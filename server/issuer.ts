import "server-only";
import { didDocument, didOf } from "#credentials/did";
import { newSigningKey, openSigner, type PublicKey } from "#credentials/keys";
import { signStatusList, statusListSize } from "#credentials/status-list";
import { type Verification, verifyCredential } from "#credentials/verify";
import { selectRevokedIndices } from "#db/queries/certificate-events";
import { insertSigningKey, type SigningKey, selectOptionalCurrentSigningKey, selectSigningKeys } from "#db/queries/signing-keys";
import { env } from "#env";

/** This server as an issuer: PUBLIC_URL names it. */
export const issuerDid = () => didOf(env.PUBLIC_URL);

/** The key that signs now, made when there is none yet; all replicas share it. */
export async function currentSigner() {
  const key = (await selectOptionalCurrentSigningKey("Ed25519")) ?? (await storeNewKey());
  if (key.encryptedPrivateKey === null) throw new Error(`bug: the current signing key "${key.id}" has no private half`);
  const signer = await openSigner({ ...key, encryptedPrivateKey: key.encryptedPrivateKey }, env.KEY_ENCRYPTION_SECRET, issuerDid());
  return { key, signer };
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

export const statusListUrl = (list: number) => `${env.PUBLIC_URL}/status/${list}`;

/** The signed status list as it stands now. */
export async function statusList(list: number): Promise<Buffer> {
  const [{ signer }, revoked] = [await currentSigner(), await selectRevokedIndices(list)];
  return signStatusList({ url: statusListUrl(list), publicUrl: env.PUBLIC_URL, size: statusListSize, revoked, at: new Date() }, signer);
}

/** Verifies the exact bytes of a credential that somebody brings. */
export async function verifyBytes(bytes: Uint8Array): Promise<Verification> {
  const keys = await publicKeys();
  const own = new RegExp(`^${env.PUBLIC_URL.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}/status/(\\d{1,9})$`);
  return verifyCredential(bytes, {
    issuer: issuerDid(),
    keys,
    statusList: async (url) => {
      const list = own.exec(url)?.[1];
      return list === undefined ? undefined : statusList(Number(list));
    },
  });
}
