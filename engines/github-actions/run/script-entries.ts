import type { ScriptEntry } from "#engines/shell";
import type { Position, Span } from "#engines/source";
import type { Text } from "../model.ts";

/** Words and signs that make a command go on over several lines. */
const goesOn =
  /(^|[;&|({]\s*|\s)(if|then|else|elif|fi|for|do|done|while|until|case|esac|select|function)(\s|;|$)|<<|\\$|[|&({]\s*$|^\s*[)}]|\(\)/;

/**
 * The script of a step as the shell takes it, `text` being what became of it. Where each line of a block (`run: |`) is a command of its
 * own, each is an entry, so that a failure is shown at its line; else the whole is one.
 */
export function scriptEntries(run: Text, text: string): readonly ScriptEntry[] {
  const written = run.value.split("\n");
  const lines = text.split("\n");
  const spans = lineSpans(run, written);
  if (!spans || written.length !== lines.length || lines.some((line) => goesOn.test(line) || !isBalanced(line)))
    return [{ text, span: run.span }];
  return lines.flatMap((line, index) => (line.trim() === "" ? [] : [{ text: line, span: spans[index] ?? run.span }]));
}

function isBalanced(line: string): boolean {
  let quote = "";
  let depth = 0;
  for (let at = 0; at < line.length; at++) {
    const char = line[at] ?? "";
    if (char === "\\" && quote !== "'") at++;
    else if (quote !== "") quote = char === quote ? "" : quote;
    else if (char === "'" || char === '"' || char === "`") quote = char;
    else if (char === "#" && /^$|\s/.test(line[at - 1] ?? "")) break;
    else if (char === "(" || char === "{") depth++;
    else if (char === ")" || char === "}") depth--;
  }
  return quote === "" && depth === 0;
}

/** A literal block keeps its lines, all of them indented alike. */
function lineSpans({ node, span }: Text, lines: readonly string[]): readonly Span[] | undefined {
  const offsets = node.lineOffsets;
  const [first, second] = offsets ?? [];
  if (!offsets || first === undefined || second === undefined || lines[1] === undefined) return undefined;
  const filled = lines.findIndex((line, index) => index > 0 && line !== "");
  const before = offsets[filled - 1];
  const here = offsets[filled];
  const indent = before === undefined || here === undefined ? 0 : here - before - (lines[filled - 1]?.length ?? 0) - 1;
  return lines.map((line, index) => {
    const offset = offsets[index] ?? first;
    const start: Position = { line: span.start.line + 1 + index, column: Math.max(0, indent) + 1, offset };
    return { file: span.file, start, end: { ...start, column: start.column + line.length, offset: offset + line.length } };
  });
}
