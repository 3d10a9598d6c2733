import "server-only";
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { loadCourse } from "#courseware/courses";
import type { Edition } from "#courseware/editions";
import { signCredentials } from "#credentials/credential";
import { fingerprint } from "#credentials/keys";
import { printCertificate } from "#credentials/pdf";
import type { Snapshot } from "#credentials/snapshot";
import { db } from "#db/client";
import { insertAuditEntry } from "#db/queries/audit-log";
import {
  type Certificate,
  type Issue,
  insertCertificate,
  type NewCertificate,
  type StatusPlace,
  selectOwnCertificates,
} from "#db/queries/certificates";
import { selectOptionalEdition } from "#db/queries/editions";
import { selectOptionalEnrolment } from "#db/queries/enrolments";
import { selectSigningKeys } from "#db/queries/signing-keys";
import { selectBestSubmissions } from "#db/queries/submissions";
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
  const make = (place: StatusPlace) =>
    freeze({
      place,
      course,
      grade: grade.grade,
      edition: grade.edition,
      editionId: grade.editionId,
      learner: { ...learner, emailVerifiedAt: learner.emailVerifiedAt ?? new Date(0) },
      honourCodeVersion: enrolment.honourCodeVersion,
    });
  const issue: Issue = { learnerId, course, supersedes: null, actorId: null, make };
  const { certificate } = await db.transaction(async (tx) => {
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
  readonly place: StatusPlace;
  readonly course: string;
  readonly grade: number;
  readonly edition: Edition;
  readonly editionId: string;
  readonly learner: {
    readonly id: string;
    readonly email: string;
    readonly name: string;
    readonly printedName: string | null;
    readonly emailVerifiedAt: Date;
  };
  readonly honourCodeVersion: string;
};

/** Everything the certificate says, as it is at this moment, and the bytes that are signed over it. */
async function freeze({ place, course, grade, edition, editionId, learner, honourCodeVersion }: Work): Promise<NewCertificate> {
  const { key, signer } = await currentSigner();
  const slug = randomBytes(18).toString("base64url");
  const issuedAt = new Date();
  const evidence = (await selectBestSubmissions(learner.id, course)).map(({ id, lab, score, max, passed, filesHash, labContentHash }) => ({
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
    criteria: `${env.PUBLIC_URL}/achievements/${course}/${encodeURIComponent(edition.version)}`,
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
  const { publicBytes, fullBytes } = await signCredentials(snapshot, signer);
  const signatories = (await loadCourse(course))?.signatories ?? [];
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
    keyIds: [key.id],
    signedBytes: publicBytes,
    fullSignedBytes: fullBytes,
    sha256: createHash("sha256").update(publicBytes).digest("hex"),
  };
}

/** Labs that had to be passed: what a certificate says was checked by machine. */
export const requiredLabs = (edition: Edition) => edition.modules.flatMap((module) => module.labs).filter((lab) => lab.required).length;

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
