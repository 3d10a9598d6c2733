/** Words and signs by which a line is part of something larger, or looks back at the one before it. */
const joined =
  /\b(?:if|then|else|elif|fi|for|while|until|do|done|case|esac|function|select)\b|<<|\$\?|\$_\b|PIPESTATUS|LINENO|[{}]\s*$|^\s*[{})]|\(\s*\)|\(\s*$|;;/;
const continued = /(?:\\|\||&&|&)\s*$/;
const maxLines = 200;

/**
 * The lines of a script, empty ones too, if each is a command of its own: then each can be shown with its output and its place, as in a
 * terminal. Undefined where some belong together.
 */
export function separateLines(script: string): readonly string[] | undefined {
  const lines = script.split("\n");
  const together = lines.length > maxLines || lines.some((line) => joined.test(line) || continued.test(line) || !isClosed(line));
  return together ? undefined : lines;
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
    else if (char === "#" && /^$|\s/.test(line.charAt(at - 1))) break;
    else if (char === "(") depth++;
    else if (char === ")") depth--;
  }
  return quote === "" && depth === 0;
}
