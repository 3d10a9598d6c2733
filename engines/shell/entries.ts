import type { ExecResult } from "just-bash/browser";

/**
 * Holds the number of the entry that runs, for programs to see. Where an entry begins, two builtins set it and mark both streams, which
 * are cut there afterwards: `export` complains of the second name on standard error and fails, so the variable is printed on standard
 * output. A command would cost much more.
 */
export const entryVariable = "__shell_entry";
export const markEntry = (entry: number) => `export ${entryVariable}=${entry} 0__shell_entry=${entry} || declare -p ${entryVariable}`;
const outMark = /declare -x __shell_entry="(\d+)"\n/;
const errMark = /bash: export: `0__shell_entry=(\d+)': not a valid identifier\n/;
/** What `set -x` says of our own lines. */
const ownTraces = /^(?:\++ .*\b__shell_.*|\++ set \+o errexit)\n/gm;

/** The two streams arrive whole; within an entry, standard output comes first unless its last line does not end. */
export function byEntry({ stdout, stderr }: ExecResult): { entry: number; text: string }[] {
  const texts = new Map<number, string>();
  const streams = [stdout.replace(ownTraces, "").split(outMark), stderr.replace(ownTraces, "").split(errMark)];
  for (const [, ...pieces] of streams) {
    for (let index = 0; index + 1 < pieces.length; index += 2) {
      const entry = Number(pieces[index]);
      const [out, text] = [texts.get(entry) ?? "", pieces[index + 1] ?? ""];
      texts.set(entry, out === "" || out.endsWith("\n") ? out + text : text + out);
    }
  }
  return [...texts].sort(([a], [b]) => a - b).map(([entry, text]) => ({ entry, text }));
}

/** Whether an entry was begun: nothing of a script runs that has a syntax error. */
export const hasBegun = (stdout: string): boolean => outMark.test(stdout);

/** The line of the composed script that a syntax error names. */
export function syntaxErrorLine(stderr: string): number | undefined {
  const match = /^bash: (?:syntax error: Parse error at (\d+)|line (\d+): )/m.exec(stderr);
  return match ? Number(match[1] ?? match[2]) : undefined;
}
