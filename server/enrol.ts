import "server-only";
import { type Course, loadCourse } from "#courseware/courses";
import { editionOf } from "#courseware/editions";
import { publishEdition } from "#db/queries/editions";
import { insertEnrolment } from "#db/queries/enrolments";
import { updateUserHonourCode } from "#db/queries/users";
import { honourCode } from "./honour-code.ts";

/** Enrols a learner, who has accepted the honour code, in the course as it is published now; nothing where there is no such course. */
export async function enrol(learnerId: string, slug: string): Promise<Course | undefined> {
  const course = await loadCourse(slug);
  if (!course) return undefined;
  const edition = await editionOf(course);
  const stored = await publishEdition({ course: slug, contentHash: edition.contentHash, locale: course.locale, snapshot: edition });
  // Who first signed in through a provider accepts it here for the first time.
  await updateUserHonourCode(learnerId, honourCode.version);
  await insertEnrolment({
    userId: learnerId,
    course: slug,
    editionId: stored.id,
    honourCodeVersion: honourCode.version,
    honourCodeAcceptedAt: new Date(),
  });
  return course;
}
