export { checkConfiguration } from "./check.ts";
export type { Configuration, Event, Job } from "./model.ts";
export { configurationPath, parseConfiguration } from "./parse.ts";
