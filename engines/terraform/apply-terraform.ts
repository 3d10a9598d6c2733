import { applyPlan } from "./apply/apply.ts";
import type { Plan, PlanDiagnostic } from "./model.ts";
import { type PlanRequest, planConfiguration } from "./plan/plan.ts";
import { emptyState, type State } from "./state/model.ts";
import { readState } from "./state/read-state.ts";

export type { State } from "./state/model.ts";

export type AppliedPlan = {
  readonly plan: Plan & { readonly texts: ReadonlyMap<string, string> };
  /** As it was, where the plan has errors. */
  readonly state: State;
  readonly diagnostics: readonly PlanDiagnostic[];
};

/** Plans and carries the plan out: the state afterwards is one from which the next plan, with nothing changed, is empty. */
export function applyTerraform(request: PlanRequest): AppliedPlan {
  const planned = planConfiguration(request);
  const before = typeof request.state === "string" ? readState(request.state) : (request.state ?? emptyState);
  const { state, diagnostics } = applyPlan(planned, before);
  return { plan: { ...planned.plan, texts: planned.texts }, state, diagnostics };
}
