import type { Plan } from "./model.ts";
import { type PlanRequest, planConfiguration } from "./plan/plan.ts";
import { withRelevance } from "./render/relevance.ts";

export type { PlanOptions, PlanRequest } from "./plan/plan.ts";

/** What `terraform plan` would do with a configuration; `texts` are what the places of diagnostics lead into. Never throws: what is wrong is a diagnostic of the plan. */
export function planTerraform(request: PlanRequest): Plan & { readonly texts: ReadonlyMap<string, string> } {
  const { plan, texts, made } = planConfiguration(request);
  return { ...(made ? withRelevance(plan, made.configuration) : plan), texts };
}
