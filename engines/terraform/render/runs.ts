/** Text with its colours: what a terminal prints, or a page shows. */
export type Style =
  | ("bold" | "underline" | "red" | "green" | "yellow" | "cyan" | "gray")
  | ("bold red" | "bold green" | "bold yellow" | "bold cyan");
export type Run = { readonly text: string; readonly style?: Style };
export type Text = readonly Run[];

type Part = string | Text | readonly Text[];

/** One text of several; plain strings have no colour. Lists that may be long are given as they are, not spread. */
export function text(...parts: readonly Part[]): Text {
  const runs: Run[] = [];
  for (const part of parts) {
    if (typeof part !== "string") for (const inner of part) add(runs, inner);
    else if (part !== "") runs.push({ text: part });
  }
  return runs;
}

function add(runs: Run[], inner: Run | Text): void {
  if ("text" in inner) runs.push(inner);
  else for (const run of inner) runs.push(run);
}

export const styled = (style: Style, content: string): Text => (content === "" ? [] : [{ text: content, style }]);

export const plainText = (runs: Text): string => runs.map((run) => run.text).join("");

const codes: Readonly<Record<Style, string>> = {
  bold: "1",
  underline: "4",
  red: "31",
  green: "32",
  yellow: "33",
  cyan: "36",
  gray: "90",
  "bold red": "1;31",
  "bold green": "1;32",
  "bold yellow": "1;33",
  "bold cyan": "1;36",
};

/** As a terminal understands it. */
export const ansiText = (runs: Text): string =>
  runs.map((run) => (run.style ? `\u001b[${codes[run.style]}m${run.text}\u001b[0m` : run.text)).join("");
