export { VirtualClock } from "./clock.ts";
export { LivePipeline } from "./live-pipeline.ts";
export { Scenario } from "./scenario.ts";
