import "server-only";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { loadCourse } from "#courseware/courses";
import type { Edition } from "#courseware/editions";
import { signCredentials } from "#credentials/credential";
import { fingerprint } from "#credentials/keys";
import { printCertificate } from "#credentials/pdf";
import type { Snapshot } from "#credentials/snapshot";
import { transact } from "#db/client";
import { insertAuditEntry } from "#db/queries/audit-log";
import {
  type Certificate,
  type Issue,
  insertCertificate,
  type NewCertificate,
  type StatusPlace,
  selectOwnCertificates,
} from "#db/queries/certificates";
import { selectOptionalEdition, selectOptionalEditionOf } from "#db/queries/editions";
import { selectOptionalEnrolment } from "#db/queries/enrolments";
import { selectSigningKeys } from "#db/queries/signing-keys";
import { type BestSubmission, selectBestSubmissions } from "#db/queries/submissions";
import { selectOptionalUser } from "#db/queries/users";
import { env } from "#env";
import { contentHash } from "#grading/hash";
import { currentSigner, statusListUrl } from "./issuer.ts";
import { currentGrade } from "./record-grade.ts";

const identityMethod = "verified e-mail address and honour code";

export const certificatePath = (slug: string) => `/certificates/${slug}`;

/**
 * Issues the certificate of a learner whose work completes the course, once; gives the path of its page, or nothing while the course is
 * not complete. Two requests at once issue one certificate.
 */
export async function issueIfCompleted(learnerId: string, course: string): Promise<string | undefined> {
  const present = await certificatePathOf(learnerId, course);
  if (present) return present;
  const grade = await currentGrade(learnerId, course);
  const [learner, enrolled] = [await selectOptionalUser(learnerId), await selectOptionalEnrolment(learnerId, course)];
  if (!grade?.passed || !learner?.emailVerifiedAt || !enrolled) return undefined;
  const { enrolment } = enrolled;
  // All that is read is read before: who waits for a place holds a connection, and its turn must not need a second one.
  const work: Work = {
    signing: await currentSigner(),
    accepted: await selectBestSubmissions(learnerId, course),
    signatories: (await loadCourse(course))?.signatories ?? [],
    course,
    grade: grade.grade,
    edition: grade.edition,
    editionId: grade.editionId,
    learner: { ...learner, emailVerifiedAt: learner.emailVerifiedAt },
    honourCodeVersion: enrolment.honourCodeVersion,
  };
  const issue: Issue = { learnerId, course, supersedes: null, actorId: null, make: (place) => freeze(work, place) };
  const { certificate } = await transact(async (tx) => {
    const issued = await insertCertificate(issue, tx);
    if (issued.kind === "issued") {
      const subject = `certificate:${issued.certificate.id}` as const;
      await insertAuditEntry(
        { actorId: null, action: "certificate.issued", subject, why: "The course was completed.", details: { course } },
        tx,
      );
    }
    return issued;
  });
  return certificatePath(certificate.slug);
}

/** The page of the newest certificate of this course, if there is one. */
export async function certificatePathOf(learnerId: string, course: string): Promise<string | undefined> {
  const own = (await selectOwnCertificates(learnerId)).find((certificate) => certificate.course === course);
  return own && certificatePath(own.slug);
}

type Work = {
  readonly signing: Awaited<ReturnType<typeof currentSigner>>;
  readonly accepted: readonly BestSubmission[];
  readonly signatories: readonly { readonly name: string; readonly role: string }[];
  readonly course: string;
  readonly grade: number;
  readonly edition: Edition;
  readonly editionId: string;
  readonly learner: {
    readonly email: string;
    readonly name: string;
    readonly printedName: string | null;
    readonly emailVerifiedAt: Date;
  };
  readonly honourCodeVersion: string;
};

