export { loadConfiguration } from "./load.ts";
export type * from "./model.ts";
export type { ProvidedModule } from "./provided-modules.ts";
export { provisionerFaults } from "./provisioner-arguments.ts";
export { removedFaults } from "./removed-faults.ts";
