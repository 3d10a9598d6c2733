import type { Diagnostic, SourceFile, Span } from "#engines/source";

/** What a learner hands in: at most 20 files of 64 KiB each. */
export type Submission = readonly SourceFile[];

/** The values drawn for one learner, by name; every value is text. */
export type Variant = Readonly<Record<string, string>>;

export type Check = {
  readonly id: string;
  readonly title: string;
  readonly points: number;
  readonly requires: readonly string[];
  /** As the lab's kind defines it, variant already filled in. */
  readonly scenario: unknown;
  /** CEL over the outcome, a bool. */
  readonly expect: string;
  /** One sentence; may hold `{{ CEL }}`. */
  readonly expected: string;
  readonly because?: string;
  /** CEL that yields the element(s) a counterexample points to. */
  readonly at?: string;
};

/** A lab, ready to grade: content read, checked, and this learner's variant filled in. */
export type Lab = {
  readonly slug: string;
  readonly contentHash: string;
  readonly kind: string;
  readonly world: string;
  readonly variant: Variant;
  /** Globs of what the learner may edit or create. */
  readonly files: readonly string[];
  readonly checks: readonly Check[];
};

export type CheckOutcome = "passed" | "failed" | "blocked";

export type CheckResult = {
  readonly id: string;
  readonly title: string;
  readonly points: number;
  readonly outcome: CheckOutcome;
  /** The scenario in words: "A push to main, while the unit tests fail". */
  readonly when: string;
  readonly expected: string;
  /** What happened instead; for a blocked check, what blocked it. */
  readonly because?: string;
  readonly at?: readonly Span[];
  /** The id of the trace of this check's run, where it ran. */
  readonly run?: string;
};

/** Deterministic: the same lab, variant and files give the same bytes. */
export type Report = {
  readonly lab: { readonly slug: string; readonly contentHash: string };
  /** Hash of the engines' source at build. */
  readonly engine: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly checks: readonly CheckResult[];
  readonly score: number;
  readonly max: number;
};

/** One event on a run's timeline, in seconds of virtual time since the scenario began. */
export type TimelineEvent = {
  readonly at: number;
  /** Who: a job's name, "pipeline", an environment. */
  readonly subject: string;
  /** What, in words: "failed: exit status 1", "deployed 1.4.0 to production". */
  readonly text: string;
  readonly tone: "neutral" | "good" | "bad" | "waiting";
  readonly span?: Span;
};

/** What happened in one scenario, for people: capped, and stored apart from the report. */
export type Trace = {
  readonly id: string;
  readonly when: string;
  readonly timeline: readonly TimelineEvent[];
  /** Output by subject (a job's log), capped. */
  readonly logs: readonly { readonly subject: string; readonly text: string }[];
  /** True when something was left out to stay within the cap. */
  readonly truncated: boolean;
};

export type Grading = { readonly report: Report; readonly traces: readonly Trace[] };
