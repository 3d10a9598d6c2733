import { and, eq } from "drizzle-orm";
import { db, type Executor } from "../client.ts";
import { type CourseRole, courseRoles } from "../schema.ts";

export async function selectOptionalCourseRole(userId: string, course: string): Promise<CourseRole | undefined> {
  const [found] = await db
    .select({ role: courseRoles.role })
    .from(courseRoles)
    .where(and(eq(courseRoles.userId, userId), eq(courseRoles.course, course)));
  return found?.role;
}

export async function upsertCourseRole(userId: string, course: string, role: CourseRole, executor: Executor = db): Promise<void> {
  await executor
    .insert(courseRoles)
    .values({ userId, course, role })
    .onConflictDoUpdate({ target: [courseRoles.userId, courseRoles.course], set: { role } });
}

export async function deleteCourseRole(userId: string, course: string, executor: Executor = db): Promise<void> {
  await executor.delete(courseRoles).where(and(eq(courseRoles.userId, userId), eq(courseRoles.course, course)));
}
