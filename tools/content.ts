import { relative } from "node:path";
import { parseArgs } from "node:util";
import { formatLine } from "#courseware/cache";
import { contentName, ownContent } from "#courseware/content";
import { loadLab } from "#courseware/labs";
import { isError } from "#engines/source";
import { checkContent } from "./check-content.ts";
import { mutateLab } from "./mutate-lab.ts";
import type { LabProof } from "./prove-lab.ts";

/**
 * `npm run content [-- --file <path>] [--mutants]`: prints every fault of the content, and what was proven of each lab; with `--mutants`
 * also how many broken solutions each lab notices. 1 on any error, and where a lab notices too few.
 */
const leastKillRate = 0.95;
const { values } = parseArgs({ options: { file: { type: "string" }, mutants: { type: "boolean" } } });
const only = values.file === undefined ? contentName : relative(process.cwd(), values.file);
const { diagnostics, labs, looked } = await checkContent(ownContent, only);
for (const diagnostic of diagnostics) console.log(`${formatLine(diagnostic)}${diagnostic.severity === "warning" ? " (warning)" : ""}`);
for (const lab of labs) console.log(summaryOf(lab));
const errors = diagnostics.filter(isError).length;
console.log(`${looked} looked at, ${errors} ${errors === 1 ? "error" : "errors"}`);
const weak = values.mutants ? await proveMutants(labs.map(({ slug }) => slug)) : 0;
process.exitCode = errors + weak > 0 ? 1 : 0;

/** Prints the share of mutants each lab kills; how many labs fall short. */
async function proveMutants(slugs: readonly string[]): Promise<number> {
  let short = 0;
  for (const slug of slugs) {
    const lab = await loadLab(slug);
    const kind = lab && ownContent.kinds.get(lab.kind);
    const proof = lab && kind && (await mutateLab(lab, kind));
    if (!proof) continue;
    const { killed, survivors, equivalents, stale } = proof;
    const rate = killed / Math.max(1, killed + survivors.length);
    console.log(
      `${slug}: ${killed} of ${killed + survivors.length} mutants killed (${(rate * 100).toFixed(1)} %), ${equivalents} equivalent`,
    );
    for (const name of survivors) console.log(`  survives: ${name}`);
    for (const name of stale) console.log(`  listed as equivalent, and is not: ${name}`);
    if (rate < leastKillRate || stale.length > 0) short++;
  }
  return short;
}

function summaryOf({ slug, checks, mistakes, variants, combinations, milliseconds, diagnostics }: LabProof): string {
  const sampled = combinations > variants ? ` sampled of ${combinations}` : "";
  const verdict = diagnostics.length === 0 ? "proven" : "not proven";
  return `${slug}: ${checks} checks, ${mistakes} mistakes, ${variants} variants${sampled}, ${Math.round(milliseconds)} ms, ${verdict}`;
}
