import { and, asc, eq } from "drizzle-orm";
import { db, type Executor } from "../client.ts";
import { certificateEvents, certificates } from "../schema.ts";

export type CertificateEvent = typeof certificateEvents.$inferSelect;

/** Inserting for a foreign certificate is the caller's to prevent: look it up by its owner, or require a role. */
export async function insertCertificateEvent(
  event: Pick<typeof certificateEvents.$inferInsert, "certificateId" | "kind" | "actorId" | "reason">,
  executor: Executor = db,
): Promise<void> {
  await executor.insert(certificateEvents).values(event);
}

/** The learner shows or hides the name on the public page. False when the certificate is not theirs. */
export async function insertNameSharing(learnerId: string, slug: string, shared: boolean): Promise<boolean> {
  const [own] = await db
    .select({ id: certificates.id })
    .from(certificates)
    .where(and(eq(certificates.slug, slug), eq(certificates.learnerId, learnerId)));
  if (!own) return false;
  await insertCertificateEvent({ certificateId: own.id, kind: shared ? "name-shared" : "name-hidden", actorId: learnerId });
  return true;
}

/** Oldest first. */
export async function selectCertificateEvents(certificateId: string): Promise<CertificateEvent[]> {
  return db.select().from(certificateEvents).where(eq(certificateEvents.certificateId, certificateId)).orderBy(asc(certificateEvents.id));
}

export type CertificateStanding = {
  readonly revoked?: { readonly at: Date; readonly reason: string };
  readonly supersededAt?: Date;
  readonly erasedAt?: Date;
  readonly nameShared: boolean;
};

/** What the events add up to: revoked, superseded and erased stay; sharing the name is as the last event says. */
export function standingOf(events: readonly CertificateEvent[]): CertificateStanding {
  let standing: CertificateStanding = { nameShared: false };
  for (const event of events) {
    switch (event.kind) {
      case "issued":
        break;
      case "revoked":
        standing = { ...standing, revoked: standing.revoked ?? { at: event.at, reason: event.reason ?? "" } };
        break;
      case "superseded":
        standing = { ...standing, supersededAt: standing.supersededAt ?? event.at };
        break;
      case "erased":
        standing = { ...standing, erasedAt: event.at, nameShared: false };
        break;
      case "name-shared":
        standing = { ...standing, nameShared: standing.erasedAt === undefined };
        break;
      case "name-hidden":
        standing = { ...standing, nameShared: false };
        break;
      default:
        return event.kind satisfies never;
    }
  }
  return standing;
}

/** The indices of a list whose certificates are revoked. */
export async function selectRevokedIndices(statusListId: number): Promise<number[]> {
  const revoked = await db
    .selectDistinct({ index: certificates.statusIndex })
    .from(certificateEvents)
    .innerJoin(certificates, eq(certificates.id, certificateEvents.certificateId))
    .where(and(eq(certificates.statusListId, statusListId), eq(certificateEvents.kind, "revoked")))
    .orderBy(certificates.statusIndex);
  return revoked.map((row) => row.index);
}
