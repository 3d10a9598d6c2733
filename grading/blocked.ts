import type { Diagnostic } from "#engines/source";
import type { Grading, Lab } from "./model.ts";

/** A report in which nothing could run: every check is blocked for the same reason. `whens` are the scenarios in words, by check. */
export function blockedGrading(
  lab: Lab,
  whens: readonly string[],
  engine: string,
  diagnostics: readonly Diagnostic[],
  because: string,
): Grading {
  const checks = lab.checks.map((check, index) => ({
    id: check.id,
    title: check.title,
    points: check.points,
    outcome: "blocked" as const,
    when: whens[index] ?? "",
    expected: withoutCel(check.expected),
    because,
  }));
  const max = lab.checks.reduce((sum, check) => sum + check.points, 0);
  return {
    report: { lab: { slug: lab.slug, contentHash: lab.contentHash }, engine, diagnostics, checks, score: 0, max },
    traces: [],
  };
}

/** What was to be seen without an outcome to fill it in from. */
export function withoutCel(text: string): string {
  return text.replace(/\{\{[\s\S]*?\}\}/g, "…");
}
