import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "../client.ts";
import { tokens } from "../schema.ts";
import { newLearner } from "../testing.ts";
import { deleteTokens, insertToken, selectOptionalTokenEmail, takeToken, tokenIsUsable } from "./tokens.ts";

test("of ten who use a token at once, one gets it, and it is stored only as a hash", async () => {
  const learner = await newLearner();
  const token = await insertToken("confirm-email", learner.id, 60);
  expect(await selectOptionalTokenEmail(token, "confirm-email")).toBe(learner.email);
  const taken = await Promise.all(Array.from({ length: 10 }, () => takeToken(token, "confirm-email")));
  expect(taken.filter((each) => each?.userId === learner.id)).toHaveLength(1);
  expect(taken.filter((each) => each === undefined)).toHaveLength(9);
  const stored = await db.select().from(tokens).where(eq(tokens.userId, learner.id));
  expect(JSON.stringify(stored)).not.toContain(token);
});

test("a token works for its own purpose, until it expires or is replaced", async () => {
  const learner = await newLearner();
  const token = await insertToken("reset-password", learner.id, 60);
  expect(await takeToken(token, "confirm-email")).toBeUndefined();
  expect(await tokenIsUsable(token, "reset-password")).toBe(true);
  await db.update(tokens).set({ expiresAt: sql`now()` }).where(eq(tokens.userId, learner.id));
  expect(await takeToken(token, "reset-password")).toBeUndefined();
  const replaced = await insertToken("reset-password", learner.id, 60);
  await deleteTokens("reset-password", learner.id);
  expect(await tokenIsUsable(replaced, "reset-password")).toBe(false);
});
