"use server";

import { z } from "zod";
import { type Lesson, loadLesson } from "#courseware/lessons";
import { type GivenAnswer, type GradedAnswer, gradeQuestion } from "#courseware/questions";
import { transact } from "#db/client";
import { lockEnrolment, selectOptionalEnrolment } from "#db/queries/enrolments";
import { insertLessonRead } from "#db/queries/lesson-progress";
import { insertQuestionAttempt, selectLatestAttempts } from "#db/queries/question-attempts";
import { issueIfCompleted } from "#server/certificates";
import { clientAddress } from "#server/client-address";
import { takeRateLimit, waitInWords } from "#server/rate-limit";
import { recordGrade } from "#server/record-grade";
import { currentViewer } from "#server/viewer";
import { renderProse } from "./lesson-components.tsx";
import type { AnsweredQuestion } from "./question-state.ts";

const Slug = z.string().regex(/^[a-z0-9-]{1,100}$/);
const Given = z.union([z.strictObject({ answers: z.array(z.string().max(200)).max(20) }), z.strictObject({ number: z.number() })]);

export type AnswerResult = { readonly ok: true; readonly answer: AnsweredQuestion } | { readonly ok: false; readonly because: string };

/** Grades an answer; for people who are enrolled it is kept and counts. Everyone is told why each answer is as it is. */
export async function answerAction(course: unknown, lesson: unknown, question: unknown, given: unknown): Promise<AnswerResult> {
  const names = z.tuple([Slug, Slug, Slug, Given]).safeParse([course, lesson, question, given]);
  if (!names.success) return { ok: false, because: "This is not an answer the question can have." };
  const [courseSlug, lessonSlug, id, choice] = names.data;
  const viewer = await currentViewer();
  const limit = await takeRateLimit("answer", viewer?.id ?? (await clientAddress()));
  if (!limit.ok) return { ok: false, because: `You can answer again ${waitInWords(limit.retryAfterSeconds)}.` };
  const loaded = await loadLesson(courseSlug, lessonSlug);
  const graded = loaded && gradeQuestion(loaded, id, choice);
  if (!graded) return { ok: false, because: "Choose an answer first." };
  const answer = shown(graded, choice);
  if (!viewer) return { ok: true, answer: { ...answer, notKept: "You are not signed in, so this answer is not kept." } };
  if (!(await selectOptionalEnrolment(viewer.id, courseSlug))) {
    return { ok: true, answer: { ...answer, notKept: "You are not enrolled in the course, so this answer is not kept." } };
  }
  await transact(async (tx) => {
    const enrolment = await lockEnrolment(viewer.id, courseSlug, tx);
    await insertQuestionAttempt(
      { userId: viewer.id, course: courseSlug, lesson: lessonSlug, question: id, answer: choice, correct: graded.correct },
      tx,
    );
    await recordGrade(tx, enrolment);
  });
  if (graded.correct) await issueIfCompleted(viewer.id, courseSlug);
  return { ok: true, answer };
}

/** What the reader answered last, with the explanations that they have seen. */
export async function loadAnswersAction(course: unknown, lesson: unknown): Promise<[string, AnsweredQuestion][]> {
  const names = z.tuple([Slug, Slug]).safeParse([course, lesson]);
  const viewer = await currentViewer();
  if (!names.success || !viewer) return [];
  const [courseSlug, lessonSlug] = names.data;
  const loaded = await loadLesson(courseSlug, lessonSlug);
  if (!loaded) return [];
  return (await selectLatestAttempts(viewer.id, courseSlug, lessonSlug)).flatMap((attempt) =>
    earlier(loaded, attempt.question, attempt.answer),
  );
}

/** An answer that the lesson no longer has is not shown. */
function earlier(lesson: Lesson, question: string, stored: unknown): [string, AnsweredQuestion][] {
  const given = Given.safeParse(stored);
  const graded = given.success ? gradeQuestion(lesson, question, given.data) : undefined;
  return given.success && graded ? [[question, shown(graded, given.data)]] : [];
}

export async function markReadAction(course: unknown, lesson: unknown): Promise<void> {
  const names = z.tuple([Slug, Slug]).safeParse([course, lesson]);
  const viewer = await currentViewer();
  if (!names.success || !viewer) return;
  const [courseSlug, lessonSlug] = names.data;
  if (await loadLesson(courseSlug, lessonSlug)) await insertLessonRead(viewer.id, courseSlug, lessonSlug);
}

function shown(graded: GradedAnswer, given: GivenAnswer): AnsweredQuestion {
  return {
    correct: graded.correct,
    given: "number" in given ? [String(given.number)] : given.answers,
    explanations: graded.explanations.map(({ answer, right, root }) => ({ answer, right, text: renderProse(root) })),
  };
}
