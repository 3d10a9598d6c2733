import { and, eq, isNull, sql } from "drizzle-orm";
import { db, type Executor } from "../client.ts";
import { type Role, users } from "../schema.ts";
import { one } from "./one.ts";

export type User = typeof users.$inferSelect;

/** Addresses are stored and looked up in lower case. */
export const normalEmail = (email: string) => email.trim().toLowerCase();

export async function selectOptionalUser(id: string, executor: Executor = db): Promise<User | undefined> {
  const [user] = await executor.select().from(users).where(eq(users.id, id));
  return user;
}

export async function selectOptionalUserByEmail(email: string, executor: Executor = db): Promise<User | undefined> {
  const [user] = await executor
    .select()
    .from(users)
    .where(eq(users.email, normalEmail(email)));
  return user;
}

/** Inside a transaction: whoever else changes how this person signs in waits. */
export async function lockUser(id: string, executor: Executor): Promise<User | undefined> {
  const [locked] = await executor.select().from(users).where(eq(users.id, id)).for("update");
  return locked;
}

export type NewUser = Pick<
  typeof users.$inferInsert,
  "email" | "name" | "passwordHash" | "emailVerifiedAt" | "locale" | "honourCodeVersion" | "honourCodeAcceptedAt"
>;

/** Undefined when the address is taken. */
export async function insertUser(user: NewUser, executor: Executor = db): Promise<User | undefined> {
  const [inserted] = await executor
    .insert(users)
    .values({ ...user, email: normalEmail(user.email) })
    .onConflictDoNothing({ target: users.email })
    .returning();
  return inserted;
}

/** An address that nobody confirmed belongs to nobody yet: a new sign-up replaces what the earlier one said. */
export async function replaceUnconfirmedUser(user: NewUser, executor: Executor = db): Promise<User | undefined> {
  const email = normalEmail(user.email);
  const [replaced] = await executor
    .update(users)
    .set({ ...user, email })
    .where(and(eq(users.email, email), isNull(users.emailVerifiedAt)))
    .returning();
  return replaced;
}

export async function confirmUserEmail(id: string, executor: Executor = db): Promise<User> {
  return one(await executor.update(users).set({ emailVerifiedAt: new Date() }).where(eq(users.id, id)).returning());
}

export async function updateUserPassword(id: string, passwordHash: string, executor: Executor = db): Promise<void> {
  await executor.update(users).set({ passwordHash }).where(eq(users.id, id));
}

export async function updateUserNames(id: string, names: { name: string; printedName: string | null }): Promise<void> {
  await db.update(users).set(names).where(eq(users.id, id));
}

export async function updateUserHonourCode(id: string, version: string, executor: Executor = db): Promise<void> {
  await executor.update(users).set({ honourCodeVersion: version, honourCodeAcceptedAt: new Date() }).where(eq(users.id, id));
}

export async function updateUserRole(id: string, role: Role, executor: Executor = db): Promise<void> {
  await executor.update(users).set({ role }).where(eq(users.id, id));
}

export async function administratorExists(executor: Executor = db): Promise<boolean> {
  const found = await executor.select({ id: users.id }).from(users).where(eq(users.role, "admin")).limit(1);
  return found.length > 0;
}

/** Inside a transaction: whoever else is about to make the first administrator waits. */
export async function lockAdministrators(executor: Executor): Promise<void> {
  await executor.execute(sql`select pg_advisory_xact_lock(hashtext('first-administrator'))`);
}
