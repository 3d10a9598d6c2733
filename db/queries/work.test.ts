import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { newEnrolment, newLearner, someFiles, someGrading } from "../testing.ts";
import { insertGrade } from "./grades.ts";
import { insertQuestionAttempt } from "./question-attempts.ts";
import { insertSubmission } from "./submissions.ts";
import { selectOptionalWork } from "./work.ts";

async function newWork() {
  const { learner, course, edition } = await newEnrolment();
  const handIn = (lab: string, score: number, max: number) =>
    insertSubmission({
      id: randomUUID(),
      learnerId: learner.id,
      course,
      editionId: edition.id,
      lab,
      variant: {},
      files: someFiles(),
      passed: score === max,
      grading: someGrading(score, max),
    });
  return { learner, course, edition, handIn };
}

test("who has done nothing has no work and no grade, and who is not enrolled has nothing", async () => {
  const { learner, course, edition } = await newWork();
  expect(await selectOptionalWork(learner.id, course)).toEqual({ editionId: edition.id, labs: [], right: [], current: null });
  expect(await selectOptionalWork((await newLearner()).id, course)).toBeUndefined();
});

test("the best of each lab counts, to the last bit, and nobody else's", async () => {
  const [mine, theirs] = [await newWork(), await newWork()];
  await mine.handIn("release-gate", 0.1 + 0.2, 1);
  await mine.handIn("release-gate", 0.3, 1);
  await mine.handIn('a "quoted" lab', 2, 2);
  await theirs.handIn("release-gate", 1, 1);
  expect((await selectOptionalWork(mine.learner.id, mine.course))?.labs).toEqual([
    { lab: 'a "quoted" lab', score: 2, max: 2, passed: true },
    { lab: "release-gate", score: 0.1 + 0.2, max: 1, passed: false },
  ]);
});

test("a question counts once, however often it was answered rightly", async () => {
  const { learner, course } = await newWork();
  const attempt = { userId: learner.id, course, answer: ["a"] };
  for (const correct of [true, false, true]) await insertQuestionAttempt({ ...attempt, lesson: "rules", question: "when", correct });
  await insertQuestionAttempt({ ...attempt, lesson: "jobs", question: "needs", correct: true });
  await insertQuestionAttempt({ ...attempt, lesson: "jobs", question: "stages", correct: false });
  expect((await selectOptionalWork(learner.id, course))?.right).toEqual([
    { lesson: "jobs", question: "needs" },
    { lesson: "rules", question: "when" },
  ]);
});

test("the grade that stands is the newest", async () => {
  const { learner, course, edition } = await newWork();
  for (const grade of [0.9, 1 / 3]) {
    await insertGrade({ userId: learner.id, course, editionId: edition.id, grade, passed: false, items: [] });
  }
  expect((await selectOptionalWork(learner.id, course))?.current).toEqual({ grade: 1 / 3, passed: false, editionId: edition.id });
});
