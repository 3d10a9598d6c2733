import { and, eq } from "drizzle-orm";
import { db, type Executor } from "../client.ts";
import { accounts } from "../schema.ts";

export type ProviderAccount = { readonly provider: string; readonly providerAccountId: string };

export async function selectOptionalAccountOwner(account: ProviderAccount, executor: Executor = db): Promise<string | undefined> {
  const [found] = await executor
    .select({ userId: accounts.userId })
    .from(accounts)
    .where(and(eq(accounts.provider, account.provider), eq(accounts.providerAccountId, account.providerAccountId)));
  return found?.userId;
}

export async function selectAccounts(userId: string, executor: Executor = db) {
  return executor
    .select({ provider: accounts.provider, email: accounts.email, linkedAt: accounts.linkedAt })
    .from(accounts)
    .where(eq(accounts.userId, userId))
    .orderBy(accounts.linkedAt);
}

/** False when the provider's account, or this provider for this person, is linked already. */
export async function insertAccount(account: typeof accounts.$inferInsert, executor: Executor = db): Promise<boolean> {
  const inserted = await executor.insert(accounts).values(account).onConflictDoNothing().returning({ userId: accounts.userId });
  return inserted.length > 0;
}

export async function deleteAccount(userId: string, provider: string, executor: Executor = db): Promise<boolean> {
  const deleted = await executor
    .delete(accounts)
    .where(and(eq(accounts.userId, userId), eq(accounts.provider, provider)))
    .returning({ provider: accounts.provider });
  return deleted.length > 0;
}
