import { separateLines } from "#engines/shell";

/** The commands of a script, if each line is one of its own: then the log can show each with its output. Otherwise the script as a whole. */
export function scriptLines(script: string): readonly string[] {
  const commands = separateLines(script)?.filter((line) => line.trim() !== "") ?? [];
  return commands.length > 0 ? commands : [script];
}

/** What the shell says of a command stands in front of what the command says. */
export function traceFirst(output: string): string {
  const lines = output.split(/(?<=\n)/);
  const isTrace = (line: string) => /^\++ /.test(line);
  return [...lines.filter(isTrace), ...lines.filter((line) => !isTrace(line))].join("");
}
