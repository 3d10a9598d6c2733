export { lintWorkflow } from "./check.ts";
export { type Evaluated, evaluateTree, toData, type Value } from "./expressions/evaluate.ts";
export { type ParsedExpression, parseExpression } from "./expressions/parse.ts";
export { type WorkflowGraph, workflowGraph } from "./graph.ts";
export type { Job, Step, Workflow } from "./model.ts";
export { type OfficialProblem, type OfficialReading, readOfficially } from "./official/read.ts";
export { checkWorkflows, isWorkflowPath, parseWorkflows, workflowsFolder } from "./parse.ts";
