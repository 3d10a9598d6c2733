export type { Command, FileSet, ScriptEntry, ScriptResult, ScriptRun, ShellDeployment, ShellOptions } from "./model.ts";
export { Shell } from "./shell.ts";
