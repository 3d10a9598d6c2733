import { relative } from "node:path";
import { parseArgs } from "node:util";
import { formatLine } from "#courseware/cache";
import { contentName, ownContent } from "#courseware/content";
import { checkContent } from "./check-content.ts";
import type { LabProof } from "./prove-lab.ts";

/** `npm run content [-- --file <path>]`: prints every fault of the content, and what was proven of each lab; 1 on any error. */
const { values } = parseArgs({ options: { file: { type: "string" } } });
const only = values.file === undefined ? contentName : relative(process.cwd(), values.file);
const { diagnostics, labs, looked } = await checkContent(ownContent, only);
for (const diagnostic of diagnostics) console.log(`${formatLine(diagnostic)}${diagnostic.severity === "warning" ? " (warning)" : ""}`);
for (const lab of labs) console.log(summaryOf(lab));
const errors = diagnostics.filter(({ severity }) => severity === "error").length;
console.log(`${looked} looked at, ${errors} ${errors === 1 ? "error" : "errors"}`);
process.exitCode = errors > 0 ? 1 : 0;

function summaryOf({ slug, checks, mistakes, variants, combinations, milliseconds, diagnostics }: LabProof): string {
  const sampled = combinations > variants ? ` sampled of ${combinations}` : "";
  const verdict = diagnostics.length === 0 ? "proven" : "not proven";
  return `${slug}: ${checks} checks, ${mistakes} mistakes, ${variants} variants${sampled}, ${Math.round(milliseconds)} ms, ${verdict}`;
}
