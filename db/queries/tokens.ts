import { createHash, randomBytes } from "node:crypto";
import { and, eq, gt, isNull, lt, sql } from "drizzle-orm";
import { db, type Executor } from "../client.ts";
import { type TokenPurpose, tokens, users } from "../schema.ts";

const hashOf = (token: string) => createHash("sha256").update(token).digest("hex");

const unused = (token: string, purpose: TokenPurpose) =>
  and(eq(tokens.hash, hashOf(token)), eq(tokens.purpose, purpose), isNull(tokens.usedAt), gt(tokens.expiresAt, sql`now()`));

const owned = (purpose: TokenPurpose, userId: string | null) =>
  and(eq(tokens.purpose, purpose), userId ? eq(tokens.userId, userId) : isNull(tokens.userId));

/** Stores the hash and returns the token, 256 bits of randomness as base64url, which is kept nowhere else. Expired ones go. */
export async function insertToken(
  purpose: TokenPurpose,
  userId: string | null,
  lifetimeMinutes: number,
  executor: Executor = db,
): Promise<string> {
  await executor.delete(tokens).where(and(owned(purpose, userId), lt(tokens.expiresAt, sql`now()`)));
  const token = randomBytes(32).toString("base64url");
  await executor
    .insert(tokens)
    .values({ hash: hashOf(token), purpose, userId, expiresAt: sql`now() + make_interval(mins => ${lifetimeMinutes})` });
  return token;
}

/** Whether a link still works, without using it. */
export async function tokenIsUsable(token: string, purpose: TokenPurpose): Promise<boolean> {
  const found = await db.select({ hash: tokens.hash }).from(tokens).where(unused(token, purpose));
  return found.length > 0;
}

/** Uses the token up: of two who try at once, one gets it. */
export async function takeToken(
  token: string,
  purpose: TokenPurpose,
  executor: Executor = db,
): Promise<{ readonly userId: string | null } | undefined> {
  const [taken] = await executor
    .update(tokens)
    .set({ usedAt: sql`now()` })
    .where(unused(token, purpose))
    .returning({ userId: tokens.userId });
  return taken;
}

/** Makes the earlier links of this purpose useless; `userId` null: those that belong to no account. */
export async function deleteTokens(purpose: TokenPurpose, userId: string | null, executor: Executor = db): Promise<void> {
  await executor.delete(tokens).where(owned(purpose, userId));
}

/** The address of the account that a working link belongs to, without using the link. */
export async function selectOptionalTokenEmail(token: string, purpose: TokenPurpose): Promise<string | undefined> {
  const [found] = await db
    .select({ email: users.email })
    .from(tokens)
    .innerJoin(users, eq(users.id, tokens.userId))
    .where(unused(token, purpose));
  return found?.email;
}
