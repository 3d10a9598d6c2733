import type { Diagnostic } from "#engines/source";
import type { Check, CheckResult, Grading, Lab } from "./model.ts";

/** A report in which nothing could run: every check is blocked for the same reason, at the same places. `whens` are the scenarios in words, by check. */
export function blockedGrading(
  lab: Lab,
  whens: readonly string[],
  engine: string,
  diagnostics: readonly Diagnostic[],
  because: string,
  known: Pick<CheckResult, "at"> = {},
): Grading {
  const checks = lab.checks.map((check, index) => blockedCheck(check, whens[index] ?? "", because, known));
  const max = lab.checks.reduce((sum, check) => sum + check.points, 0);
  return {
    report: { lab: { slug: lab.slug, contentHash: lab.contentHash }, engine, diagnostics, checks, score: 0, max },
    traces: [],
  };
}

/** The result of a check that could not be told: where the learner's files keep it from being told, and its run, where there was one. */
export function blockedCheck(
  { id, title, points, expected }: Check,
  when: string,
  because: string,
  known: Pick<CheckResult, "at" | "run"> = {},
): CheckResult {
  return { id, title, points, outcome: "blocked", when, expected: withoutCel(expected), because, ...known };
}

/** What was to be seen without an outcome to fill it in from. */
function withoutCel(text: string): string {
  return text.replace(/\{\{[\s\S]*?\}\}/g, "…");
}
