export { loadConfiguration } from "./load.ts";
export type * from "./model.ts";
export { provisionerFaults } from "./provisioner-arguments.ts";
export { removedFaults } from "./removed-faults.ts";
