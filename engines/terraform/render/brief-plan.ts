import type { Run, Text } from "./runs.ts";

const unknownLine = /^\s*[+~]?\s*[\w"-]+\s*=\s*\(known after apply\)$/;

/** The plan without the lines that say of an attribute only that it is known after apply, and without its columns: for narrow places. */
export function briefPlan(plan: Text): Text {
  const shown = linesOf(plan).filter((line) => !unknownLine.test(line.map(({ text }) => text).join("")));
  return shown.flatMap((line, index) => [...line.map(closed), ...(index < shown.length - 1 ? [{ text: "\n" }] : [])]);
}

const closed = (run: Run): Run => ({ ...run, text: run.text.replace(/(\S) {2,}=( |$)/, "$1 =$2") });

function linesOf(plan: Text): readonly Text[] {
  const lines: Run[][] = [[]];
  for (const run of plan) {
    const [first = "", ...rest] = run.text.split("\n");
    if (first !== "") lines.at(-1)?.push({ ...run, text: first });
    for (const text of rest) lines.push(text === "" ? [] : [{ ...run, text }]);
  }
  return lines;
}
