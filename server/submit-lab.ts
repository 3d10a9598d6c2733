import "server-only";
import { insertSubmission, isSameWork, type StoredSubmission, selectOptionalOwnSubmission } from "#db/queries/submissions";
import type { Submission } from "#grading/model";
import { gradeInPool } from "#grading/pool/grade-in-pool";
import { issueIfCompleted } from "./certificates.ts";
import { openLab } from "./labs.ts";
import { takeRateLimit, waitInWords } from "./rate-limit.ts";
import { recordGrade } from "./record-grade.ts";

export type SubmitResult =
  | { readonly kind: "stored"; readonly submission: StoredSubmission; readonly certificate?: string }
  /** The id was used for other work. */
  | { readonly kind: "conflict" }
  | { readonly kind: "refused"; readonly status: 403 | 404 | 429 | 503; readonly because: string };

/**
 * Grades a submission and stores its report before anyone is answered. The same id with the same work is answered with what was stored;
 * the submission that completes the course issues the certificate.
 */
export async function submitLab(learnerId: string, slug: string, id: string, files: Submission): Promise<SubmitResult> {
  const [earlier, access] = await Promise.all([selectOptionalOwnSubmission(learnerId, id), openLab(learnerId, slug)]);
  if (earlier) return isSameWork(earlier, { lab: slug, files }) ? { kind: "stored", submission: earlier } : { kind: "conflict" };
  const limit = await takeRateLimit("submit", learnerId);
  if (!limit.ok) return { kind: "refused", status: 429, because: `You can check again ${waitInWords(limit.retryAfterSeconds)}.` };
  if (access.kind === "no-such-lab") return { kind: "refused", status: 404, because: "There is no such lab." };
  if (access.kind === "not-enrolled") return { kind: "refused", status: 403, because: "Enrol in the course first." };
  const { source, variant, lab, course, editionId } = access.opened;
  const answer = await gradeInPool({ lab, world: source.worldSource.world, files });
  if (answer.kind === "busy")
    return { kind: "refused", status: 503, because: "Many people are checking their work. Try again in a moment." };
  const { report } = answer.grading;
  const passed = report.checks.every((check) => check.outcome === "passed");
  const inserted = await insertSubmission(
    { id, learnerId, course, editionId, lab: slug, variant, files, passed, grading: answer.grading },
    recordGrade,
  );
  if (inserted.kind === "conflict") return inserted;
  const completes = inserted.kind === "stored" && passed && inserted.along === true;
  const certificate = completes ? await issueIfCompleted(learnerId, course) : undefined;
  return { kind: "stored", submission: inserted.submission, ...(certificate === undefined ? {} : { certificate }) };
}
