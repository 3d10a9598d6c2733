import { createHash, randomUUID } from "node:crypto";
import { afterEach, expect, test, vi } from "vitest";
import type { Edition } from "#courseware/editions";
import { readAttachment } from "#credentials/pdf-attachment";
import { selectAuditEntries } from "#db/queries/audit-log";
import { insertCertificateEvent } from "#db/queries/certificate-events";
import { type Certificate, selectOptionalCertificate, selectOwnCertificates } from "#db/queries/certificates";
import { publishEdition } from "#db/queries/editions";
import { insertEnrolment } from "#db/queries/enrolments";
import { retireSigningKey } from "#db/queries/signing-keys";
import { insertSubmission } from "#db/queries/submissions";
import { newLearner, someFiles, someGrading } from "#db/testing";
import { contentHash } from "#grading/hash";
import { editionOfCriteria, issueIfCompleted, printedCertificate } from "./certificates.ts";
import { currentSigner, statusList, verifyBytes } from "./issuer.ts";

const lab = {
  slug: "release-gate",
  title: "Nothing ships past a failing test",
  required: true,
  weight: 1,
  contentHash: "lab-1",
  points: 7,
};

/** A learner enrolled in a course of one lab, who has handed in work with this score of 7. */
async function learnerWith(score: number) {
  const learner = await newLearner();
  const course = `course-${learner.id}`;
  const content: Omit<Edition, "contentHash"> = {
    course,
    title: "Delivery",
    locale: "en",
    version: "2026-11",
    modules: [{ slug: "one", title: "One", lessons: [], labs: [lab] }],
    weights: { labs: 1, questions: 0, incident: 0 },
    passingGrade: 0.7,
  };
  const edition = { ...content, contentHash: contentHash(content) };
  const stored = await publishEdition({ course, contentHash: edition.contentHash, locale: "en", snapshot: edition });
  const accepted = { honourCodeVersion: "2026-11", honourCodeAcceptedAt: new Date() };
  await insertEnrolment({ userId: learner.id, course, editionId: stored.id, ...accepted });
  await insertSubmission({
    id: randomUUID(),
    learnerId: learner.id,
    course,
    editionId: stored.id,
    lab: lab.slug,
    variant: {},
    files: someFiles(),
    passed: score === 7,
    grading: someGrading(score, 7),
  });
  return { learner, course, edition };
}

async function issued(learnerId: string, course: string): Promise<Certificate & { signedBytes: Buffer; fullSignedBytes: Buffer }> {
  const path = await issueIfCompleted(learnerId, course);
  const certificate = await selectOptionalCertificate(path?.split("/").at(-1) ?? "");
  if (!certificate?.signedBytes || !certificate.fullSignedBytes) throw new Error("no certificate was issued");
  return { ...certificate, signedBytes: certificate.signedBytes, fullSignedBytes: certificate.fullSignedBytes };
}

/** What a test says of the environment instead; the rest is as it is. */
const instead = vi.hoisted(() => new Map<PropertyKey, string>());
vi.mock("#env", async (original) => {
  const { env } = await original<typeof import("#env")>();
  return { env: new Proxy(env, { get: (real, name, receiver) => instead.get(name) ?? Reflect.get(real, name, receiver) }) };
});
afterEach(() => instead.clear());

test("completed work earns a certificate whose two credentials verify", async () => {
  const { learner, course, edition } = await learnerWith(7);
  const certificate = await issued(learner.id, course);
  expect(certificate.sha256).toBe(createHash("sha256").update(certificate.signedBytes).digest("hex"));
  expect(certificate.signedBytes.toString()).not.toContain(learner.name);
  const open = await verifyBytes(certificate.signedBytes);
  expect(open).toMatchObject({ verdict: "valid", claims: { course: "Delivery", version: "2026-11" } });
  expect(await verifyBytes(certificate.fullSignedBytes)).toMatchObject({ verdict: "valid", claims: { name: learner.name, grade: "100" } });
  expect(await selectAuditEntries(`certificate:${certificate.id}`)).toMatchObject([{ action: "certificate.issued", actorId: null }]);
  const criteria = "claims" in open ? open.claims.criteria.split("/").at(-1) : undefined;
  expect(await editionOfCriteria(course, criteria ?? "")).toEqual(edition);
  expect(await editionOfCriteria(course, `2026-12-${edition.contentHash.slice(0, 12)}`)).toBeUndefined();
});

