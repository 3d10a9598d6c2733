export { VirtualClock } from "./clock.ts";
export { compileGlob, compilePaths } from "./globs.ts";
export type * from "./model.ts";
export { shiftTimes } from "./shift-times.ts";
