export { type Loaded, type LoadInput, loadConfiguration } from "./load.ts";
export type * from "./model.ts";
export { provisionerFaults } from "./provisioner-arguments.ts";
export { removedFaults } from "./removed-faults.ts";
export type { GivenValue } from "./values.ts";
