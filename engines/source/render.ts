import type { Diagnostic, SourceFile } from "./model.ts";

/** Where, what and why, with the line at fault and a caret under it; one block a diagnostic, by position. */
export function renderDiagnostics(files: readonly SourceFile[], diagnostics: readonly Diagnostic[]): string {
  const lines = new Map(files.map((file) => [file.path, file.text.split("\n")]));
  return [...diagnostics]
    .sort((a, b) => a.span.file.localeCompare(b.span.file) || a.span.start.offset - b.span.start.offset)
    .map((diagnostic) => renderOne(diagnostic, lines.get(diagnostic.span.file)?.[diagnostic.span.start.line - 1]))
    .join("\n");
}

function renderOne({ severity, code, summary, detail, span }: Diagnostic, line: string | undefined): string {
  const head = `${formatPlace(span)} ${severity}: ${summary} [${code}]\n`;
  if (line === undefined) return `${head}  ${detail}\n`;
  const oneLine = span.end.line === span.start.line;
  const width = Math.max(1, (oneLine ? span.end.column : line.length + 1) - span.start.column);
  return `${head}  | ${line}\n  | ${" ".repeat(span.start.column - 1)}${"^".repeat(Math.min(width, 120))}\n  ${detail}\n`;
}

/** `file:line:column`, as editors and terminals link it. */
export function formatPlace(span: Diagnostic["span"]): string {
  return `${span.file}:${span.start.line}:${span.start.column}`;
}
