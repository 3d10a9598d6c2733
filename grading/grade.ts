import { type Diagnostic, isError, type SourceFile } from "#engines/source";
import type { World } from "#engines/world";
import { blockedCheck, blockedGrading } from "./blocked.ts";
import { CheckLanguage, type Context, spansOf } from "./cel/language.ts";
import { fillSentence } from "./cel/sentence.ts";
import { checkFiles, layOver } from "./files.ts";
import { canonical, contentHash } from "./hash.ts";
import type { KindRun, LabKind } from "./kinds/kind.ts";
import type { Check, CheckResult, Grading, Lab, Submission, Trace } from "./model.ts";
import { slice } from "./text.ts";
import { capTrace } from "./trace.ts";

const maxDiagnostics = 50;
const maxSpans = 20;
/** A sentence about what happened names some elements, not thousands. */
const maxSentence = 2000;

/**
 * Grades a submission: the limits, the kind's static check, every distinct scenario once, then the checks over what happened.
 * `engine` identifies the code that graded. The same arguments give the same bytes. Throws only on bugs.
 */
export async function gradeLab(lab: Lab, world: World, files: Submission, kind: LabKind, engine = "source"): Promise<Grading> {
  const whens = describeScenarios(lab, world, kind);
  const refused = checkFiles(files, lab.files);
  if (refused.length > 0) return blockedGrading(lab, whens, engine, refused.slice(0, maxDiagnostics), "The files could not be accepted.");
  const all = layOver(world.repository, files);
  const found = kind.check(all, world);
  const error = found.find(isError);
  if (error) {
    return blockedGrading(lab, whens, engine, distinct(found), "The files have errors, so nothing could run.", { at: [error.span] });
  }
  const runs = await runScenarios(lab, world, all, kind, whens);
  const results = settleAll(lab, runs);
  const score = results.reduce((sum, result) => sum + (result.outcome === "passed" ? result.points : 0), 0);
  const max = lab.checks.reduce((sum, check) => sum + check.points, 0);
  const diagnostics = distinct([...found, ...[...runs.values()].flatMap(({ diagnostics }) => diagnostics)]);
  return {
    report: { lab: { slug: lab.slug, contentHash: lab.contentHash }, engine, diagnostics, checks: results, score, max },
    traces: [...runs.values()].map(({ trace }) => trace),
  };
}

/** Each check's scenario in words, in the order of the checks. */
export function describeScenarios(lab: Lab, world: World, kind: LabKind): string[] {
  return lab.checks.map((check) => kind.describe(kind.scenario.parse(check.scenario), world));
}

const languages = new WeakMap<LabKind, Map<string, CheckLanguage>>();

/** The check language of a kind and the names a lab draws, built once a process. */
export function languageOf(kind: LabKind, variant: readonly string[]): CheckLanguage {
  const byNames = languages.get(kind) ?? new Map<string, CheckLanguage>();
  languages.set(kind, byNames);
  const key = [...variant].sort().join(" ");
  const language = byNames.get(key) ?? new CheckLanguage(kind.vocabulary, variant);
  byNames.set(key, language);
  return language;
}

/** What is kept of a scenario's run once its checks are judged: what happened in it is large. */
type Ran = { readonly diagnostics: readonly Diagnostic[]; readonly trace: Trace; readonly verdicts: ReadonlyMap<string, CheckResult> };

/** Runs by the scenario's canonical form: checks that share a scenario share its run. */
async function runScenarios(
  lab: Lab,
  world: World,
  files: readonly SourceFile[],
  kind: LabKind,
  whens: readonly string[],
): Promise<ReadonlyMap<string, Ran>> {
  const language = languageOf(kind, Object.keys(lab.variant));
  const runs = new Map<string, Ran>();
  for (const [key, checks] of checksByScenario(lab)) {
    const [first] = checks;
    const run = await kind.run(files, world, kind.scenario.parse(first.check.scenario));
    const id = contentHash([lab.contentHash, lab.variant, key]).slice(0, 20);
    const trace = capTrace({ ...run.trace, id, when: whens[first.index] ?? "" });
    const context = run.diagnostics.some(isError) ? {} : language.bind(run.values, lab.variant);
    const verdicts = checks.map(({ check, index }) => [check.id, judge(check, run, id, context, language, whens[index] ?? "")] as const);
    language.release(context);
    runs.set(key, { diagnostics: run.diagnostics, trace, verdicts: new Map(verdicts) });
  }
  return runs;
}

