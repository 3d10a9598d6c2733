import { encode } from "next-auth/jwt";
import { listCourses, loadCourse } from "#courseware/courses";
import { editionOf } from "#courseware/editions";
import { loadLab, readyFiles } from "#courseware/labs";
import { lessonPath } from "#courseware/lessons";
import { combinations } from "#courseware/variant";
import type { SourceFile } from "#engines/source";

/** Signed-in learners with the same variant of one lab, and the files that solve it. */
export type Group = { readonly lab: string; readonly cookies: readonly string[]; readonly files: readonly SourceFile[] };

/** Learners of the first course: a group for the first required lab of every module, or its first lab where none is required. */
export async function prepareLearners(
  count: number,
  secret: string,
): Promise<{ readonly groups: readonly Group[]; readonly lesson: string }> {
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
  const lesson = course?.modules.flatMap((module) => module.lessons)[0];
  if (!course || lesson === undefined) throw new Error("bug: no course with a lesson");
  const snapshot = await editionOf(course);
  const edition = await publishEdition({ course: slug, contentHash: snapshot.contentHash, locale: course.locale, snapshot });

  const learner = async (name: string, lab: string, variant: Readonly<Record<string, string>>): Promise<string> => {
    const [user] = await db
      .insert(users)
      .values({ email: `${name}@example.org`, name: `Learner ${name}`, locale: "en", emailVerifiedAt: new Date() })
      .returning({ id: users.id });
    if (!user) throw new Error("bug: no learner was stored");
    const [honourCodeVersion, honourCodeAcceptedAt] = ["bench", new Date()];
    await insertEnrolment({ userId: user.id, course: slug, editionId: edition.id, honourCodeVersion, honourCodeAcceptedAt });
    await insertVariant(user.id, lab, variant);
    const sid = await insertSession({ userId: user.id, userAgent: "bench", expiresAt: new Date(Date.now() + 3_600_000) });
    return `next-auth.session-token=${await encode({ token: { sid }, secret, maxAge: 3600 })}`;
  };

  const chosen = course.modules.flatMap(({ labs }) => labs.find(({ required }) => required)?.slug ?? labs[0]?.slug ?? []);
  const groups = await Promise.all(
    chosen.map(async (lab): Promise<Group> => {
      const source = await loadLab(lab);
      const variant = source && combinations(source.variant).variants[0];
      if (!source || !variant) throw new Error(`bug: no lab ${lab}`);
      const cookies = await Promise.all(Array.from({ length: count }, (_, index) => learner(`${lab}-${index}`, lab, variant)));
      return { lab, cookies, files: readyFiles(source.solution, variant) };
    }),
  );
  return { groups, lesson: lessonPath(slug, lesson) };
}
