import { and, eq } from "drizzle-orm";
import { db } from "../client.ts";
import { lessonProgress } from "../schema.ts";

/** The first reading counts; later ones change nothing. */
export async function insertLessonRead(userId: string, course: string, lesson: string): Promise<void> {
  await db.insert(lessonProgress).values({ userId, course, lesson }).onConflictDoNothing();
}

export async function selectLessonProgress(userId: string, course: string) {
  return db
    .select({ lesson: lessonProgress.lesson, readAt: lessonProgress.readAt })
    .from(lessonProgress)
    .where(and(eq(lessonProgress.userId, userId), eq(lessonProgress.course, course)))
    .orderBy(lessonProgress.readAt);
}