/** Everything the certificate says, as it is at this moment, and the bytes that are signed over it. */
async function freeze(work: Work, place: StatusPlace): Promise<NewCertificate> {
  const { signing, accepted, signatories, course, grade, edition, editionId, learner, honourCodeVersion } = work;
  const slug = randomBytes(18).toString("base64url");
  const issuedAt = new Date();
  const evidence = accepted.map(({ id, lab, score, max, passed, filesHash, labContentHash }) => ({
    id,
    lab,
    score,
    max,
    passed,
    filesHash,
    labContentHash,
  }));
  const printedName = learner.printedName ?? learner.name;
  const snapshot: Snapshot = {
    id: randomUUID(),
    page: `${env.PUBLIC_URL}${certificatePath(slug)}`,
    printedName,
    email: learner.email,
    course,
    courseTitle: edition.title,
    courseVersion: edition.version,
    criteria: `${env.PUBLIC_URL}${criteriaPath(edition)}`,
    locale: edition.locale,
    grade,
    passingGrade: edition.passingGrade,
    labs: requiredLabs(edition),
    evidenceManifestHash: contentHash(evidence),
    identity: { level: "A0", method: identityMethod, at: learner.emailVerifiedAt },
    honourCodeVersion,
    publicUrl: env.PUBLIC_URL,
    issuedAt,
    status: { list: statusListUrl(place.statusListId), index: place.statusIndex },
  };
  const { publicBytes, fullBytes } = await signCredentials(snapshot, signing.signer);
  return {
    id: snapshot.id,
    slug,
    printedName,
    nameSource: learner.printedName === null ? "account" : "name for certificates",
    courseTitle: snapshot.courseTitle,
    courseVersion: snapshot.courseVersion,
    locale: snapshot.locale,
    editionId,
    contentHash: edition.contentHash,
    gradingPolicyHash: contentHash({ weights: edition.weights, passingGrade: edition.passingGrade }),
    grade,
    evidenceManifestHash: snapshot.evidenceManifestHash,
    identityLevel: snapshot.identity.level,
    identityMethod,
    identityAt: snapshot.identity.at,
    honourCodeVersion,
    signatories: signatories.map(({ name, role }) => ({ name, title: role })),
    issuer: env.PUBLIC_URL,
    issuedAt,
    keyIds: [signing.key.id],
    signedBytes: publicBytes,
    fullSignedBytes: fullBytes,
    sha256: createHash("sha256").update(publicBytes).digest("hex"),
  };
}

/** Labs that had to be passed: what a certificate says was checked by machine. */
export const requiredLabs = (edition: Edition) => edition.modules.flatMap((module) => module.labs).filter((lab) => lab.required).length;

/** Names one edition: a version may be published more than once, and what had to be done is signed. */
const criteriaPath = ({ course, version, contentHash: hash }: Edition) =>
  `/achievements/${course}/${encodeURIComponent(`${version}-${hash.slice(0, 12)}`)}`;

/** The edition that a criteria address names. */
export async function editionOfCriteria(course: string, version: string): Promise<Edition | undefined> {
  const stored = await selectOptionalEditionOf(course, version.slice(version.lastIndexOf("-") + 1));
  // Only `publishEdition` writes snapshots, and it writes editions.
  const edition = stored?.snapshot as Edition | undefined;
  return edition && criteriaPath(edition) === `/achievements/${course}/${encodeURIComponent(version)}` ? edition : undefined;
}

/** The edition that a certificate was earned in. */
export async function editionOfCertificate(certificate: Certificate): Promise<Edition> {
  const stored = await selectOptionalEdition(certificate.editionId);
  if (!stored) throw new Error(`bug: certificate ${certificate.id} names an edition that is not stored`);
  // Only `publishEdition` writes snapshots, and it writes editions.
  return stored.snapshot as Edition;
}

/** The PDF, printed from the frozen row alone; nothing once personal data was removed. */
export async function printedCertificate(certificate: Certificate): Promise<Buffer | undefined> {
  const { printedName, fullSignedBytes } = certificate;
  if (printedName === null || fullSignedBytes === null) return undefined;
  const key = (await selectSigningKeys()).find((each) => each.id === certificate.keyIds[0]);
  if (!key) throw new Error(`bug: certificate ${certificate.id} names a key that is not stored`);
  return printCertificate({
    id: certificate.id,
    page: `${certificate.issuer}${certificatePath(certificate.slug)}`,
    printedName,
    courseTitle: certificate.courseTitle,
    courseVersion: certificate.courseVersion,
    locale: certificate.locale,
    grade: certificate.grade,
    labs: requiredLabs(await editionOfCertificate(certificate)),
    identity: { level: certificate.identityLevel, method: certificate.identityMethod, at: certificate.identityAt },
    publicUrl: certificate.issuer,
    issuedAt: certificate.issuedAt,
    keyFingerprint: fingerprint(key.publicKey),
    credential: fullSignedBytes,
  });
}
