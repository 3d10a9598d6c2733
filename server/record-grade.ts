import "server-only";
import type { Edition } from "#courseware/editions";
import type { Executor } from "#db/client";
import { selectOptionalEdition } from "#db/queries/editions";
import type { Enrolment } from "#db/queries/enrolments";
import { insertGrade } from "#db/queries/grades";
import { type StoredWork, selectOptionalWork } from "#db/queries/work";
import { type CourseGrade, gradeCourse } from "./course-grade.ts";

type PinnedGrade = CourseGrade & { readonly editionId: string; readonly edition: Edition };

/** The grade as the learner's work stands, by the edition their enrolment is pinned to; nothing without an enrolment. */
export async function currentGrade(learnerId: string, course: string): Promise<PinnedGrade | undefined> {
  const work = await selectOptionalWork(learnerId, course);
  return work && gradeOf(work);
}

async function gradeOf(work: StoredWork, executor?: Executor): Promise<PinnedGrade> {
  const stored = await selectOptionalEdition(work.editionId, executor);
  if (!stored) throw new Error(`bug: an enrolment names the edition ${work.editionId}, which is not stored`);
  // Only `publishEdition` writes snapshots, and it writes editions.
  const edition = stored.snapshot as Edition;
  return { ...gradeCourse(edition, work), editionId: work.editionId, edition };
}

/**
 * Adds to the history of grades when the grade has changed, and says whether the course is completed. Inside the transaction that stored
 * what changed it, with the enrolment that it has locked.
 */
export async function recordGrade(tx: Executor, enrolment: Enrolment | undefined): Promise<boolean> {
  const work = enrolment && (await selectOptionalWork(enrolment.userId, enrolment.course, tx));
  if (!enrolment || !work) return false;
  const { editionId, grade, passed, items } = await gradeOf(work, tx);
  const { current } = work;
  if (current && current.grade === grade && current.passed === passed && current.editionId === editionId) return passed;
  const { userId, course } = enrolment;
  await insertGrade({ userId, course, editionId, grade, passed, items, actorId: null, reason: null }, tx);
  return passed;
}
