import { and, desc, eq, gt, isNull, lt, ne, sql } from "drizzle-orm";
import { db, type Executor } from "../client.ts";
import { sessions, users } from "../schema.ts";
import { statement } from "../statement.ts";
import { one } from "./one.ts";

/** How exact "last seen" is; a finer grain would write on every request. */
const lastSeenGrainMinutes = 5;

const live = () => and(isNull(sessions.revokedAt), gt(sessions.expiresAt, sql`now()`));

/** Also forgets this person's sessions that ended more than 30 days ago. */
export async function insertSession(
  session: { readonly userId: string; readonly expiresAt: Date; readonly userAgent?: string },
  executor: Executor = db,
): Promise<string> {
  await executor.delete(sessions).where(and(eq(sessions.userId, session.userId), lt(sessions.expiresAt, sql`now() - interval '30 days'`)));
  return one(await executor.insert(sessions).values(session).returning({ id: sessions.id })).id;
}

/** Who a live session belongs to; a revoked, expired or unknown one finds nothing. */
export async function selectOptionalSessionViewer(sessionId: string) {
  const [found] = await viewerStatement(db).execute({ sessionId });
  if (!found) return undefined;
  const { seenLately, ...viewer } = found;
  if (!seenLately) await db.update(sessions).set({ lastSeenAt: sql`now()` }).where(eq(sessions.id, sessionId));
  return viewer;
}

const viewerStatement = statement((executor) =>
  executor
    .select({
      id: users.id,
      email: users.email,
      name: users.name,
      printedName: users.printedName,
      role: users.role,
      locale: users.locale,
      honourCodeVersion: users.honourCodeVersion,
      honourCodeAcceptedAt: users.honourCodeAcceptedAt,
      sessionId: sessions.id,
      signedInAt: sessions.createdAt,
      seenLately: sql<boolean>`${sessions.lastSeenAt} > now() - make_interval(mins => ${lastSeenGrainMinutes})`,
    })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(and(eq(sessions.id, sql.placeholder("sessionId")), live()))
    .prepare(""),
);

export type SessionViewer = NonNullable<Awaited<ReturnType<typeof selectOptionalSessionViewer>>>;

export async function selectLiveSessions(userId: string) {
  return db
    .select({ id: sessions.id, createdAt: sessions.createdAt, lastSeenAt: sessions.lastSeenAt, userAgent: sessions.userAgent })
    .from(sessions)
    .where(and(eq(sessions.userId, userId), live()))
    .orderBy(desc(sessions.lastSeenAt));
}

export async function revokeSession(userId: string, sessionId: string, executor: Executor = db): Promise<boolean> {
  const revoked = await executor
    .update(sessions)
    .set({ revokedAt: sql`now()` })
    .where(and(eq(sessions.id, sessionId), eq(sessions.userId, userId), isNull(sessions.revokedAt)))
    .returning({ id: sessions.id });
  return revoked.length > 0;
}

/** `exceptId` keeps the session in which the person acts. */
export async function revokeSessions(userId: string, exceptId?: string, executor: Executor = db): Promise<void> {
  await executor
    .update(sessions)
    .set({ revokedAt: sql`now()` })
    .where(and(eq(sessions.userId, userId), isNull(sessions.revokedAt), exceptId ? ne(sessions.id, exceptId) : undefined));
}

/** For ten minutes, this session may link one account of this provider. False when the session is not that fresh itself. */
export async function openLink(userId: string, sessionId: string, provider: string, freshMinutes: number): Promise<boolean> {
  const opened = await db
    .update(sessions)
    .set({ linkProvider: provider, linkUntil: sql`now() + interval '10 minutes'` })
    .where(
      and(
        eq(sessions.id, sessionId),
        eq(sessions.userId, userId),
        live(),
        gt(sessions.createdAt, sql`now() - make_interval(mins => ${freshMinutes})`),
      ),
    )
    .returning({ id: sessions.id });
  return opened.length > 0;
}

/** Takes the open link of a live session, once: the person it links to. */
export async function takeLink(sessionId: string, provider: string, executor: Executor = db): Promise<string | undefined> {
  const [taken] = await executor
    .update(sessions)
    .set({ linkProvider: null, linkUntil: null })
    .where(and(eq(sessions.id, sessionId), live(), eq(sessions.linkProvider, provider), gt(sessions.linkUntil, sql`now()`)))
    .returning({ userId: sessions.userId });
  return taken?.userId;
}

/** For sign-out, where the encrypted cookie itself is the proof of ownership. */
export async function revokeSessionById(sessionId: string): Promise<void> {
  await db
    .update(sessions)
    .set({ revokedAt: sql`now()` })
    .where(and(eq(sessions.id, sessionId), isNull(sessions.revokedAt)));
}
