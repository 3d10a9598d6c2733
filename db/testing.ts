import { randomUUID } from "node:crypto";
import type { Grading, Submission } from "#grading/model";
import { publishEdition } from "./queries/editions.ts";
import { insertEnrolment } from "./queries/enrolments.ts";
import { insertUser, type User } from "./queries/users.ts";

/** For tests: a confirmed learner whom no other test knows. */
export async function newLearner(): Promise<User> {
  const id = randomUUID();
  const user = await insertUser({ email: `${id}@example.com`, name: "Ada Lovelace", passwordHash: null, emailVerifiedAt: new Date() });
  if (!user) throw new Error("bug: a random address is taken");
  return user;
}

/** For tests: a learner enrolled in a course of their own. */
export async function newEnrolment() {
  const learner = await newLearner();
  const course = `course-${learner.id}`;
  const edition = await publishEdition({ course, contentHash: "hash-1", locale: "en", snapshot: { lessons: [] } });
  const accepted = { honourCodeVersion: "2026-11", honourCodeAcceptedAt: new Date() };
  await insertEnrolment({ userId: learner.id, course, editionId: edition.id, ...accepted });
  return { learner, course, edition };
}

export const someFiles = (text = "stages: [test]\n"): Submission => [{ path: ".gitlab-ci.yml", text }];

export function someGrading(score = 4, max = 7): Grading {
  return {
    report: { lab: { slug: "release-gate", contentHash: "lab-1" }, engine: "e1", diagnostics: [], checks: [], score, max },
    traces: [{ id: "run-1", when: "A push to main", timeline: [], logs: [], truncated: false }],
  };
}
