import { didOf } from "./did.ts";
import { newSigningKey, openSigner, type PublicKey } from "./keys.ts";
import type { Snapshot } from "./snapshot.ts";
import { signStatusList, statusListSize } from "./status-list.ts";
import type { Trust } from "./verify.ts";

export const testSecret = "only-for-tests-abcdefghij-abcdefghij";

/** For tests: the snapshot of a certificate, with what a test says instead. */
export const someSnapshot = (instead: Partial<Snapshot> = {}): Snapshot => ({
  id: "5f0c1f0e-6a3c-4c54-8a51-0c8f3d3d0001",
  page: "https://learn.example/certificates/Jb3xQ9vT2mKp",
  printedName: "Ada Lovelace",
  email: "ada@example.com",
  course: "devops-sre",
  courseTitle: "DevOps and site reliability engineering",
  courseVersion: "2026.11",
  criteria: "https://learn.example/achievements/devops-sre/2026.11-0123456789ab",
  locale: "en",
  grade: 0.874,
  passingGrade: 0.7,
  labs: 2,
  evidenceManifestHash: "ab".repeat(32),
  identity: { level: "A0", method: "verified e-mail address and honour code", at: new Date("2026-11-20T08:00:00Z") },
  honourCodeVersion: "2026-11",
  publicUrl: "https://learn.example",
  issuedAt: new Date("2026-11-22T23:30:00Z"),
  status: { list: "https://learn.example/status/1", index: 94 },
  ...instead,
});

/** For tests: an issuer with one key, whose status list can be changed. */
export async function someIssuer(publicUrl = "https://learn.example") {
  const sealed = await newSigningKey(testSecret);
  const issuer = didOf(publicUrl);
  const opened = await openSigner(sealed, testSecret, issuer);
  if (!opened.ok) throw new Error(opened.because);
  const { signer } = opened;
  const trusting = ({ state = "current", revoked = [] }: { state?: PublicKey["state"]; revoked?: readonly number[] } = {}): Trust => ({
    issuer,
    keys: [{ id: sealed.id, publicKey: sealed.publicKey, state }],
    statusList: async (url) =>
      signStatusList({ url, publicUrl, size: statusListSize, revoked, at: new Date("2026-11-01T00:00:00Z") }, signer),
  });
  return { sealed, signer, trusting };
}
