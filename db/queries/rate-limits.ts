import { eq, inArray, lt, sql } from "drizzle-orm";
import { db } from "../client.ts";
import { rateLimits } from "../schema.ts";
import { statement } from "../statement.ts";
import { one } from "./one.ts";

/** Counts one more in the key's window, which starts with its first use; one statement, so it holds across replicas. */
export async function countInWindow(key: string, windowSeconds: number): Promise<{ count: number; secondsLeft: number }> {
  return one(await countStatement(db).execute({ key, windowSeconds }));
}

const windowEnds = sql`now() + make_interval(secs => ${sql.placeholder("windowSeconds")})`;
const over = sql`${rateLimits.endsAt} <= now()`;

const countStatement = statement((executor) =>
  executor
    .insert(rateLimits)
    .values({ key: sql.placeholder("key"), count: 1, endsAt: windowEnds })
    .onConflictDoUpdate({
      target: rateLimits.key,
      set: {
        count: sql`case when ${over} then 1 else ${rateLimits.count} + 1 end`,
        endsAt: sql`case when ${over} then ${windowEnds} else ${rateLimits.endsAt} end`,
      },
    })
    .returning({
      count: rateLimits.count,
      secondsLeft: sql<number>`ceil(extract(epoch from ${rateLimits.endsAt} - now()))::int`,
    })
    .prepare(""),
);

/** Clears some windows that ended; called as new ones begin, so the table stays about as large as what is in use. */
export async function deleteEndedWindows(most: number): Promise<void> {
  const ended = db
    .select({ key: rateLimits.key })
    .from(rateLimits)
    .where(lt(rateLimits.endsAt, sql`now()`))
    .orderBy(rateLimits.endsAt)
    .limit(most)
    .for("update", { skipLocked: true });
  await db.delete(rateLimits).where(inArray(rateLimits.key, ended));
}

export async function deleteWindow(key: string): Promise<void> {
  await db.delete(rateLimits).where(eq(rateLimits.key, key));
}
