export { separateLines } from "./lines.ts";
export type { Command, FileSet, ScriptEntry, ScriptResult, ScriptRun, ShellDeployment, ShellOptions } from "./model.ts";
export { quote } from "./quote.ts";
export { Shell } from "./shell.ts";
export { Stop, type StopSignal } from "./stop.ts";
