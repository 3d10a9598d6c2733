import type { Edition } from "#courseware/editions";
import type { GradeItem } from "#db/schema";

/** What of an edition one learner has done. */
export type Work = {
  /** The best submission of each lab. */
  readonly labs: readonly { readonly lab: string; readonly score: number; readonly max: number; readonly passed: boolean }[];
  /** Questions answered rightly at least once. */
  readonly right: readonly { readonly lesson: string; readonly question: string }[];
};

export type CourseGrade = {
  /** The share of the course that was earned, 0 to 1. */
  readonly grade: number;
  /** The passing grade is reached and every required lab is passed. */
  readonly passed: boolean;
  readonly items: readonly GradeItem[];
  /** Required labs that are not passed yet, in the order of the course. */
  readonly missing: readonly { readonly slug: string; readonly title: string }[];
};

/** The grade that an edition's weights give to a learner's work. Weights of labs count among labs. */
export function gradeCourse(edition: Edition, work: Work): CourseGrade {
  const labs = edition.modules.flatMap((module) => module.labs);
  const labWeight = labs.reduce((sum, lab) => sum + lab.weight, 0);
  const best = new Map(work.labs.map((submission) => [submission.lab, submission]));
  const labItems = labs.map((lab): GradeItem => {
    const submission = best.get(lab.slug);
    return {
      kind: "lab",
      slug: lab.slug,
      title: lab.title,
      weight: labWeight === 0 ? 0 : (edition.weights.labs * lab.weight) / labWeight,
      score: submission ? submission.score / submission.max : 0,
      required: lab.required,
    };
  });
  const asked = edition.modules.flatMap((module) =>
    module.lessons.flatMap(({ slug, questions }) => questions.map((question) => `${slug}#${question}`)),
  );
  const right = new Set(work.right.map(({ lesson, question }) => `${lesson}#${question}`));
  const answered = asked.filter((question) => right.has(question)).length;
  const questionItems: GradeItem[] =
    asked.length === 0
      ? []
      : [
          {
            kind: "questions",
            slug: "questions",
            title: "Questions",
            weight: edition.weights.questions,
            score: answered / asked.length,
            required: false,
          },
        ];
  const items = [...labItems, ...questionItems];
  const grade = Math.min(
    1,
    items.reduce((sum, item) => sum + item.weight * item.score, 0),
  );
  const missing = labs.filter((lab) => lab.required && !best.get(lab.slug)?.passed).map(({ slug, title }) => ({ slug, title }));
  // A sum of shares may miss the mark by the last bit of a double.
  return { grade, passed: missing.length === 0 && grade + 1e-9 >= edition.passingGrade, items, missing };
}
