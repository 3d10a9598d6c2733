import { randomUUID } from "node:crypto";
import { like, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "#db/client";
import { rateLimits } from "#db/schema";
import { forgetRateLimit, takeRateLimit, takeRateLimits } from "./rate-limit.ts";

test("of twenty at once, exactly as many pass as the rule allows", async () => {
  const subject = randomUUID();
  const limits = await Promise.all(Array.from({ length: 20 }, () => takeRateLimit("sign-in-pair", subject)));
  expect(limits.filter((limit) => limit.ok)).toHaveLength(10);
  const refusal = limits.find((limit) => !limit.ok);
  expect(refusal).toEqual({ ok: false, retryAfterSeconds: expect.any(Number) });
  expect(await takeRateLimit("sign-in-pair", randomUUID())).toEqual({ ok: true });
  await forgetRateLimit("sign-in-pair", subject);
  expect(await takeRateLimit("sign-in-pair", subject)).toEqual({ ok: true });
});

test("a window that has ended starts anew", async () => {
  const subject = randomUUID();
  for (let use = 0; use < 7; use++) await takeRateLimit("mail-email", subject);
  expect((await takeRateLimit("mail-email", subject)).ok).toBe(false);
  await db.update(rateLimits).set({ endsAt: sql`now()` }).where(like(rateLimits.key, "mail-email:%"));
  expect((await takeRateLimit("mail-email", subject)).ok).toBe(true);
});

test("several limits answer with the longest wait", async () => {
  const subject = randomUUID();
  for (let use = 0; use < 7; use++) await takeRateLimit("mail-email", subject);
  const limit = await takeRateLimits(["submit", subject], ["mail-email", subject]);
  expect(limit).toEqual({ ok: false, retryAfterSeconds: expect.any(Number) });
  expect(!limit.ok && limit.retryAfterSeconds).toBeGreaterThan(3500);
});

test("windows that ended are cleared as new ones begin", async () => {
  await db.execute(sql`insert into rate_limits select 'ended-' || n, 1, now() - interval '1 day' from generate_series(1, 4) n`);
  for (let use = 0; use < 4; use++) await takeRateLimit("submit", randomUUID());
  expect(await db.select().from(rateLimits).where(like(rateLimits.key, "ended-%"))).toEqual([]);
});
