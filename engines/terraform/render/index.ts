export { briefPlan } from "./brief-plan.ts";
export { diagnosticsText } from "./diagnostics-text.ts";
export { normalDiagnostics, normalForm } from "./normal-form.ts";
export { planJson } from "./plan-json.ts";
export { planText } from "./plan-text.ts";
export { ansiText, plainText, type Run, type Style, type Text } from "./runs.ts";
export { type Json, knownJson } from "./values.ts";