test("work that is not complete earns none", async () => {
  const { learner, course } = await learnerWith(6);
  expect(await issueIfCompleted(learner.id, course)).toBeUndefined();
  expect(await issueIfCompleted((await newLearner()).id, course)).toBeUndefined();
});

test("requests at once issue one certificate", async () => {
  const { learner, course } = await learnerWith(7);
  const paths = await Promise.all(Array.from({ length: 6 }, () => issueIfCompleted(learner.id, course)));
  expect(new Set(paths).size).toBe(1);
  expect(await selectOwnCertificates(learner.id)).toHaveLength(1);
});

test("more learners than the pool has connections finish at once", async () => {
  const learners = await Promise.all(Array.from({ length: 24 }, () => learnerWith(7)));
  const started = performance.now();
  const paths = await Promise.all(learners.map(({ learner, course }) => issueIfCompleted(learner.id, course)));
  expect(new Set(paths).size).toBe(24);
  expect(performance.now() - started).toBeLessThan(4000);
});

test("the PDF carries the learner's own credential", async () => {
  const { learner, course } = await learnerWith(7);
  const certificate = await issued(learner.id, course);
  const attached = readAttachment((await printedCertificate(certificate)) ?? Buffer.alloc(0));
  if (!attached.ok) throw new Error(attached.because);
  expect(attached.bytes.equals(certificate.fullSignedBytes)).toBe(true);
});

test("a revoked certificate is called revoked, its neighbour is not", async () => {
  const [one, other] = [await learnerWith(7), await learnerWith(7)];
  const [revoked, neighbour] = [await issued(one.learner.id, one.course), await issued(other.learner.id, other.course)];
  await insertCertificateEvent({ certificateId: revoked.id, kind: "revoked", actorId: one.learner.id, reason: "Copied work." });
  expect(await verifyBytes(revoked.signedBytes)).toMatchObject({ verdict: "revoked" });
  expect(await verifyBytes(neighbour.signedBytes)).toMatchObject({ verdict: "valid" });
});

test("with another encryption secret nothing is signed, and certificates keep their proof", async () => {
  const { learner, course } = await learnerWith(7);
  const certificate = await issued(learner.id, course);
  const waiting = await learnerWith(7);
  instead.set("KEY_ENCRYPTION_SECRET", "another-secret-0123456789-0123456789");
  expect(await verifyBytes(certificate.signedBytes)).toMatchObject({ verdict: "status-unknown" });
  expect(await statusList(certificate.statusListId)).toMatchObject({ kind: "unsigned" });
  await expect(issueIfCompleted(waiting.learner.id, waiting.course)).rejects.toThrow("KEY_ENCRYPTION_SECRET is not the one");
  instead.clear();
  expect(await issueIfCompleted(waiting.learner.id, waiting.course)).toMatch(/^\/certificates\/[\w-]{24}$/);
});

test("a server that has moved stands by what it issued under its old address", async () => {
  const { learner, course } = await learnerWith(7);
  const certificate = await issued(learner.id, course);
  instead.set("PUBLIC_URL", "https://learn.example");
  expect(await verifyBytes(certificate.signedBytes)).toMatchObject({ verdict: "foreign-issuer" });
  expect(await verifyBytes(certificate.signedBytes, certificate.issuer)).toMatchObject({ verdict: "valid" });
});

test("a status list that was never opened is not signed", async () => {
  expect(await statusList(999_999)).toEqual({ kind: "no-such-list" });
});

// Last: it ends the key that the tests above signed with.
test("a retired key still proves what it signed, a compromised one does not", async () => {
  const [one, other] = [await learnerWith(7), await learnerWith(7)];
  const first = await issued(one.learner.id, one.course);
  await retireSigningKey((await currentSigner()).key.id, "retired");
  expect(await verifyBytes(first.signedBytes)).toMatchObject({ verdict: "valid" });
  const second = await issued(other.learner.id, other.course);
  expect(second.keyIds).not.toEqual(first.keyIds);
  await retireSigningKey((await currentSigner()).key.id, "compromised");
  expect(await verifyBytes(second.signedBytes)).toMatchObject({ verdict: "unknown-key" });
});
