import { and, desc, eq } from "drizzle-orm";
import { db, type Executor } from "../client.ts";
import { grades } from "../schema.ts";
import { one } from "./one.ts";

export type Grade = typeof grades.$inferSelect;

export type NewGrade = Pick<
  typeof grades.$inferInsert,
  "userId" | "course" | "editionId" | "grade" | "passed" | "items" | "actorId" | "reason"
>;

/** Adds to the history and becomes the current grade. Compute it under `lockEnrolment`. */
export async function insertGrade(grade: NewGrade, executor: Executor = db): Promise<Grade> {
  return one(await executor.insert(grades).values(grade).returning());
}

export async function selectOptionalGrade(userId: string, course: string, executor: Executor = db): Promise<Grade | undefined> {
  const [current] = await executor.select().from(grades).where(own(userId, course)).orderBy(desc(grades.id)).limit(1);
  return current;
}

/** Newest first. */
export async function selectGradeHistory(userId: string, course: string): Promise<Grade[]> {
  return db.select().from(grades).where(own(userId, course)).orderBy(desc(grades.id));
}

const own = (userId: string, course: string) => and(eq(grades.userId, userId), eq(grades.course, course));
