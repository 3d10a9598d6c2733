import type { PreviewSetting } from "#components/lab-worker/preview";
import type { SourceFile } from "#engines/source";
import type { Report } from "#grading/model";

/** What the browser needs to open a lab. Nothing of the solution or of the checks' expressions is in it. */
export type OpenLab = {
  readonly slug: string;
  readonly title: string;
  readonly kind: string;
  readonly learnerId: string;
  /** Globs of what may be edited or created. */
  readonly editable: readonly string[];
  readonly start: readonly SourceFile[];
  /** The rest of the repository, to read. */
  readonly repository: readonly SourceFile[];
  /** What the preview needs to know of the lab's first check. */
  readonly preview: PreviewSetting;
  readonly checks: readonly { readonly id: string; readonly title: string; readonly points: number; readonly when: string }[];
  readonly hints: readonly string[];
  readonly draft: StoredDraft | undefined;
  readonly attempts: readonly Attempt[];
};

export type StoredDraft = { readonly files: readonly SourceFile[]; readonly revision: number; readonly updatedAt: string };

export type Attempt = { readonly id: string; readonly score: number; readonly max: number; readonly passed: boolean; readonly at: string };

/** The answer to a submission: the stored attempt, its report, and what it changed. */
export type SubmissionAnswer = {
  readonly attempt: Attempt;
  readonly report: Report;
  /** The page of the certificate that this submission completed, if it did. */
  readonly certificate?: string;
};

export type StoredAttempt = { readonly attempt: Attempt; readonly files: readonly SourceFile[]; readonly report: Report };

/** Why something could not be done, in words for the learner. */
export type Refusal = { readonly because: string };
