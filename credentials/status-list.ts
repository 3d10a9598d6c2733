import type { Signer } from "@digitalbazaar/ed25519-multikey";
import { createCredential, createList, decodeList } from "@digitalbazaar/vc-bitstring-status-list";
import { signed } from "./credential.ts";
import { didOf } from "./did.ts";

/** The size the specification asks for at least, so that a place says nothing about a person. */
export const statusListSize = 131_072;

/** https://www.w3.org/TR/vc-bitstring-status-list/: the signed bytes of a list in which the given places are revoked. */
export async function signStatusList(
  list: { readonly url: string; readonly publicUrl: string; readonly size: number; readonly revoked: readonly number[]; readonly at: Date },
  signer: Signer,
): Promise<Buffer> {
  const bits = await createList({ length: list.size });
  for (const index of list.revoked) bits.setStatus(index, true);
  const credential = await createCredential({ id: list.url, list: bits, statusPurpose: "revocation" });
  const validFrom = `${list.at.toISOString().slice(0, 19)}Z`;
  return signed({ ...credential, issuer: didOf(list.publicUrl), validFrom }, list.at, signer);
}

/** Whether a place is revoked; nothing where the list has no such place. */
export async function isRevoked(encodedList: string, index: number): Promise<boolean | undefined> {
  const bits = await decodeList({ encodedList });
  return index < bits.length ? bits.getStatus(index) : undefined;
}
