import { expect, test } from "vitest";
import { newEnrolment, newLearner } from "../testing.ts";
import { publishEdition, selectOptionalEdition } from "./editions.ts";
import { insertEnrolment, selectOptionalEnrolment, selectOptionalLabAccess, updateEnrolmentEdition } from "./enrolments.ts";
import { insertLessonRead, selectLessonProgress } from "./lesson-progress.ts";
import { insertQuestionAttempt, selectLatestAttempts } from "./question-attempts.ts";
import { insertVariant } from "./variants.ts";
import { selectOptionalWork } from "./work.ts";

test("a variant is drawn once, whoever opens the lab in how many tabs", async () => {
  const { learner, course, edition } = await newEnrolment();
  const { id } = learner;
  expect(await selectOptionalLabAccess(id, course, "lab")).toEqual({ editionId: edition.id, variant: null });
  const drawn = await Promise.all(["main", "trunk", "release"].map((branch) => insertVariant(id, "lab", { branch })));
  expect(new Set(drawn.map((variant) => variant.branch)).size).toBe(1);
  expect(await selectOptionalLabAccess(id, course, "lab")).toEqual({ editionId: edition.id, variant: drawn[0] });
  expect(await selectOptionalLabAccess(id, course, "other-lab")).toEqual({ editionId: edition.id, variant: null });
});

test("a variant alone opens no lab: only who is enrolled in its course has access", async () => {
  const [{ course }, stranger] = [await newEnrolment(), await newLearner()];
  await insertVariant(stranger.id, "lab", { branch: "main" });
  expect(await selectOptionalLabAccess(stranger.id, course, "lab")).toBeUndefined();
});

test("publishing the same content twice is one edition, frozen with its keys in order", async () => {
  const { course } = await newEnrolment();
  const edition = { course, contentHash: "hash-2", locale: "en", snapshot: { z: 1, a: [2] } };
  const published = await Promise.all([publishEdition(edition), publishEdition(edition)]);
  expect(published[0]).toEqual(published[1]);
  expect(JSON.stringify((await selectOptionalEdition(published[0].id))?.snapshot)).toBe('{"z":1,"a":[2]}');
});

test("an enrolment keeps its edition until it is moved", async () => {
  const { learner, course, edition } = await newEnrolment();
  const newer = await publishEdition({ course, contentHash: "hash-2", locale: "en", snapshot: {} });
  const again = { userId: learner.id, course, honourCodeVersion: "later", honourCodeAcceptedAt: new Date() };
  expect(await insertEnrolment({ ...again, editionId: newer.id })).toMatchObject({ editionId: edition.id, honourCodeVersion: "2026-11" });
  expect(await updateEnrolmentEdition(learner.id, course, newer.id)).toBe(true);
  expect(await selectOptionalEnrolment(learner.id, course)).toMatchObject({ contentHash: "hash-2" });
  expect(await updateEnrolmentEdition((await newLearner()).id, course, newer.id)).toBe(false);
});

test("a lesson is read once", async () => {
  const { learner, course } = await newEnrolment();
  await insertLessonRead(learner.id, course, "jobs");
  const [first] = await selectLessonProgress(learner.id, course);
  await insertLessonRead(learner.id, course, "jobs");
  expect(await selectLessonProgress(learner.id, course)).toEqual([first]);
});

test("the latest attempt is shown, and a right answer once given stays right", async () => {
  const { learner, course } = await newEnrolment();
  const attempt = { userId: learner.id, course, lesson: "jobs", question: "needs" };
  await insertQuestionAttempt({ ...attempt, answer: ["b"], correct: true });
  await insertQuestionAttempt({ ...attempt, answer: ["a"], correct: false });
  await insertQuestionAttempt({ ...attempt, question: "rules", answer: 3, correct: false });
  expect(await selectLatestAttempts(learner.id, course, "jobs")).toMatchObject([
    { question: "needs", answer: ["a"], correct: false },
    { question: "rules", answer: 3, correct: false },
  ]);
  expect((await selectOptionalWork(learner.id, course))?.right).toEqual([{ lesson: "jobs", question: "needs" }]);
});
