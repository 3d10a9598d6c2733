import "server-only";
import type { Edition } from "#courseware/editions";
import type { Executor } from "#db/client";
import { selectOptionalEnrolment } from "#db/queries/enrolments";
import { insertGrade, selectOptionalGrade } from "#db/queries/grades";
import { selectRightQuestions } from "#db/queries/question-attempts";
import { selectBestSubmissions } from "#db/queries/submissions";
import { type CourseGrade, gradeCourse } from "./course-grade.ts";

/** The grade as the learner's work stands, by the edition their enrolment is pinned to; nothing without an enrolment. */
export async function currentGrade(
  learnerId: string,
  course: string,
  executor?: Executor,
): Promise<(CourseGrade & { editionId: string; edition: Edition }) | undefined> {
  const enrolled = await selectOptionalEnrolment(learnerId, course, executor);
  if (!enrolled) return undefined;
  const [labs, right] = [await selectBestSubmissions(learnerId, course, executor), await selectRightQuestions(learnerId, course, executor)];
  // Only `publishEdition` writes snapshots, and it writes editions.
  const edition = enrolled.snapshot as Edition;
  return { ...gradeCourse(edition, { labs, right }), editionId: enrolled.enrolment.editionId, edition };
}

/**
 * Adds to the history of grades when the grade has changed, and says whether the course is completed. Inside the transaction that stored
 * what changed it.
 */
export async function recordGrade(tx: Executor, learnerId: string, course: string): Promise<boolean> {
  const computed = await currentGrade(learnerId, course, tx);
  if (!computed) return false;
  const { editionId, grade, passed, items } = computed;
  const stored = await selectOptionalGrade(learnerId, course, tx);
  if (stored && stored.grade === grade && stored.passed === passed && stored.editionId === editionId) return passed;
  await insertGrade({ userId: learnerId, course, editionId, grade, passed, items, actorId: null, reason: null }, tx);
  return passed;
}
