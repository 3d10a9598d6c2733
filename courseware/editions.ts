import { contentHash } from "#grading/hash";
import { type Content, ownContent } from "./content.ts";
import { type Course, normaliseWeights, type Weights } from "./courses.ts";
import { loadLab } from "./labs.ts";
import { loadLesson } from "./lessons.ts";

/** What a course grades, frozen: an enrolment is pinned to one. Plain data, to be stored as JSON. */
export type Edition = {
  readonly course: string;
  readonly title: string;
  readonly locale: string;
  readonly version: string;
  readonly modules: readonly EditionModule[];
  /** Over what this edition has; they add up to 1. */
  readonly weights: Weights;
  /** From 0 to 1. */
  readonly passingGrade: number;
  /** SHA-256 over everything above. */
  readonly contentHash: string;
};

export type EditionModule = {
  readonly slug: string;
  readonly title: string;
  readonly lessons: readonly {
    readonly slug: string;
    readonly title: string;
    readonly contentHash: string;
    readonly questions: readonly string[];
  }[];
  readonly labs: readonly EditionLab[];
};

export type EditionLab = {
  readonly slug: string;
  readonly title: string;
  readonly required: boolean;
  readonly weight: number;
  readonly contentHash: string;
  readonly points: number;
};

/** The snapshot of a course as it is published now. */
export async function editionOf(course: Course, content: Content = ownContent): Promise<Edition> {
  const modules = await Promise.all(
    course.modules.map(async ({ slug, title, lessons, labs }) => ({
      slug,
      title,
      lessons: await Promise.all(lessons.map((lesson) => lessonOf(course.slug, lesson, content))),
      labs: await Promise.all(labs.map((lab) => labOf(lab, content))),
    })),
  );
  const published = {
    labs: modules.some((module) => module.labs.length > 0),
    questions: modules.some((module) => module.lessons.some((lesson) => lesson.questions.length > 0)),
    incident: false,
  };
  const edition = {
    course: course.slug,
    title: course.title,
    locale: course.locale,
    version: course.version,
    modules,
    weights: normaliseWeights(course.weights, published),
    passingGrade: course.passingGrade,
  };
  return { ...edition, contentHash: contentHash(edition) };
}

async function lessonOf(course: string, slug: string, content: Content) {
  const lesson = await loadLesson(course, slug, content);
  if (!lesson) throw new Error(`bug: course "${course}" lists the lesson "${slug}", which is not there`);
  return { slug, title: lesson.frontmatter.title, contentHash: lesson.contentHash, questions: [...lesson.questions.keys()] };
}

async function labOf({ slug, required, weight }: Course["modules"][number]["labs"][number], content: Content): Promise<EditionLab> {
  const lab = await loadLab(slug, content);
  if (!lab) throw new Error(`bug: a course lists the lab "${slug}", which is not there`);
  const points = lab.checks.reduce((sum, check) => sum + check.points, 0);
  return { slug, title: lab.title, required, weight, contentHash: lab.contentHash, points };
}
