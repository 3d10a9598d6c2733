import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db } from "./client.ts";
import { insertAuditEntry } from "./queries/audit-log.ts";
import { auditLog } from "./schema.ts";

const appendOnly = [
  "audit_log",
  "certificate_events",
  "certificates",
  "editions",
  "grades",
  "question_attempts",
  "submissions",
  "traces",
] as const;

test("every append-only table is protected, row by row and as a whole", async () => {
  const { rows } = await db.execute(
    sql`select tgrelid::regclass::text as name from pg_trigger where tgname in ('append_only', 'append_only_truncate') order by name, tgname`,
  );
  expect(rows.map((row) => row.name)).toEqual(appendOnly.flatMap((name) => [name, name]));
});

test("an entry cannot be changed, deleted or truncated away", async () => {
  const subject = `user:${crypto.randomUUID()}` as const;
  await insertAuditEntry({ actorId: null, action: "role.granted", subject, why: "Because." });
  const refusal = { cause: expect.objectContaining({ message: expect.stringContaining('append-only table "audit_log" is refused') }) };
  await expect(db.update(auditLog).set({ why: "x" }).where(eq(auditLog.subject, subject))).rejects.toMatchObject(refusal);
  await expect(db.delete(auditLog).where(eq(auditLog.subject, subject))).rejects.toMatchObject(refusal);
  await expect(db.execute(sql`truncate audit_log`)).rejects.toMatchObject(refusal);
  expect(await db.select({ why: auditLog.why }).from(auditLog).where(eq(auditLog.subject, subject))).toEqual([{ why: "Because." }]);
});

test("a transaction that says it erases a person may", async () => {
  const subject = `user:${crypto.randomUUID()}` as const;
  await insertAuditEntry({ actorId: null, action: "role.granted", subject, why: "Because." });
  await db.transaction(async (tx) => {
    await tx.execute(sql`set local fivenines.erasing = 'on'`);
    await tx.delete(auditLog).where(eq(auditLog.subject, subject));
  });
  expect(await db.select().from(auditLog).where(eq(auditLog.subject, subject))).toEqual([]);
});
