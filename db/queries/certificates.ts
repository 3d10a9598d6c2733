import { and, desc, eq, sql } from "drizzle-orm";
import { db, type Executor } from "../client.ts";
import { certificateEvents, certificates, statusLists } from "../schema.ts";
import { one } from "./one.ts";

export type Certificate = typeof certificates.$inferSelect;

/** A place in a status list; a place is given once and never again. */
export type StatusPlace = { readonly statusListId: number; readonly statusIndex: number };

export type NewCertificate = Omit<
  typeof certificates.$inferInsert,
  keyof StatusPlace | "learnerId" | "course" | "supersedes" | "erasedAt"
> & {
  readonly signedBytes: Buffer;
  readonly printedName: string;
};

export type Issue = {
  readonly learnerId: string;
  readonly course: string;
  /** The certificate that the new one replaces; null for the first of this learner and course. */
  readonly supersedes: string | null;
  /** Null when completing the work issued it. */
  readonly actorId: string | null;
  /** Signs; called at most once, with the place that the credential names. */
  readonly make: (place: StatusPlace) => Promise<NewCertificate>;
};

export type Issued = { readonly kind: "issued" | "present"; readonly certificate: Certificate };

/**
 * Issues under the lock of the open status list, so of two requests at once one issues and the other finds the result: `present`
 * is the certificate that already stands in this place of the line. Pass a transaction to issue with the work that earned it.
 */
export async function insertCertificate(issue: Issue, executor: Executor = db): Promise<Issued> {
  return executor.transaction(async (tx): Promise<Issued> => {
    const place = await lockStatusPlace(tx);
    const present = await selectInPlace(issue, tx);
    if (present) return { kind: "present", certificate: present };
    const { learnerId, course, supersedes, actorId } = issue;
    await tx
      .update(statusLists)
      .set({ nextIndex: place.statusIndex + 1 })
      .where(eq(statusLists.id, place.statusListId));
    const frozen = await issue.make(place);
    const certificate = one(
      await tx
        .insert(certificates)
        .values({ ...frozen, ...place, learnerId, course, supersedes })
        .returning(),
    );
    await tx.insert(certificateEvents).values({ certificateId: certificate.id, kind: "issued", actorId });
    if (supersedes) await tx.insert(certificateEvents).values({ certificateId: supersedes, kind: "superseded", actorId });
    return { kind: "issued", certificate };
  });
}

async function selectInPlace({ learnerId, course, supersedes }: Issue, executor: Executor): Promise<Certificate | undefined> {
  const [present] = await executor
    .select()
    .from(certificates)
    .where(
      supersedes
        ? eq(certificates.supersedes, supersedes)
        : and(eq(certificates.learnerId, learnerId), eq(certificates.course, course), sql`${certificates.supersedes} is null`),
    );
  return present;
}

/** The next free place, its list locked until the transaction ends; a full list is followed by a new one. */
async function lockStatusPlace(tx: Executor): Promise<StatusPlace> {
  const open = await selectOpenList(tx);
  if (open) return open;
  await tx.insert(statusLists).values({}).onConflictDoNothing();
  const opened = await selectOpenList(tx);
  if (!opened) throw new Error("bug: no status list is open after opening one");
  return opened;
}

async function selectOpenList(tx: Executor): Promise<StatusPlace | undefined> {
  const [list] = await tx
    .select({ statusListId: statusLists.id, statusIndex: statusLists.nextIndex })
    .from(statusLists)
    .where(sql`${statusLists.nextIndex} < ${statusLists.size}`)
    .for("update");
  return list;
}

export async function selectOptionalStatusList(id: number): Promise<{ readonly size: number } | undefined> {
  const [list] = await db.select({ size: statusLists.size }).from(statusLists).where(eq(statusLists.id, id));
  return list;
}

/** By the unguessable part of its public address. */
export async function selectOptionalCertificate(slug: string): Promise<Certificate | undefined> {
  const [certificate] = await db.select().from(certificates).where(eq(certificates.slug, slug));
  return certificate;
}

/** The newest of the line first. */
export async function selectOwnCertificates(learnerId: string): Promise<Certificate[]> {
  return db.select().from(certificates).where(eq(certificates.learnerId, learnerId)).orderBy(desc(certificates.issuedAt));
}

export async function selectOptionalOwnCertificate(learnerId: string, slug: string): Promise<Certificate | undefined> {
  const [own] = await db
    .select()
    .from(certificates)
    .where(and(eq(certificates.slug, slug), eq(certificates.learnerId, learnerId)));
  return own;
}
