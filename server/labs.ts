import "server-only";
import { randomInt } from "node:crypto";
import { listCourses, loadCourse } from "#courseware/courses";
import { type LabSource, loadLab, readyFiles, readyLab } from "#courseware/labs";
import { drawVariant } from "#courseware/variant";
import { selectOptionalLabAccess } from "#db/queries/enrolments";
import { insertVariant } from "#db/queries/variants";
import type { SourceFile } from "#engines/source";
import type { Lab, Variant } from "#grading/model";

/** The course that asks for this lab; the first of several. */
export async function courseOfLab(slug: string): Promise<string | undefined> {
  for (const course of await listCourses()) {
    const loaded = await loadCourse(course);
    if (loaded?.modules.some((module) => module.labs.some((lab) => lab.slug === slug))) return course;
  }
  return undefined;
}

/** A lab as one learner gets it. */
export type LearnersLab = {
  readonly source: LabSource;
  readonly variant: Variant;
  readonly lab: Lab;
  readonly start: readonly SourceFile[];
  readonly course: string;
  readonly editionId: string;
};

export type LabAccess =
  | { readonly kind: "open"; readonly opened: LearnersLab }
  /** The learner has not enrolled in the course that asks for it. */
  | { readonly kind: "not-enrolled"; readonly course: string; readonly title: string }
  | { readonly kind: "no-such-lab" };

/** Opens a lab for a learner; their variant is drawn the first time and kept. */
export async function openLab(learnerId: string, slug: string): Promise<LabAccess> {
  const [source, course] = await Promise.all([loadLab(slug), courseOfLab(slug)]);
  if (!source || course === undefined) return { kind: "no-such-lab" };
  const access = await selectOptionalLabAccess(learnerId, course, slug);
  if (!access) return { kind: "not-enrolled", course, title: source.title };
  const variant = fitting(access.variant, source) ?? (await insertVariant(learnerId, slug, drawVariant(source.variant, chance)));
  return {
    kind: "open",
    opened: {
      source,
      variant,
      lab: readyLab(source, variant),
      start: readyFiles(source.start, variant),
      course,
      editionId: access.editionId,
    },
  };
}

/** A stored draw is kept though the lab changed; names that the lab has gained since are drawn from its first values. */
function fitting(stored: Variant | null, { variant }: LabSource): Variant | undefined {
  if (!stored) return undefined;
  return Object.fromEntries([...variant].map(([name, values]) => [name, stored[name] ?? values[0] ?? ""]));
}

const chance = () => randomInt(2 ** 32) / 2 ** 32;
