/** https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions */
export type CommandEffects = {
  readonly mask: (value: string) => void;
  readonly output: (name: string, value: string) => void;
  /** A command that GitHub no longer allows; the step fails. */
  readonly disabled: (problem: string) => void;
};

/** Reads the output of a step as the runner does: what to print, and what commands in it do. */
export class OutputReader {
  readonly #effects: CommandEffects;
  /** While commands are stopped, the token that starts them again. */
  #stopped: string | undefined;

  constructor(effects: CommandEffects) {
    this.#effects = effects;
  }

  /** Writes the lines as the log shows them, each before the next is read: a mask counts from its line on. */
  read(text: string, write: (text: string) => void): void {
    const lines = text.split("\n");
    lines.forEach((line, index) => {
      const shown = this.#line(line);
      if (shown !== undefined) write(index < lines.length - 1 ? `${shown}\n` : shown);
    });
  }

  #line(line: string): string | undefined {
    const match = /^\s*::([\w-]+)(?:\s+([^:]*))?::(.*)$/.exec(line);
    if (this.#stopped !== undefined) {
      if (line.trim() === `::${this.#stopped}::`) this.#stopped = undefined;
      return line;
    }
    if (!match) return line;
    const [, command = "", properties = "", raw = ""] = match;
    const data = unescapeData(raw);
    switch (command) {
      case "add-mask":
        this.#effects.mask(data);
        return undefined;
      case "stop-commands":
        this.#stopped = data;
        return line;
      case "set-output":
        this.#effects.output(propertyOf(properties, "name"), data);
        return `##[warning]${deprecated(command)}`;
      case "save-state":
        return `##[warning]${deprecated(command)}`;
      case "set-env":
      case "add-path": {
        const problem = `Unable to process command '${line.trim()}' successfully. The \`${command}\` command is disabled.`;
        this.#effects.disabled(problem);
        return `##[error]${problem}`;
      }
      case "error":
      case "warning":
      case "notice":
        return `##[${command}]${data}`;
      case "group":
        return `##[group]${data}`;
      case "endgroup":
        return "##[endgroup]";
      case "debug":
        return undefined;
      default:
        return line;
    }
  }
}

/** https://github.blog/changelog/2022-10-11-github-actions-deprecating-save-state-and-set-output-commands/ */
const deprecated = (command: string): string =>
  `The \`${command}\` command is deprecated and will be disabled soon. Please upgrade to using Environment Files. For more information see: https://github.blog/changelog/2022-10-11-github-actions-deprecating-save-state-and-set-output-commands/`;

const unescapeData = (text: string): string => text.replaceAll("%0D", "\r").replaceAll("%0A", "\n").replaceAll("%25", "%");

function propertyOf(properties: string, name: string): string {
  for (const property of properties.split(",")) {
    const [key = "", value = ""] = property.split("=", 2);
    if (key.trim() === name) return value;
  }
  return "";
}

/** The pairs of a file that `GITHUB_OUTPUT` or `GITHUB_ENV` names: `NAME=value`, or `NAME<<END` with lines up to `END`. */
export function readFileCommands(text: string): { readonly pairs: ReadonlyMap<string, string> } | { readonly problem: string } {
  const pairs = new Map<string, string>();
  const lines = text.split("\n");
  for (let at = 0; at < lines.length; at++) {
    const line = (lines[at] ?? "").replace(/\r$/, "");
    if (line === "") continue;
    const equals = line.indexOf("=");
    const heredoc = line.indexOf("<<");
    if (heredoc !== -1 && (equals === -1 || heredoc < equals)) {
      const end = line.slice(heredoc + 2);
      if (heredoc === 0 || end === "")
        return { problem: `Invalid format '${line}'. Name must not be empty and delimiter must not be empty` };
      const close = lines.findIndex((each, index) => index > at && each.replace(/\r$/, "") === end);
      if (close === -1) return { problem: `Invalid value. Matching delimiter not found '${end}'` };
      pairs.set(line.slice(0, heredoc), lines.slice(at + 1, close).join("\n"));
      at = close;
    } else if (equals > 0) pairs.set(line.slice(0, equals), line.slice(equals + 1));
    else return { problem: `Invalid format '${line}'` };
  }
  return { pairs };
}
