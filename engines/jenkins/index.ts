export { checkPipeline } from "./check.ts";
export { type GraphStage, graphOf } from "./graph.ts";
export type { Agent, Condition, Matrix, Pipeline, Stage, Work } from "./model.ts";
export { type Jenkinsfile, parseJenkinsfile, renderAsJenkins } from "./parse.ts";