type Placed = { readonly check: Check; readonly index: number };

function checksByScenario({ checks }: Lab): ReadonlyMap<string, readonly [Placed, ...Placed[]]> {
  const byScenario = new Map<string, [Placed, ...Placed[]]>();
  for (const [index, check] of checks.entries()) {
    const key = canonical(check.scenario);
    const known = byScenario.get(key);
    if (known) known.push({ check, index });
    else byScenario.set(key, [{ check, index }]);
  }
  return byScenario;
}

/** The verdicts in the order of the lab. One that requires another which did not pass is not told. */
function settleAll(lab: Lab, runs: ReadonlyMap<string, Ran>): CheckResult[] {
  const verdicts = new Map([...runs.values()].flatMap(({ verdicts }) => [...verdicts]));
  const byId = new Map(lab.checks.map((check) => [check.id, check]));
  const settled = new Map<string, CheckResult>();
  const settle = (check: Check): CheckResult => {
    const known = settled.get(check.id);
    if (known) return known;
    const verdict = verdicts.get(check.id);
    if (!verdict) throw new Error(`bug: the scenario of check "${check.id}" did not run`);
    const unmet = check.requires.map((id) => byId.get(id)).find((required) => required && settle(required).outcome !== "passed");
    const untold = unmet && verdict.outcome !== "blocked";
    const result = untold
      ? blockedCheck(
          check,
          verdict.when,
          `This is looked at once "${unmet.title}" passes.`,
          verdict.run === undefined ? {} : { run: verdict.run },
        )
      : verdict;
    settled.set(check.id, result);
    return result;
  };
  return lab.checks.map(settle);
}

function judge(check: Check, { diagnostics }: KindRun, run: string, context: Context, language: CheckLanguage, when: string): CheckResult {
  const head = { id: check.id, title: check.title, points: check.points };
  const error = diagnostics.find(isError);
  if (error) return blockedCheck(check, when, `${error.summary}.`, { at: [error.span], run });
  const compiled = language.compile(check.expect, "bool");
  if (!compiled.ok) return blockedCheck(check, when, `This check could not be read: ${compiled.problem.message}.`, { run });
  const expected = sentence(check.expected, language, context);
  const result = compiled.expression.run(context);
  if (!result.ok) return { ...head, outcome: "failed", when, expected, because: `This could not be decided: ${result.message}.`, run };
  if (result.value === true) return { ...head, outcome: "passed", when, expected, run };
  const because = check.because === undefined ? {} : { because: sentence(check.because, language, context) };
  const at = placesOf(check, language, context);
  return { ...head, outcome: "failed", when, expected, ...because, ...(at.length > 0 ? { at } : {}), run };
}

function sentence(text: string, language: CheckLanguage, context: Context): string {
  const filled = fillSentence(text.trim(), language, context);
  return filled.length <= maxSentence ? filled : `${slice(filled, 0, maxSentence)}…`;
}

function placesOf(check: Check, language: CheckLanguage, context: Context) {
  const compiled = check.at === undefined ? undefined : language.compile(check.at, "elements");
  if (!compiled?.ok) return [];
  const result = compiled.expression.run(context);
  return result.ok ? spansOf(result.value).slice(0, maxSpans) : [];
}

function distinct(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const byPlace = new Map(diagnostics.map((diagnostic) => [canonical(diagnostic), diagnostic]));
  return [...byPlace.values()].slice(0, maxDiagnostics);
}
