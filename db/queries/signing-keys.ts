import { and, desc, eq, isNull, sql } from "drizzle-orm";
import { db } from "../client.ts";
import { signingKeys } from "../schema.ts";
import { one } from "./one.ts";

export type SigningKey = typeof signingKeys.$inferSelect;

const current = (algorithm: SigningKey["algorithm"]) =>
  and(eq(signingKeys.algorithm, algorithm), isNull(signingKeys.retiredAt), isNull(signingKeys.compromisedAt));

export async function selectOptionalCurrentSigningKey(algorithm: SigningKey["algorithm"]): Promise<SigningKey | undefined> {
  const [key] = await db.select().from(signingKeys).where(current(algorithm));
  return key;
}

/** Replicas that start at once agree: the one stored first is returned to both. */
export async function insertSigningKey(
  key: Pick<SigningKey, "id" | "algorithm" | "publicKey"> & { readonly encryptedPrivateKey: string },
): Promise<SigningKey> {
  const [inserted] = await db.insert(signingKeys).values(key).onConflictDoNothing().returning();
  if (inserted) return inserted;
  return one(await db.select().from(signingKeys).where(current(key.algorithm)));
}

/** Every key that ever signed: a retired key still proves what it signed. Newest first. */
export async function selectSigningKeys(): Promise<SigningKey[]> {
  return db.select().from(signingKeys).orderBy(desc(signingKeys.createdAt));
}

/** Signs nothing more; the next signature needs a new key. */
export async function retireSigningKey(id: string, because: "retired" | "compromised"): Promise<void> {
  const ended = because === "retired" ? { retiredAt: sql`now()` } : { compromisedAt: sql`now()` };
  await db
    .update(signingKeys)
    .set({ ...ended, encryptedPrivateKey: null })
    .where(eq(signingKeys.id, id));
}
