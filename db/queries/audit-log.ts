import { desc, eq } from "drizzle-orm";
import { db, type Executor } from "../client.ts";
import { auditLog } from "../schema.ts";

export type AuditEntry = {
  /** Null when the system itself acted. */
  readonly actorId: string | null;
  /** `role.granted`, `certificate.revoked`, `account.linked`. */
  readonly action: `${string}.${string}`;
  /** `user:<id>`, `certificate:<id>`, `course:<slug>`. */
  readonly subject: `${string}:${string}`;
  readonly why: string;
  readonly details?: Readonly<Record<string, unknown>>;
};

/** Give it the transaction of what it records, so that neither is stored without the other. */
export async function insertAuditEntry(entry: AuditEntry, executor: Executor = db): Promise<void> {
  await executor.insert(auditLog).values(entry);
}

/** Newest first. */
export async function selectAuditEntries(subject: AuditEntry["subject"], limit = 100) {
  return db.select().from(auditLog).where(eq(auditLog.subject, subject)).orderBy(desc(auditLog.id)).limit(limit);
}
