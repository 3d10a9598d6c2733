import { and, eq, sql } from "drizzle-orm";
import type { Variant } from "#grading/model";
import { db, type Executor } from "../client.ts";
import { enrolments, variants } from "../schema.ts";
import { statement } from "../statement.ts";
import { selectOptionalEdition } from "./editions.ts";
import { one } from "./one.ts";

export type Enrolment = typeof enrolments.$inferSelect;

const own = (userId: string, course: string) => and(eq(enrolments.userId, userId), eq(enrolments.course, course));
const asked = and(eq(enrolments.userId, sql.placeholder("userId")), eq(enrolments.course, sql.placeholder("course")));

/** Enrolling twice keeps the first enrolment, and with it the edition. */
export async function insertEnrolment(enrolment: Omit<Enrolment, "enrolledAt">, executor: Executor = db): Promise<Enrolment> {
  const [inserted] = await executor.insert(enrolments).values(enrolment).onConflictDoNothing().returning();
  if (inserted) return inserted;
  return one(await executor.select().from(enrolments).where(own(enrolment.userId, enrolment.course)));
}

/** An enrolment with the frozen snapshot it is pinned to. */
export async function selectOptionalEnrolment(userId: string, course: string, executor: Executor = db) {
  const [enrolment] = await executor.select().from(enrolments).where(own(userId, course));
  const edition = enrolment && (await selectOptionalEdition(enrolment.editionId, executor));
  return enrolment && edition && { enrolment, contentHash: edition.contentHash, snapshot: edition.snapshot };
}

/** What opens a lab, in one query: the edition that the enrolment in its course is pinned to, and the variant once one was drawn. */
export async function selectOptionalLabAccess(
  userId: string,
  course: string,
  lab: string,
): Promise<{ readonly editionId: string; readonly variant: Variant | null } | undefined> {
  const [access] = await labAccessStatement(db).execute({ userId, course, lab });
  return access;
}

const labAccessStatement = statement((executor) =>
  executor
    .select({ editionId: enrolments.editionId, variant: variants.values })
    .from(enrolments)
    .leftJoin(variants, and(eq(variants.userId, enrolments.userId), eq(variants.lab, sql.placeholder("lab"))))
    .where(asked)
    .prepare(""),
);

export async function selectEnrolments(userId: string): Promise<Enrolment[]> {
  return db.select().from(enrolments).where(eq(enrolments.userId, userId)).orderBy(enrolments.enrolledAt);
}

/** Inside a transaction: whoever else computes this learner's grade waits, so that none misses the other's work. */
export async function lockEnrolment(userId: string, course: string, executor: Executor): Promise<Enrolment | undefined> {
  const [locked] = await lockStatement(executor).execute({ userId, course });
  return locked;
}

const lockStatement = statement((executor) => executor.select().from(enrolments).where(asked).for("update").prepare(""));

export async function updateEnrolmentEdition(userId: string, course: string, editionId: string, executor: Executor = db): Promise<boolean> {
  const moved = await executor.update(enrolments).set({ editionId }).where(own(userId, course)).returning({ course: enrolments.course });
  return moved.length > 0;
}
