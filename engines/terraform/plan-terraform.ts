import type { Plan } from "./model.ts";
import { type PlanRequest, planConfiguration } from "./plan/plan.ts";

export type { PlanOptions, PlanRequest } from "./plan/plan.ts";

/** What `terraform plan` would do with a configuration; `texts` are what the places of diagnostics lead into. Never throws: what is wrong is a diagnostic of the plan. */
export function planTerraform(request: PlanRequest): Plan & { readonly texts: ReadonlyMap<string, string> } {
  const { plan, texts } = planConfiguration(request);
  return { ...plan, texts };
}
