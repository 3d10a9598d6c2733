import { and, eq, sql } from "drizzle-orm";
import type { Submission } from "#grading/model";
import { db } from "../client.ts";
import { drafts } from "../schema.ts";
import { filesHash } from "./files-hash.ts";

export type Draft = { readonly files: Submission; readonly revision: number; readonly updatedAt: Date };

export type DraftSave =
  | { readonly ok: true; readonly revision: number; readonly updatedAt: Date }
  /** Another tab saved since; `draft` is what it saved. */
  | { readonly ok: false; readonly draft: Draft };

export async function selectOptionalDraft(userId: string, lab: string): Promise<Draft | undefined> {
  const [draft] = await db
    .select({ files: drafts.files, revision: drafts.revision, updatedAt: drafts.updatedAt })
    .from(drafts)
    .where(own(userId, lab));
  return draft;
}

/**
 * Saves over the revision the browser last saw, 0 for none. A repeated save whose answer was lost is ok: the files are already
 * the stored ones.
 */
export async function saveDraft(userId: string, lab: string, files: Submission, expectedRevision: number): Promise<DraftSave> {
  const hash = filesHash(files);
  const saved =
    expectedRevision === 0 ? await insertDraft(userId, lab, files, hash) : await updateDraft(userId, lab, files, hash, expectedRevision);
  if (saved) return { ok: true, ...saved };
  const [stored] = await db.select().from(drafts).where(own(userId, lab));
  // A revision of a draft that was never stored: the browser remembers another database, or made it up.
  if (!stored) return saveDraft(userId, lab, files, 0);
  const { revision, updatedAt } = stored;
  return stored.filesHash === hash ? { ok: true, revision, updatedAt } : { ok: false, draft: { files: stored.files, revision, updatedAt } };
}

const own = (userId: string, lab: string) => and(eq(drafts.userId, userId), eq(drafts.lab, lab));
const standing = { revision: drafts.revision, updatedAt: drafts.updatedAt };

async function insertDraft(userId: string, lab: string, files: Submission, hash: string) {
  const [saved] = await db
    .insert(drafts)
    .values({ userId, lab, files, filesHash: hash, revision: 1 })
    .onConflictDoNothing()
    .returning(standing);
  return saved;
}

async function updateDraft(userId: string, lab: string, files: Submission, hash: string, expectedRevision: number) {
  const [saved] = await db
    .update(drafts)
    .set({ files, filesHash: hash, revision: expectedRevision + 1, updatedAt: sql`now()` })
    .where(and(own(userId, lab), eq(drafts.revision, expectedRevision)))
    .returning(standing);
  return saved;
}
