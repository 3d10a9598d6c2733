import { encode } from "next-auth/jwt";
import { listCourses, loadCourse } from "#courseware/courses";
import { editionOf } from "#courseware/editions";
import { loadLab, readyFiles } from "#courseware/labs";
import { lessonPath } from "#courseware/lessons";
import { combinations } from "#courseware/variant";

/** Learners of the first course, signed in, each with the same variant of its first lab and the files that solve it. */
export async function prepareLearners(count: number, secret: string) {
  // The database's room reads its address when it is first imported.
  const [{ db }, { insertSession }, { insertEnrolment }, { publishEdition }, { insertVariant }, { users }] = await Promise.all([
    import("#db/client"),
    import("#db/queries/sessions"),
    import("#db/queries/enrolments"),
    import("#db/queries/editions"),
    import("#db/queries/variants"),
    import("#db/schema"),
  ]);
  const [slug = ""] = await listCourses();
  const course = await loadCourse(slug);
  const module = course?.modules.find((each) => each.labs.length > 0 && each.lessons.length > 0);
  const [lesson, lab] = [module?.lessons[0], module?.labs[0]?.slug];
  const source = lab === undefined ? undefined : await loadLab(lab);
  const variant = source && combinations(source.variant).variants[0];
  if (!course || lesson === undefined || lab === undefined || !source || !variant)
    throw new Error("bug: no course with a lesson and a lab");
  const snapshot = await editionOf(course);
  const edition = await publishEdition({ course: slug, contentHash: snapshot.contentHash, locale: course.locale, snapshot });
  const cookies = await Promise.all(
    Array.from({ length: count }, async (_, index) => {
      const [user] = await db
        .insert(users)
        .values({ email: `bench-${index}@example.org`, name: `Learner ${index}`, locale: "en", emailVerifiedAt: new Date() })
        .returning({ id: users.id });
      if (!user) throw new Error("bug: no learner was stored");
      await insertEnrolment({
        userId: user.id,
        course: slug,
        editionId: edition.id,
        honourCodeVersion: "bench",
        honourCodeAcceptedAt: new Date(),
      });
      await insertVariant(user.id, lab, variant);
      const sid = await insertSession({ userId: user.id, userAgent: "bench", expiresAt: new Date(Date.now() + 3_600_000) });
      return `next-auth.session-token=${await encode({ token: { sid }, secret, maxAge: 3600 })}`;
    }),
  );
  return { cookies, lab, files: readyFiles(source.solution, variant), lesson: lessonPath(slug, lesson) };
}
