import "server-only";
import type { Edition } from "#courseware/editions";
import type { Executor } from "#db/client";
import { type Enrolment, editionOfEnrolment, selectOptionalEnrolment } from "#db/queries/enrolments";
import { insertGrade, selectOptionalGrade } from "#db/queries/grades";
import { selectRightQuestions } from "#db/queries/question-attempts";
import { selectBestSubmissions } from "#db/queries/submissions";
import { type CourseGrade, gradeCourse } from "./course-grade.ts";

type PinnedGrade = CourseGrade & { readonly editionId: string; readonly edition: Edition };

/** The grade as the learner's work stands, by the edition their enrolment is pinned to; nothing without an enrolment. */
export async function currentGrade(learnerId: string, course: string): Promise<PinnedGrade | undefined> {
  const enrolled = await selectOptionalEnrolment(learnerId, course);
  return enrolled && gradeOf(enrolled.enrolment, enrolled.snapshot);
}

async function gradeOf({ userId, course, editionId }: Enrolment, snapshot: unknown, executor?: Executor): Promise<PinnedGrade> {
  const [labs, right] = [await selectBestSubmissions(userId, course, executor), await selectRightQuestions(userId, course, executor)];
  // Only `publishEdition` writes snapshots, and it writes editions.
  const edition = snapshot as Edition;
  return { ...gradeCourse(edition, { labs, right }), editionId, edition };
}

/**
 * Adds to the history of grades when the grade has changed, and says whether the course is completed. Inside the transaction that stored
 * what changed it, with the enrolment that it has locked.
 */
export async function recordGrade(tx: Executor, enrolment: Enrolment | undefined): Promise<boolean> {
  const pinned = enrolment && (await editionOfEnrolment(enrolment, tx));
  if (!enrolment || !pinned) return false;
  const { userId, course } = enrolment;
  const { editionId, grade, passed, items } = await gradeOf(enrolment, pinned.snapshot, tx);
  const stored = await selectOptionalGrade(userId, course, tx);
  if (stored && stored.grade === grade && stored.passed === passed && stored.editionId === editionId) return passed;
  await insertGrade({ userId, course, editionId, grade, passed, items, actorId: null, reason: null }, tx);
  return passed;
}
