import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "../client.ts";
import { sessions } from "../schema.ts";
import { newLearner } from "../testing.ts";
import {
  insertSession,
  openLink,
  revokeSession,
  revokeSessions,
  selectLiveSessions,
  selectOptionalSessionViewer,
  takeLink,
} from "./sessions.ts";

const inAnHour = () => new Date(Date.now() + 3_600_000);

async function signedIn() {
  const learner = await newLearner();
  return { learner, sessionId: await insertSession({ userId: learner.id, expiresAt: inAnHour() }) };
}

test("a live session knows its person; a revoked or expired one knows nobody", async () => {
  const { learner, sessionId } = await signedIn();
  expect(await selectOptionalSessionViewer(sessionId)).toMatchObject({ id: learner.id, sessionId, role: "learner" });
  await revokeSession(learner.id, sessionId);
  expect(await selectOptionalSessionViewer(sessionId)).toBeUndefined();
  const expired = await insertSession({ userId: learner.id, expiresAt: new Date(Date.now() - 1) });
  expect(await selectOptionalSessionViewer(expired)).toBeUndefined();
});

test("nobody revokes a session of somebody else", async () => {
  const [mine, theirs] = [await signedIn(), await signedIn()];
  expect(await revokeSession(mine.learner.id, theirs.sessionId)).toBe(false);
  expect(await selectOptionalSessionViewer(theirs.sessionId)).toBeDefined();
});

test("all sessions but one end, and the list shows what is left", async () => {
  const { learner, sessionId } = await signedIn();
  await insertSession({ userId: learner.id, expiresAt: inAnHour(), userAgent: "Firefox" });
  await revokeSessions(learner.id, sessionId);
  expect((await selectLiveSessions(learner.id)).map((session) => session.id)).toEqual([sessionId]);
});

test("last seen is written when it is older than five minutes, and not otherwise", async () => {
  const { sessionId } = await signedIn();
  const seen = async () => (await db.select({ at: sessions.lastSeenAt }).from(sessions).where(eq(sessions.id, sessionId)))[0]?.at.getTime();
  const created = await seen();
  await selectOptionalSessionViewer(sessionId);
  expect(await seen()).toBe(created);
  await db.update(sessions).set({ lastSeenAt: sql`now() - interval '6 minutes'` }).where(eq(sessions.id, sessionId));
  await selectOptionalSessionViewer(sessionId);
  expect(await seen()).toBeGreaterThanOrEqual(created ?? Number.POSITIVE_INFINITY);
});

test("a link is opened by a fresh session only, for one provider, and is taken once", async () => {
  const { learner, sessionId } = await signedIn();
  expect(await takeLink(sessionId, "github")).toBeUndefined();
  expect(await openLink(learner.id, sessionId, "github", 10)).toBe(true);
  expect(await takeLink(sessionId, "oidc")).toBeUndefined();
  expect(await Promise.all([takeLink(sessionId, "github"), takeLink(sessionId, "github")])).toContain(learner.id);
  expect(await takeLink(sessionId, "github")).toBeUndefined();
  await db.update(sessions).set({ createdAt: sql`now() - interval '11 minutes'` }).where(eq(sessions.id, sessionId));
  expect(await openLink(learner.id, sessionId, "github", 10)).toBe(false);
});
