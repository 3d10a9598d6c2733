import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import { CredentialIssuancePurpose } from "@digitalbazaar/vc";
import signatures from "jsonld-signatures";
import { z } from "zod";
import { type Claims, claimsOf } from "./claims.ts";
import { badgeContexts, credentialsContext, multikeyContext, offlineLoader } from "./contexts.ts";
import { didDocument, verificationMethods } from "./did.ts";
import type { PublicKey } from "./keys.ts";
import { type ReadCredential, readCredential } from "./read-credential.ts";
import { isRevoked } from "./status-list.ts";

/** Whom the verifier trusts, and where it learns what was revoked. */
export type Trust = {
  /** A DID. */
  readonly issuer: string;
  readonly keys: readonly PublicKey[];
  /** The bytes of the status list at this address; nothing where it cannot be had. */
  readonly statusList: (url: string) => Promise<Uint8Array | undefined>;
};

export type Verification =
  | { readonly verdict: "valid" | "revoked" | "status-unknown"; readonly because: string; readonly claims: Claims }
  | { readonly verdict: "altered" | "foreign-issuer" | "unknown-key" | "not-a-credential"; readonly because: string };

/** Verifies the exact bytes of a credential, without the network. The proof is judged apart from the status list. */
export async function verifyCredential(bytes: Uint8Array, trust: Trust): Promise<Verification> {
  const read = readCredential(bytes);
  if (!read.ok) return { verdict: "not-a-credential", because: read.because };
  const fault = await proofFault(read.credential, badgeContexts, trust);
  if (fault) return fault;
  const claims = claimsOf(read.credential.document);
  if (!claims) return { verdict: "not-a-credential", because: "It is signed by this issuer, but is no certificate." };
  const status = await statusOf(claims, trust);
  switch (status) {
    case "good":
      return { verdict: "valid", because: "The signature covers every word of it, and the issuer has not revoked it.", claims };
    case "revoked":
      return { verdict: "revoked", because: "It was issued as it stands, and the issuer has revoked it since.", claims };
    case "unknown":
      return {
        verdict: "status-unknown",
        because:
          "The signature covers every word of it. Whether it was revoked since cannot be said: the issuer's status list was not to be had.",
        claims,
      };
    default:
      return status satisfies never;
  }
}

/** What keeps the proof from holding; nothing when it holds. */
async function proofFault(
  credential: ReadCredential,
  contexts: readonly string[],
  { issuer, keys }: Trust,
): Promise<Exclude<Verification, { claims: Claims }> | undefined> {
  if (credential.issuer !== issuer)
    return {
      verdict: "foreign-issuer",
      because: `It names another issuer, "${shorten(credential.issuer)}". This page vouches for ${issuer} alone.`,
    };
  const altered = (because: string) => ({ verdict: "altered" as const, because });
  if (!sameTexts(credential.contexts, contexts)) return altered("Its context is not the one it was signed with.");
  // Linked data drops these silently: a proof would hold whatever they say.
  if (credential.uncovered !== undefined) return altered(`It has a part that no signature can cover: ${shorten(credential.uncovered)}.`);
  const [method, ...more] = credential.verificationMethods;
  if (method === undefined || more.length > 0) return altered("It has more than the one proof it was signed with.");
  const key = keys.find((each) => `${issuer}#${each.id}` === method);
  if (!key) return { verdict: "unknown-key", because: `It names the key "${shorten(method)}", which the issuer does not have.` };
  if (key.state === "compromised")
    return { verdict: "unknown-key", because: `The issuer has withdrawn the key "${shorten(method)}": others may have signed with it.` };
  const verified = await proofHolds(credential.document, issuer, keys);
  return verified ? undefined : altered("The signature does not fit: something in it is not what was signed.");
}

async function proofHolds(document: object, issuer: string, keys: readonly PublicKey[]): Promise<boolean> {
  const documents = new Map<string, object>([
    [issuer, didDocument(issuer, keys)],
    ...verificationMethods(issuer, keys).map((method) => [method.id, { "@context": multikeyContext, ...method }] as const),
  ]);
  const result = await signatures.verify(document, {
    suite: new DataIntegrityProof({ cryptosuite }),
    purpose: new CredentialIssuancePurpose(),
    documentLoader: offlineLoader(documents),
  });
  return result.verified;
}

const StatusList = z.looseObject({
  id: z.string(),
  type: z.array(z.string()).refine((types) => types.includes("BitstringStatusListCredential")),
  credentialSubject: z.looseObject({
    type: z.literal("BitstringStatusList"),
    statusPurpose: z.literal("revocation"),
    encodedList: z.string(),
  }),
});

/** A list counts only when it is this issuer's, signed, and the one that was asked for. */
async function statusOf({ status }: Claims, trust: Trust): Promise<"good" | "revoked" | "unknown"> {
  const bytes = await trust.statusList(status.list);
  const read = bytes && readCredential(bytes);
  if (!read?.ok || (await proofFault(read.credential, [credentialsContext], trust))) return "unknown";
  const list = StatusList.safeParse(read.credential.document);
  if (!list.success || list.data.id !== status.list) return "unknown";
  const revoked = await isRevoked(list.data.credentialSubject.encodedList, status.index);
  return revoked === undefined ? "unknown" : revoked ? "revoked" : "good";
}

const sameTexts = (a: readonly string[], b: readonly string[]) => a.length === b.length && a.every((text, index) => text === b[index]);

const shorten = (text: string) => (text.length > 120 ? `${text.slice(0, 119)}…` : text);
