export { checkConfiguration } from "./check.ts";
export { type CreatedPipeline, createPipeline } from "./create.ts";
export * as expressions from "./expressions/index.ts";
export { type Surroundings, surroundingsOf } from "./include/surroundings.ts";
export type { Configuration, Event, Job } from "./model.ts";
export { configurationPath, parseConfiguration } from "./parse.ts";
export * as processing from "./processing.ts";
export { editorSchema } from "./schema/editor-schema.ts";
export { schemaFaults } from "./schema/faults.ts";
