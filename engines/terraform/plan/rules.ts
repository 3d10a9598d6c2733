import type { Validation } from "../configuration/index.ts";
import type { CheckResult, CheckStatus } from "../model.ts";
import { type ConditionKind, checkCondition, problemText } from "../walk/conditions.ts";
import { worst } from "../walk/variables.ts";
import type { Place, Walk } from "../walk/walk.ts";

export type RuleResult = Pick<CheckResult["instances"][number], "status" | "problems"> & { readonly failed: boolean };

/** Holds the rules of one object against what is known. A rule that fails is an error, or a warning where it only checks. */
export function holdRules(walk: Walk, kind: ConditionKind, rules: readonly Validation[], place: Place): RuleResult {
  const severity = kind === "Check block assertion" ? "warning" : "error";
  const problems: string[] = [];
  let failed = false;
  const statuses = rules.map((rule): CheckStatus => {
    const { status, problem, diagnostics } = checkCondition(walk, rule, place);
    const { span } = rule.condition;
    const report = (summary: string, detail: string, level: "error" | "warning") =>
      walk.report([{ severity: level, code: "terraform/condition", summary, detail, span }]);
    if (walk.report(diagnostics)) failed = true;
    if (problem !== undefined) problems.push(problem);
    if (status === "fail" && report(`${kind} failed`, problemText(problem), severity)) failed = true;
    if (status === "unknown" && severity === "warning")
      report(`${kind} known after apply`, "The condition cannot be evaluated yet. It will be when this plan is applied.", "warning");
    return status;
  });
  return { status: worst(statuses), problems, failed };
}
