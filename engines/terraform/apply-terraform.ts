import { applyPlan } from "./apply/apply.ts";
import type { Plan, PlanDiagnostic } from "./model.ts";
import { type PlanRequest, planConfiguration } from "./plan/plan.ts";
import { cloudFaults } from "./questions/cloud-faults.ts";
import { plannedEstate } from "./questions/estate.ts";
import { withRelevance } from "./render/relevance.ts";
import { emptyState, type State } from "./state/model.ts";
import { readState, StateFailure } from "./state/read-state.ts";

export type { State } from "./state/model.ts";

export type AppliedPlan = {
  readonly plan: Plan & { readonly texts: ReadonlyMap<string, string> };
  /** As it was, where the plan has errors. */
  readonly state: State;
  /** What only shows while applying, and what the cloud would refuse. */
  readonly diagnostics: readonly PlanDiagnostic[];
};

/** Plans and carries the plan out: the state afterwards is one from which the next plan, with nothing changed, is empty. Never throws. */
export function applyTerraform(request: PlanRequest): AppliedPlan {
  const planned = planConfiguration(request);
  const told = planned.made ? withRelevance(planned.plan, planned.made.configuration) : planned.plan;
  const plan = { ...told, texts: planned.texts };
  const { state, diagnostics } = applyPlan(planned, stateBefore(request));
  if (!planned.made || request.options?.checkValues === false) return { plan, state, diagnostics };
  return { plan, state, diagnostics: [...diagnostics, ...refusals(plan, state)] };
}

function stateBefore({ state }: PlanRequest): State {
  if (typeof state !== "string") return state ?? emptyState;
  try {
    return readState(state);
  } catch (error) {
    if (error instanceof StateFailure) return emptyState;
    throw error;
  }
}

/** What the cloud would refuse of all that there will be, at the arguments that say it. */
function refusals(plan: Plan, state: State): PlanDiagnostic[] {
  const sources = new Map(plan.changes.map(({ address, source }) => [address, source]));
  return cloudFaults(plannedEstate(plan, state)).map(({ address, code, summary, detail, path }) => {
    const source = sources.get(address);
    const span = source && (source.parts.get(String(path[0])) ?? source.header);
    return { severity: "error", code, summary, detail, address, ...(span ? { span } : {}) };
  });
}
