import { createHash, randomBytes, randomUUID } from "node:crypto";
import { DataIntegrityProof } from "@digitalbazaar/data-integrity";
import type { Signer } from "@digitalbazaar/ed25519-multikey";
import { cryptosuite } from "@digitalbazaar/eddsa-rdfc-2022-cryptosuite";
import { issue } from "@digitalbazaar/vc";
import { badgeContexts, offlineLoader } from "./contexts.ts";
import { didOf } from "./did.ts";
import { certificateTitle, identitySentence, type Snapshot, workSentence } from "./snapshot.ts";

export type SignedPair = {
  /** For anybody: the learner appears as the hash of an e-mail address. */
  readonly publicBytes: Buffer;
  /** For the learner: with name and grade, because a proof cannot hide what it covers. */
  readonly fullBytes: Buffer;
};

/** Signs both credentials of a certificate; they share their place in the status list. */
export async function signCredentials(snapshot: Snapshot, signer: Signer): Promise<SignedPair> {
  const subjectId = `urn:uuid:${randomUUID()}`;
  const salt = randomBytes(16).toString("hex");
  const open = credentialOf(snapshot, { id: snapshot.id, subjectId, salt, full: false });
  const full = credentialOf(snapshot, { id: randomUUID(), subjectId, salt, full: true });
  return { publicBytes: await signed(open, snapshot.issuedAt, signer), fullBytes: await signed(full, snapshot.issuedAt, signer) };
}

/** The exact bytes: what is stored, hashed and served. */
export async function signed(credential: object, at: Date, signer: Signer): Promise<Buffer> {
  const suite = new DataIntegrityProof({ signer, date: seconds(at), cryptosuite });
  const { proof, ...rest } = await issue({ credential, suite, documentLoader: offlineLoader() });
  // The Open Badges schema wants a list of proofs; one in a list is the same proof.
  return Buffer.from(JSON.stringify({ ...rest, proof: [proof] }));
}

type Edition = { readonly id: string; readonly subjectId: string; readonly salt: string; readonly full: boolean };

/** https://www.imsglobal.org/spec/ob/v3p0/#achievementcredential */
function credentialOf(snapshot: Snapshot, { id, subjectId, salt, full }: Edition) {
  const { courseTitle, criteria, identity, publicUrl, status } = snapshot;
  const at = seconds(snapshot.issuedAt);
  const gradeId = `${criteria}#grade`;
  const hashedEmail = createHash("sha256").update(`${snapshot.email}${salt}`).digest("hex");
  return {
    "@context": [...badgeContexts],
    id: `urn:uuid:${id}`,
    type: ["VerifiableCredential", "OpenBadgeCredential"],
    name: `${certificateTitle(identity.level)}: ${courseTitle}`,
    issuer: { id: didOf(publicUrl), type: ["Profile"], name: "Fivenines", url: publicUrl },
    validFrom: at,
    awardedDate: at,
    credentialSubject: {
      id: subjectId,
      type: ["AchievementSubject"],
      identifier: [
        { type: "IdentityObject", hashed: true, identityType: "emailAddress", salt, identityHash: `sha256$${hashedEmail}` },
        ...(full ? [{ type: "IdentityObject", hashed: false, identityType: "name", identityHash: snapshot.printedName }] : []),
      ],
      achievement: {
        id: criteria,
        type: ["Achievement"],
        achievementType: "Course",
        version: snapshot.courseVersion,
        inLanguage: snapshot.locale,
        name: courseTitle,
        description: `The course "${courseTitle}" of Fivenines, version ${snapshot.courseVersion}.`,
        criteria: { id: criteria, narrative: criteriaNarrative(snapshot) },
        ...(full
          ? {
              resultDescription: [
                {
                  id: gradeId,
                  type: ["ResultDescription"],
                  name: "Grade",
                  resultType: "Percent",
                  requiredValue: percent(snapshot.passingGrade),
                },
              ],
            }
          : {}),
      },
      ...(full ? { result: [{ type: ["Result"], resultDescription: gradeId, value: percent(snapshot.grade) }] } : {}),
    },
    evidence: [
      { type: ["Evidence"], name: "Identity", genre: "IdentityVerification", narrative: identitySentence(identity) },
      {
        type: ["Evidence"],
        name: "Work",
        genre: "Assessment",
        narrative: `${workSentence(snapshot.labs)} Honour code ${snapshot.honourCodeVersion}. Accepted work: sha256:${snapshot.evidenceManifestHash}.`,
      },
    ],
    credentialStatus: {
      id: `${status.list}#${status.index}`,
      type: "BitstringStatusListEntry",
      statusPurpose: "revocation",
      statusListIndex: String(status.index),
      statusListCredential: status.list,
    },
    credentialSchema: [
      {
        id: "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json",
        type: "1EdTechJsonSchemaValidator2019",
      },
    ],
  };
}

export const criteriaNarrative = ({ passingGrade, labs }: Pick<Snapshot, "passingGrade" | "labs">) =>
  `A grade of at least ${percent(passingGrade)} %, and ${labs === 1 ? "the required lab" : `all ${labs} required labs`} passed in full.`;

/** Rounded down, so that a grade never reads better than it is; the last bit of a double is forgiven. */
export const percent = (share: number) => String(Math.floor(share * 100 + 1e-6));

/** XSD dateTimeStamp to the second. */
const seconds = (at: Date) => `${at.toISOString().slice(0, 19)}Z`;
