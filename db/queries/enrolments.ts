import { and, eq } from "drizzle-orm";
import { db, type Executor } from "../client.ts";
import { enrolments } from "../schema.ts";
import { selectOptionalEdition } from "./editions.ts";
import { one } from "./one.ts";

export type Enrolment = typeof enrolments.$inferSelect;

const own = (userId: string, course: string) => and(eq(enrolments.userId, userId), eq(enrolments.course, course));

/** Enrolling twice keeps the first enrolment, and with it the edition. */
export async function insertEnrolment(enrolment: Omit<Enrolment, "enrolledAt">, executor: Executor = db): Promise<Enrolment> {
  const [inserted] = await executor.insert(enrolments).values(enrolment).onConflictDoNothing().returning();
  if (inserted) return inserted;
  return one(await executor.select().from(enrolments).where(own(enrolment.userId, enrolment.course)));
}

/** An enrolment with the frozen snapshot it is pinned to. */
export async function selectOptionalEnrolment(userId: string, course: string, executor: Executor = db) {
  const [enrolment] = await executor.select().from(enrolments).where(own(userId, course));
  const edition = enrolment && (await editionOfEnrolment(enrolment, executor));
  return enrolment && edition && { enrolment, contentHash: edition.contentHash, snapshot: edition.snapshot };
}

/** The edition that an enrolment is pinned to. */
export const editionOfEnrolment = ({ editionId }: Enrolment, executor: Executor = db) => selectOptionalEdition(editionId, executor);

export async function selectEnrolments(userId: string): Promise<Enrolment[]> {
  return db.select().from(enrolments).where(eq(enrolments.userId, userId)).orderBy(enrolments.enrolledAt);
}

/** Inside a transaction: whoever else computes this learner's grade waits, so that none misses the other's work. */
export async function lockEnrolment(userId: string, course: string, executor: Executor): Promise<Enrolment | undefined> {
  const [locked] = await executor.select().from(enrolments).where(own(userId, course)).for("update");
  return locked;
}

export async function updateEnrolmentEdition(userId: string, course: string, editionId: string, executor: Executor = db): Promise<boolean> {
  const moved = await executor.update(enrolments).set({ editionId }).where(own(userId, course)).returning({ course: enrolments.course });
  return moved.length > 0;
}
