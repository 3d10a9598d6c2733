import { and, eq, like } from "drizzle-orm";
import { db, type Executor } from "../client.ts";
import { editions } from "../schema.ts";
import { one } from "./one.ts";

export type Edition = typeof editions.$inferSelect;

/** Publishing the same content again yields the edition that is there. */
export async function publishEdition(
  edition: { readonly course: string; readonly contentHash: string; readonly locale: string; readonly snapshot: unknown },
  executor: Executor = db,
): Promise<Edition> {
  const [stored] = await executor.insert(editions).values(edition).onConflictDoNothing().returning();
  if (stored) return stored;
  return one(
    await executor
      .select()
      .from(editions)
      .where(and(eq(editions.course, edition.course), eq(editions.contentHash, edition.contentHash))),
  );
}

/** By the first hexadecimal digits of its content hash, at least twelve: the part of an address that names one edition. */
export async function selectOptionalEditionOf(course: string, hashPrefix: string): Promise<Edition | undefined> {
  if (!/^[0-9a-f]{12,64}$/.test(hashPrefix)) return undefined;
  const [edition] = await db
    .select()
    .from(editions)
    .where(and(eq(editions.course, course), like(editions.contentHash, `${hashPrefix}%`)));
  return edition;
}

/** Editions never change, so each is read once a process. */
const known = new Map<string, Edition>();
const maxKnown = 100;

export async function selectOptionalEdition(id: string, executor: Executor = db): Promise<Edition | undefined> {
  const kept = known.get(id);
  if (kept) return kept;
  const [edition] = await executor.select().from(editions).where(eq(editions.id, id));
  if (edition) {
    if (known.size >= maxKnown) known.clear();
    known.set(id, edition);
  }
  return edition;
}
