import { and, desc, eq, sql } from "drizzle-orm";
import type { Grading, Submission, Variant } from "#grading/model";
import { db, type Executor, transact } from "../client.ts";
import { submissions } from "../schema.ts";
import { statement } from "../statement.ts";
import { type Enrolment, lockEnrolment } from "./enrolments.ts";
import { filesHash } from "./files-hash.ts";
import { insertTraces } from "./traces.ts";

export type StoredSubmission = typeof submissions.$inferSelect;

export type NewSubmission = {
  readonly id: string;
  readonly learnerId: string;
  readonly course: string;
  readonly editionId: string | null;
  readonly lab: string;
  readonly variant: Variant;
  readonly files: Submission;
  readonly passed: boolean;
  readonly grading: Grading;
};

export type SubmissionInsert<Along> =
  | { readonly kind: "stored"; readonly submission: StoredSubmission; readonly along: Along | undefined }
  /** The same id with the same lab and files was stored before; that is the answer. */
  | { readonly kind: "repeated"; readonly submission: StoredSubmission }
  /** The same id came with other files: HTTP 409. */
  | { readonly kind: "conflict" };

/**
 * Report and traces are stored in one transaction; `alongside` joins it, for what the submission changes (the grade), and its result is given
 * back. The enrolment is locked meanwhile, so of two submissions at once the second computes with the first one stored.
 */
export async function insertSubmission<Along>(
  { grading, ...submission }: NewSubmission,
  alongside?: (executor: Executor, enrolment: Enrolment | undefined) => Promise<Along>,
): Promise<SubmissionInsert<Along>> {
  const { report } = grading;
  const hash = filesHash(submission.files);
  return transact(async (tx): Promise<SubmissionInsert<Along>> => {
    const enrolment = await lockEnrolment(submission.learnerId, submission.course, tx);
    const values = { ...submission, filesHash: hash, labContentHash: report.lab.contentHash, report, score: report.score, max: report.max };
    // What was just sent need not come back.
    const [row] = await insertStatement(tx).execute(values);
    const stored = row && { ...values, ...row };
    if (!stored) {
      const earlier = await selectOptionalOwnSubmission(submission.learnerId, submission.id, tx);
      return earlier && isSameWork(earlier, submission) ? { kind: "repeated", submission: earlier } : { kind: "conflict" };
    }
    await insertTraces(stored.learnerId, stored.id, grading.traces, tx);
    return { kind: "stored", submission: stored, along: await alongside?.(tx, enrolment) };
  });
}

const insertStatement = statement((executor) =>
  executor
    .insert(submissions)
    .values({
      id: sql.placeholder("id"),
      learnerId: sql.placeholder("learnerId"),
      course: sql.placeholder("course"),
      editionId: sql.placeholder("editionId"),
      lab: sql.placeholder("lab"),
      labContentHash: sql.placeholder("labContentHash"),
      variant: sql.placeholder("variant"),
      files: sql.placeholder("files"),
      filesHash: sql.placeholder("filesHash"),
      report: sql.placeholder("report"),
      score: sql.placeholder("score"),
      max: sql.placeholder("max"),
      passed: sql.placeholder("passed"),
    })
    .onConflictDoNothing()
    .returning({ createdAt: submissions.createdAt })
    .prepare(""),
);

/** Whether a repeated id means the same work; ask before grading, so that a repeated request costs no grading. */
export function isSameWork(stored: StoredSubmission, sent: { readonly lab: string; readonly files: Submission }): boolean {
  return stored.lab === sent.lab && stored.filesHash === filesHash(sent.files);
}

export async function selectOptionalOwnSubmission(
  learnerId: string,
  id: string,
  executor: Executor = db,
): Promise<StoredSubmission | undefined> {
  const [own] = await ownStatement(executor).execute({ learnerId, id });
  return own;
}

const ownStatement = statement((executor) =>
  executor
    .select()
    .from(submissions)
    .where(and(eq(submissions.id, sql.placeholder("id")), eq(submissions.learnerId, sql.placeholder("learnerId"))))
    .prepare(""),
);

/** The history of a lab, newest first, without files and reports. */
export async function selectOwnSubmissions(learnerId: string, lab: string, limit = 100) {
  return db
    .select({
      id: submissions.id,
      score: submissions.score,
      max: submissions.max,
      passed: submissions.passed,
      labContentHash: submissions.labContentHash,
      filesHash: submissions.filesHash,
      createdAt: submissions.createdAt,
    })
    .from(submissions)
    .where(and(eq(submissions.learnerId, learnerId), eq(submissions.lab, lab)))
    .orderBy(desc(submissions.createdAt))
    .limit(limit);
}

export type BestSubmission = Pick<
  StoredSubmission,
  "id" | "lab" | "score" | "max" | "passed" | "filesHash" | "labContentHash" | "createdAt"
>;

/** The best submission of each lab of a course, the earliest of equals: what the grade is made of. */
export async function selectBestSubmissions(learnerId: string, course: string, executor: Executor = db): Promise<BestSubmission[]> {
  return bestStatement(executor).execute({ learnerId, course });
}

/** As a query to be prepared, by `learnerId` and `course`; or part of another. */
export const bestSubmissionsOf = (executor: Executor) =>
  executor
    .selectDistinctOn([submissions.lab], {
      id: submissions.id,
      lab: submissions.lab,
      score: submissions.score,
      max: submissions.max,
      passed: submissions.passed,
      filesHash: submissions.filesHash,
      labContentHash: submissions.labContentHash,
      createdAt: submissions.createdAt,
    })
    .from(submissions)
    .where(and(eq(submissions.learnerId, sql.placeholder("learnerId")), eq(submissions.course, sql.placeholder("course"))))
    .orderBy(submissions.lab, desc(submissions.passed), desc(sql`${submissions.score} / ${submissions.max}`), submissions.createdAt);

const bestStatement = statement((executor) => bestSubmissionsOf(executor).prepare(""));
