import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import type { Suite } from "./conformance/suite.ts";

/**
 * `npm run conformance -- <suite> <folder> [--json FILE]`: runs the real tools' own cases against an engine. The last line is
 * `N passed, N failed, N skipped`; the exit status says only whether the suite could be run.
 */
const suites: Readonly<Record<string, () => Promise<{ readonly suite: Suite }>>> = {
  "actions-expressions": () => import("./conformance/actions-expressions.ts"),
  "actions-workflows": () => import("./conformance/actions-workflows.ts"),
  "gitlab-expressions": () => import("./conformance/gitlab-expressions.ts"),
  "gitlab-processing": () => import("./conformance/gitlab-processing.ts"),
  "gitlab-templates": () => import("./conformance/gitlab-templates.ts"),
  "gitlab-schema": () => import("./conformance/gitlab-schema.ts"),
  "hcl-expressions": () => import("./conformance/hcl-expressions.ts"),
  jenkins: () => import("./conformance/jenkins.ts"),
  "opentofu-equivalence": () => import("./conformance/opentofu-equivalence.ts"),
  "terraform-invalid": () => import("./conformance/terraform-invalid.ts"),
  "terraform-plans": () => import("./conformance/terraform-plans.ts"),
};

const { positionals, values } = parseArgs({ allowPositionals: true, options: { json: { type: "string" }, quiet: { type: "boolean" } } });
const [name = "", folder] = positionals;
const load = suites[name];
if (!load || folder === undefined) {
  console.error(`usage: npm run conformance -- <suite> <folder> [--json FILE] [--quiet]\nsuites: ${Object.keys(suites).join(", ")}`);
  process.exit(1);
}

const { suite } = await load();
const records: { id: string; outcome: "passed" | "failed" | "skipped"; why?: string }[] = [];
for (const each of await suite.cases(folder)) {
  if (each.skip !== undefined) {
    records.push({ id: each.id, outcome: "skipped", why: each.skip });
    continue;
  }
  try {
    const outcome = await each.run();
    records.push(outcome.passed ? { id: each.id, outcome: "passed" } : { id: each.id, outcome: "failed", why: outcome.why });
  } catch (error) {
    records.push({
      id: each.id,
      outcome: "failed",
      why: `threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    });
  }
}

if (values.json !== undefined) writeFileSync(values.json, `${JSON.stringify({ suite: name, cases: records }, undefined, 1)}\n`);
if (!values.quiet)
  for (const { id, outcome, why } of records) {
    if (outcome !== "passed")
      console.log(`${outcome === "failed" ? "FAIL" : "SKIP"} ${id}\n     ${(why ?? "").replaceAll("\n", "\n     ")}`);
  }
const count = (outcome: string) => records.filter((record) => record.outcome === outcome).length;
console.log(`${count("passed")} passed, ${count("failed")} failed, ${count("skipped")} skipped`);
