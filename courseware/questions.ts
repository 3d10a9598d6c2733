import type { Root } from "hast";
import type { Lesson, QuestionKey } from "./lesson-model.ts";

/** What a learner chose: ids of answers (for `order`, in the learner's order), or a number. */
export type GivenAnswer = { readonly answers: readonly string[] } | { readonly number: number };

/** How it was, and why: an explanation for each answer, chosen or not. `answer` is "" where the question as a whole is explained. */
export type GradedAnswer = {
  readonly correct: boolean;
  readonly explanations: readonly { readonly answer: string; readonly right: boolean; readonly root: Root }[];
};

/** Nothing where the lesson has no such question, or the answer is not one it could have. */
export function gradeQuestion(lesson: Lesson, questionId: string, given: GivenAnswer): GradedAnswer | undefined {
  const key = lesson.questions.get(questionId);
  if (!key) return undefined;
  const correct = isCorrect(key, given);
  if (correct === undefined) return undefined;
  const explanations = [...key.explanations].map(([answer, root]) => ({
    answer,
    right: answer === "" ? correct : key.correct.includes(answer),
    root,
  }));
  return { correct, explanations };
}

function isCorrect(key: QuestionKey, given: GivenAnswer): boolean | undefined {
  if (key.kind === "number") {
    if (!("number" in given) || !key.number || !Number.isFinite(given.number)) return undefined;
    // A tolerance of 0.1 must take 0.3 for 0.2 + 0.1.
    return Math.abs(given.number - key.number.value) <= key.number.tolerance + 1e-9;
  }
  if (!("answers" in given)) return undefined;
  const { answers } = given;
  const known = answers.every((answer) => key.answers.includes(answer)) && new Set(answers).size === answers.length;
  if (!known) return undefined;
  switch (key.kind) {
    case "one":
      return answers.length === 1 ? answers[0] === key.correct[0] : undefined;
    case "many":
      return answers.length === key.correct.length && answers.every((answer) => key.correct.includes(answer));
    case "order":
      return answers.length === key.correct.length ? answers.every((answer, index) => answer === key.correct[index]) : undefined;
    default:
      return key.kind satisfies never;
  }
}
