import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { newEnrolment, someFiles, someGrading } from "../testing.ts";
import { insertGrade, selectGradeHistory } from "./grades.ts";
import { insertSubmission, selectBestSubmissions, selectOptionalOwnSubmission, selectOwnSubmissions } from "./submissions.ts";
import { selectOptionalOwnTrace, selectOwnTraces } from "./traces.ts";
import { selectOptionalWork } from "./work.ts";

async function newSubmission(text?: string) {
  const { learner, course, edition } = await newEnrolment();
  return {
    id: randomUUID(),
    learnerId: learner.id,
    course,
    editionId: edition.id,
    lab: "release-gate",
    variant: { branch: "main" },
    files: someFiles(text),
    passed: false,
    grading: someGrading(),
  };
}

test("the same id with the same files stores once, even ten at a time", async () => {
  const submission = await newSubmission();
  const inserted = await Promise.all(Array.from({ length: 10 }, () => insertSubmission(submission)));
  expect(inserted.map((insert) => insert.kind).sort()).toEqual([...Array(9).fill("repeated"), "stored"]);
  expect(new Set(inserted.map((insert) => insert.kind !== "conflict" && insert.submission.createdAt.getTime())).size).toBe(1);
  expect(await selectOwnSubmissions(submission.learnerId, submission.lab)).toHaveLength(1);
  expect(await selectOwnTraces(submission.learnerId, submission.id)).toEqual(submission.grading.traces);
});

test("the same id with other files, or for another lab, is a conflict and changes nothing", async () => {
  const submission = await newSubmission();
  await insertSubmission(submission);
  expect(await insertSubmission({ ...submission, files: someFiles("other") })).toEqual({ kind: "conflict" });
  expect(await insertSubmission({ ...submission, lab: "other-lab" })).toEqual({ kind: "conflict" });
  expect((await selectOptionalOwnSubmission(submission.learnerId, submission.id))?.files).toEqual(submission.files);
});

test("two learners may use the same id, and neither sees the other's work", async () => {
  const [mine, theirs] = [await newSubmission("mine"), await newSubmission("theirs")];
  await insertSubmission(mine);
  expect(await selectOptionalOwnSubmission(theirs.learnerId, mine.id)).toBeUndefined();
  expect(await selectOptionalOwnTrace(theirs.learnerId, mine.id, "run-1")).toBeUndefined();
  expect((await insertSubmission({ ...theirs, id: mine.id })).kind).toBe("stored");
  expect((await selectOptionalOwnSubmission(mine.learnerId, mine.id))?.files).toEqual(someFiles("mine"));
});

test("files come back as they were sent, NUL and half a surrogate pair included, and the report with its keys in order", async () => {
  const submission = await newSubmission("a\u0000b \ud83d");
  await insertSubmission(submission);
  const stored = await selectOptionalOwnSubmission(submission.learnerId, submission.id);
  expect(stored?.files).toEqual(submission.files);
  expect(JSON.stringify(stored?.report)).toBe(JSON.stringify(submission.grading.report));
});

test("when what goes alongside fails, nothing is stored", async () => {
  const submission = await newSubmission();
  await expect(insertSubmission(submission, () => Promise.reject(new Error("no grade")))).rejects.toThrow("no grade");
  expect(await selectOptionalOwnSubmission(submission.learnerId, submission.id)).toBeUndefined();
  expect(await selectOwnTraces(submission.learnerId, submission.id)).toEqual([]);
});

test("grades computed alongside submissions that come at once miss none of them", async () => {
  const first = await newSubmission();
  const { learnerId: userId, course, editionId } = first;
  const labs = ["a", "b", "c", "d", "e", "f"];
  await Promise.all(
    labs.map((lab) =>
      insertSubmission({ ...first, id: randomUUID(), lab, passed: true, grading: someGrading(7) }, async (tx) => {
        const best = (await selectOptionalWork(userId, course, tx))?.labs ?? [];
        await insertGrade(
          { userId, course, editionId, grade: best.length / labs.length, passed: best.length === labs.length, items: [] },
          tx,
        );
      }),
    ),
  );
  expect((await selectOptionalWork(userId, course))?.current).toEqual({ grade: 1, passed: true, editionId });
  expect((await selectGradeHistory(userId, course)).map((grade) => Math.round(grade.grade * 6))).toEqual([6, 5, 4, 3, 2, 1]);
});

test("the best submission of a lab is the highest, and of equals the earliest", async () => {
  const submission = await newSubmission();
  const ids = [randomUUID(), randomUUID(), randomUUID()];
  for (const [index, score] of [3, 6, 6].entries()) {
    await insertSubmission({ ...submission, id: ids[index] ?? "", grading: someGrading(score) });
  }
  expect(await selectBestSubmissions(submission.learnerId, submission.course)).toMatchObject([{ id: ids[1], score: 6 }]);
});
