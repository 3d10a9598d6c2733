export type * from "./model.ts";
export { parseWorld } from "./parse.ts";
export { type ProgramHost, type ProgramResult, runProgram } from "./run-program.ts";
