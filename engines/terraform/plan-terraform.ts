import type { Plan } from "./model.ts";
import { type PlanRequest, planConfiguration } from "./plan/plan.ts";

export type { PlanOptions, PlanRequest } from "./plan/plan.ts";

/** What `terraform plan` would do with a configuration. Never throws: what is wrong is a diagnostic of the plan. */
export const planTerraform = (request: PlanRequest): Plan => planConfiguration(request).plan;
