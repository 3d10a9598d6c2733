import { type ScriptEntry, separateLines } from "#engines/shell";
import type { Position, Span } from "#engines/source";
import type { Text } from "../model.ts";

/**
 * The script of a step as the shell takes it, `text` being what became of it. Where each line of a block (`run: |`) is a command of its
 * own, each is an entry, so that a failure is shown at its line; else the whole is one.
 */
export function scriptEntries(run: Text, text: string): readonly ScriptEntry[] {
  const written = run.value.split("\n");
  const lines = separateLines(text);
  const spans = lineSpans(run, written);
  if (!spans || !lines || written.length !== lines.length) return [{ text, span: run.span }];
  return lines.flatMap((line, index) => (line.trim() === "" ? [] : [{ text: line, span: spans[index] ?? run.span }]));
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
