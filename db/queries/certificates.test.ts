import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "../client.ts";
import { certificates, statusLists } from "../schema.ts";
import { newEnrolment, newLearner } from "../testing.ts";
import {
  insertCertificateEvent,
  insertNameSharing,
  selectCertificateEvents,
  selectRevokedIndices,
  standingOf,
} from "./certificate-events.ts";
import { type Issue, insertCertificate, type NewCertificate, selectOptionalOwnCertificate } from "./certificates.ts";

async function newIssue(): Promise<Issue> {
  const { learner, course, edition } = await newEnrolment();
  const make = async (): Promise<NewCertificate> => ({
    id: randomUUID(),
    slug: randomUUID(),
    printedName: "Ada Lovelace",
    nameSource: "account",
    courseTitle: "Delivery",
    courseVersion: "1",
    locale: "en",
    editionId: edition.id,
    contentHash: "c",
    gradingPolicyHash: "g",
    grade: 0.9,
    evidenceManifestHash: "e",
    identityLevel: "A0",
    identityMethod: "verified e-mail and honour code",
    identityAt: new Date(),
    honourCodeVersion: "2026-11",
    signatories: [],
    issuer: "http://localhost:3000",
    issuedAt: new Date(),
    keyIds: ["key-1"],
    signedBytes: Buffer.from([0, 255, 10, 13]),
    sha256: "0".repeat(64),
  });
  return { learnerId: learner.id, course, supersedes: null, actorId: null, make };
}

test("certificates issued at once have different places in the status list", async () => {
  const issues = await Promise.all(Array.from({ length: 8 }, newIssue));
  const issued = await Promise.all(issues.map((issue) => insertCertificate(issue)));
  const places = issued.map(({ certificate }) => `${certificate.statusListId}/${certificate.statusIndex}`);
  expect(new Set(places).size).toBe(8);
});

test("work that is completed twice at once earns one certificate, and the bytes stay as signed", async () => {
  const issue = await newIssue();
  const issued = await Promise.all([insertCertificate(issue), insertCertificate(issue), insertCertificate(issue)]);
  expect(issued.map((each) => each.kind).sort()).toEqual(["issued", "present", "present"]);
  expect(new Set(issued.map((each) => each.certificate.id)).size).toBe(1);
  expect(issued[0].certificate.signedBytes).toEqual(Buffer.from([0, 255, 10, 13]));
});

test("a signature that fails takes no place and leaves no certificate", async () => {
  const issue = await newIssue();
  await expect(insertCertificate({ ...issue, make: () => Promise.reject(new Error("no key")) })).rejects.toThrow("no key");
  expect((await insertCertificate(issue)).kind).toBe("issued");
});

test("a full status list is followed by a new one", async () => {
  const { certificate } = await insertCertificate(await newIssue());
  await db
    .update(statusLists)
    .set({ nextIndex: sql`${statusLists.size}` })
    .where(eq(statusLists.id, certificate.statusListId));
  const next = await insertCertificate(await newIssue());
  expect(next.certificate.statusListId).toBeGreaterThan(certificate.statusListId);
});

test("a new certificate supersedes the old one, once", async () => {
  const issue = await newIssue();
  const first = (await insertCertificate(issue)).certificate;
  const replacing = { ...issue, supersedes: first.id };
  const issued = await Promise.all([insertCertificate(replacing), insertCertificate(replacing)]);
  expect(issued.map((each) => each.kind).sort()).toEqual(["issued", "present"]);
  const standing = standingOf(await selectCertificateEvents(first.id));
  expect(standing.supersededAt).toBeInstanceOf(Date);
  expect((await selectCertificateEvents(first.id)).map((event) => event.kind)).toEqual(["issued", "superseded"]);
});

test("the frozen row refuses change; what happens later are events", async () => {
  const issue = await newIssue();
  const { certificate } = await insertCertificate(issue);
  await expect(db.update(certificates).set({ grade: 1 }).where(eq(certificates.id, certificate.id))).rejects.toThrow();
  expect(await insertNameSharing(issue.learnerId, certificate.slug, true)).toBe(true);
  const stranger = await newLearner();
  expect(await insertNameSharing(stranger.id, certificate.slug, false)).toBe(false);
  expect(await selectOptionalOwnCertificate(stranger.id, certificate.slug)).toBeUndefined();
  const revocation = { certificateId: certificate.id, kind: "revoked", actorId: stranger.id } as const;
  await expect(insertCertificateEvent(revocation)).rejects.toThrow();
  await insertCertificateEvent({ ...revocation, reason: "Issued by mistake." });
  const standing = standingOf(await selectCertificateEvents(certificate.id));
  expect(standing).toMatchObject({ nameShared: true, revoked: { reason: "Issued by mistake." } });
  expect(await selectRevokedIndices(certificate.statusListId)).toContain(certificate.statusIndex);
});
