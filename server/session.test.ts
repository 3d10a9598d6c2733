import { encode } from "next-auth/jwt";
import { afterEach, expect, test, vi } from "vitest";
import { insertSession, revokeSession } from "#db/queries/sessions";
import { newLearner } from "#db/testing";
import { env } from "#env";
import { cookieSessionId, sessionCookie } from "./session.ts";
import { currentViewer } from "./viewer.ts";

/** What the browser sends. */
const sent = vi.hoisted(() => ({ cookie: undefined as string | undefined }));
vi.mock("next/headers", () => ({
  cookies: async () => ({ get: (name: string) => (name === sessionCookie().name && sent.cookie ? { value: sent.cookie } : undefined) }),
  headers: async () => new Headers(),
}));
afterEach(() => vi.useRealTimers());

async function signedIn(maxAge = 3600) {
  const { id: userId } = await newLearner();
  const sid = await insertSession({ userId, expiresAt: new Date(Date.now() + 3_600_000) });
  sent.cookie = await encode({ token: { sid }, secret: env.NEXTAUTH_SECRET, maxAge });
  return { userId, sid };
}

test("a session that was revoked is refused at the very next request, though its cookie is known", async () => {
  const { userId, sid } = await signedIn();
  for (let request = 0; request < 3; request++) expect((await currentViewer())?.id).toBe(userId);
  await revokeSession(userId, sid);
  expect(await currentViewer()).toBeUndefined();
});

test("a cookie ends when it says, known or not", async () => {
  const { sid } = await signedIn(600);
  expect(await cookieSessionId()).toBe(sid);
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 590_000 });
  expect(await cookieSessionId()).toBe(sid);
  vi.setSystemTime(Date.now() + 60_000);
  expect(await cookieSessionId()).toBeUndefined();
});

test("what this server did not encrypt is no session, also beside one that is known", async () => {
  const { sid } = await signedIn();
  expect(await cookieSessionId()).toBe(sid);
  const own = sent.cookie ?? "";
  for (const forged of [`${own.slice(0, -1)}${own.endsWith("A") ? "B" : "A"}x`, own.slice(0, -4), "nonsense", ""]) {
    sent.cookie = forged;
    expect(await cookieSessionId()).toBeUndefined();
  }
  sent.cookie = await encode({ token: { sid }, secret: "another secret, as long as it has to be", maxAge: 3600 });
  expect(await cookieSessionId()).toBeUndefined();
});

test("many people's cookies are told apart, more than are remembered", async () => {
  const { sid } = await signedIn();
  const first = sent.cookie;
  for (let other = 0; other < 2100; other++) {
    sent.cookie = await encode({ token: { sid: `s-${other}` }, secret: env.NEXTAUTH_SECRET, maxAge: 3600 });
    expect(await cookieSessionId()).toBe(`s-${other}`);
  }
  sent.cookie = first;
  expect(await cookieSessionId()).toBe(sid);
});
