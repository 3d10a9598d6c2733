import { and, desc, eq, sql } from "drizzle-orm";
import type { Grading, Submission, Variant } from "#grading/model";
import { db, type Executor } from "../client.ts";
import { submissions, traces } from "../schema.ts";
import { type Enrolment, lockEnrolment } from "./enrolments.ts";
import { filesHash } from "./files-hash.ts";

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
  return db.transaction(async (tx): Promise<SubmissionInsert<Along>> => {
    const enrolment = await lockEnrolment(submission.learnerId, submission.course, tx);
    const values = { ...submission, filesHash: hash, labContentHash: report.lab.contentHash, report, score: report.score, max: report.max };
    // What was just sent need not come back.
    const [row] = await tx.insert(submissions).values(values).onConflictDoNothing().returning({ createdAt: submissions.createdAt });
    const stored = row && { ...values, ...row };
    if (!stored) {
      const earlier = await selectOptionalOwnSubmission(submission.learnerId, submission.id, tx);
      return earlier && isSameWork(earlier, submission) ? { kind: "repeated", submission: earlier } : { kind: "conflict" };
    }
    if (grading.traces.length > 0) {
      await tx
        .insert(traces)
        .values(grading.traces.map((trace) => ({ learnerId: stored.learnerId, submissionId: stored.id, run: trace.id, trace })));
    }
    return { kind: "stored", submission: stored, along: await alongside?.(tx, enrolment) };
  });
}

/** Whether a repeated id means the same work; ask before grading, so that a repeated request costs no grading. */
export function isSameWork(stored: StoredSubmission, sent: { readonly lab: string; readonly files: Submission }): boolean {
  return stored.lab === sent.lab && stored.filesHash === filesHash(sent.files);
}

export async function selectOptionalOwnSubmission(
  learnerId: string,
  id: string,
  executor: Executor = db,
): Promise<StoredSubmission | undefined> {
  const [own] = await executor
    .select()
    .from(submissions)
    .where(and(eq(submissions.id, id), eq(submissions.learnerId, learnerId)));
  return own;
}

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
  return executor
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
    .where(and(eq(submissions.learnerId, learnerId), eq(submissions.course, course)))
    .orderBy(submissions.lab, desc(submissions.passed), desc(sql`${submissions.score} / ${submissions.max}`), submissions.createdAt);
}
