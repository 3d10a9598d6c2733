import { type AlsoRight, type LabSource, type Mistake, readyFiles, readyLab } from "#courseware/labs";
import { combinations } from "#courseware/variant";
import { type Diagnostic, formatPlace, isError, type SourceFile, startOf } from "#engines/source";
import { gradeLab } from "#grading/grade";
import type { LabKind } from "#grading/kinds/kind";
import type { Report, Variant } from "#grading/model";

/** What was proven of one lab, and how long it took. */
export type LabProof = {
  readonly slug: string;
  readonly checks: number;
  readonly mistakes: number;
  readonly variants: number;
  /** How many combinations there are; more than `variants` where they were sampled. */
  readonly combinations: number;
  readonly milliseconds: number;
  readonly diagnostics: readonly Diagnostic[];
};

/** Grades the start, the solution, other right answers and every mistake for every variant: each must come out as its folder says. */
export async function proveLab(lab: LabSource, kind: LabKind): Promise<LabProof> {
  const began = performance.now();
  const { variants, total } = combinations(lab.variant);
  const diagnostics: Diagnostic[] = [];
  for (const variant of variants) {
    const prover = new Prover(lab, kind, variant);
    await prover.prove();
    diagnostics.push(...prover.diagnostics);
    // The other variants would most likely say the same once more.
    if (diagnostics.length > 0) break;
  }
  return {
    slug: lab.slug,
    checks: lab.checks.length,
    mistakes: lab.mistakes.length,
    variants: variants.length,
    combinations: total,
    milliseconds: performance.now() - began,
    diagnostics,
  };
}

class Prover {
  readonly diagnostics: Diagnostic[] = [];
  readonly #lab: LabSource;
  readonly #kind: LabKind;
  readonly #variant: Variant;

  constructor(lab: LabSource, kind: LabKind, variant: Variant) {
    this.#lab = lab;
    this.#kind = kind;
    this.#variant = variant;
  }

  async prove(): Promise<void> {
    const start = await this.#grade(this.#lab.start);
    if (start.score === start.max) this.#say("start", "start", "The start passes every check", "There is nothing for the learner to do.");
    const solution = await this.#grade(this.#lab.solution);
    if (solution.score < solution.max)
      this.#say(
        "solution",
        "solution",
        "The solution does not pass",
        outcomesOf(solution, () => true),
      );
    for (const answer of this.#lab.alsoRight) await this.#proveAlsoRight(answer);
    for (const mistake of this.#lab.mistakes) await this.#proveMistake(mistake);
  }

  async #proveAlsoRight({ name, files }: AlsoRight): Promise<void> {
    const report = await this.#grade(this.#overSolution(files));
    if (report.score < report.max)
      this.#say(
        "also-right",
        `also-right/${name}`,
        "This right answer does not pass",
        outcomesOf(report, () => true),
      );
  }

  #overSolution(files: readonly SourceFile[]): readonly SourceFile[] {
    return [...new Map([...this.#lab.solution, ...files].map((file) => [file.path, file])).values()];
  }

  async #proveMistake(mistake: Mistake): Promise<void> {
    const report = await this.#grade(this.#overSolution(mistake.files));
    const folder = `mistakes/${mistake.name}`;
    const error = report.diagnostics.find(isError);
    if (report.checks.every((check) => check.outcome === "blocked"))
      return this.#say("mistake", folder, "The mistake could not be graded", error ? told(error) : "Every check was blocked.");
    const failed = report.checks.filter((check) => check.outcome === "failed").map((check) => check.id);
    const escaped = mistake.fails.filter((id) => !failed.includes(id));
    const caught = failed.filter((id) => !mistake.fails.includes(id));
    if (escaped.length > 0)
      this.#say(
        "mistake",
        folder,
        `The mistake does not fail ${list(escaped)}`,
        outcomesOf(report, ({ id }) => escaped.includes(id)),
      );
    if (caught.length > 0)
      this.#say(
        "mistake",
        folder,
        `The mistake also fails ${list(caught)}`,
        outcomesOf(report, ({ id }) => caught.includes(id)),
      );
  }

  async #grade(files: readonly SourceFile[]): Promise<Report> {
    const lab = readyLab(this.#lab, this.#variant);
    const { report } = await gradeLab(lab, this.#lab.worldSource.world, readyFiles(files, this.#variant), this.#kind);
    return report;
  }

  #say(rule: string, path: string, summary: string, detail: string): void {
    const drawn = Object.entries(this.#variant).map(([name, value]) => `${name}: ${value}`);
    const variant = drawn.length === 0 ? "" : ` (${drawn.join(", ")})`;
    const folder = this.#lab.brief.path.replace(/brief\.mdx$/, "");
    this.diagnostics.push({ severity: "error", code: `proof/${rule}`, summary: summary + variant, detail, span: startOf(folder + path) });
  }
}

function outcomesOf(report: Report, wanted: (check: Report["checks"][number]) => boolean): string {
  const errors = report.diagnostics.filter(isError).map(told);
  const checks = report.checks
    .filter((check) => check.outcome !== "passed" && wanted(check))
    .map((check) => `${check.id} ${check.outcome}: ${check.because ?? check.expected}`);
  const passed = report.checks.filter((check) => check.outcome === "passed" && wanted(check)).map((check) => `${check.id} passed`);
  return [...errors, ...checks, ...passed].join("; ");
}

const told = (diagnostic: Diagnostic) => `${formatPlace(diagnostic.span)} ${diagnostic.summary}`;
const list = (ids: readonly string[]) => ids.map((id) => `"${id}"`).join(", ");
