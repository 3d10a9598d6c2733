/** Words and signs by which a line is part of something larger, or looks back at the one before it. */
const joined =
  /\b(?:if|then|else|elif|fi|for|while|until|do|done|case|esac|function|select)\b|<<|\$\?|\$_\b|PIPESTATUS|LINENO|[{}]\s*$|^\s*[{})]|\(\s*$|;;/;
const continued = /(?:\\|\||&&|&)\s*$/;

/**
 * The lines of a script, if each is a command of its own: then the log can show each with its output, as a terminal would. Otherwise the
 * script as a whole.
 */
export function scriptLines(script: string): readonly string[] {
  const lines = script.split("\n");
  if (lines.length > 200 || lines.some((line) => joined.test(line) || continued.test(line) || !isClosed(line))) return [script];
  const commands = lines.filter((line) => line.trim() !== "");
  return commands.length > 0 ? commands : [script];
}

/** Whether all quotes and brackets of a line end in it. */
function isClosed(line: string): boolean {
  let quote = "";
  let depth = 0;
  for (let at = 0; at < line.length; at++) {
    const char = line.charAt(at);
    if (char === "\\" && quote !== "'") at++;
    else if (quote !== "") quote = char === quote ? "" : quote;
    else if (char === "'" || char === '"' || char === "`") quote = char;
    else if (char === "(") depth++;
    else if (char === ")") depth--;
  }
  return quote === "" && depth === 0;
}

/** What the shell says of a command stands in front of what the command says. */
export function traceFirst(output: string): string {
  const lines = output.split(/(?<=\n)/);
  const isTrace = (line: string) => /^\++ /.test(line);
  return [...lines.filter(isTrace), ...lines.filter((line) => !isTrace(line))].join("");
}
