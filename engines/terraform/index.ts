export { type AppliedPlan, applyTerraform, type State } from "./apply-terraform.ts";
export type { VariableText } from "./configuration/index.ts";
export { cloudOf, type Drift, type Found, type Plain } from "./drift.ts";
export { type Flat, flat, shortText } from "./flat.ts";
export type * from "./model.ts";
export { type PlanOptions, type PlanRequest, planTerraform } from "./plan-terraform.ts";
export type { Provider } from "./providers/index.ts";
export { mockProvider, providerOf } from "./providers/index.ts";
export * from "./render/index.ts";
