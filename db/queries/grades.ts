import { and, desc, eq, sql } from "drizzle-orm";
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

/** The current grade, by `learnerId` and `course`; part of `selectOptionalWork`. */
export const currentGradeOf = (executor: Executor) =>
  executor
    .select({ grade: grades.grade, passed: grades.passed, editionId: grades.editionId })
    .from(grades)
    .where(and(eq(grades.userId, sql.placeholder("learnerId")), eq(grades.course, sql.placeholder("course"))))
    .orderBy(desc(grades.id))
    .limit(1);

/** Newest first. */
export async function selectGradeHistory(userId: string, course: string): Promise<Grade[]> {
  return db.select().from(grades).where(own(userId, course)).orderBy(desc(grades.id));
}

const own = (userId: string, course: string) => and(eq(grades.userId, userId), eq(grades.course, course));
