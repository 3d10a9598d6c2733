import { parseHcl } from "#engines/hcl";
import type { Span } from "#engines/source";
import type { PlanDiagnostic } from "../model.ts";
import { type Style, styled, type Text, text } from "./runs.ts";

/** Terraform folds explanations at the width of a terminal, less the rule at the left. */
const width = 78 - 2 - 1;

/** Errors and warnings as Terraform prints them below a plan or instead of one, each behind a rule in its colour. */
export function diagnosticsText(diagnostics: readonly PlanDiagnostic[], files: ReadonlyMap<string, string>): Text {
  return text(diagnostics.map((diagnostic) => boxed(diagnostic, files)));
}

function boxed({ severity, summary, detail, span, address }: PlanDiagnostic, files: ReadonlyMap<string, string>): Text {
  const [style, bold, word]: [Style, Style, string] =
    severity === "error" ? ["red", "bold red", "Error: "] : ["yellow", "bold yellow", "Warning: "];
  const source = span ? sourceLines(span, files.get(span.file)) : [];
  const from = !span && address !== undefined ? [text(`  with ${address},`), []] : [];
  const lines: Text[] = [text(styled(bold, word), styled("bold", summary)), [], ...from, ...source];
  for (const paragraph of detail.split("\n")) lines.push(...folded(paragraph).map((line) => text(line)));
  return text(
    ...[styled(style, "╷"), "\n", lines.map((line) => text(styled(style, "│"), line.length > 0 ? " " : "", line, "\n"))],
    ...[styled(style, "╵"), "\n"],
  );
}

function sourceLines(span: Span, file: string | undefined): Text[] {
  const { start, end } = span;
  if (file === undefined) return [text(`  on ${span.file} line ${start.line}:`), []];
  const block = blockAround(span, file);
  const head = text(`  on ${span.file} line ${start.line}${block === undefined ? "" : `, in ${block}`}:`);
  const lines = file.split("\n").slice(start.line - 1, Math.max(start.line, end.line));
  const shown = lines.map((line, index): Text => {
    const from = index === 0 ? start.column - 1 : 0;
    const to = start.line + index === end.line ? end.column - 1 : line.length;
    const number = `${start.line + index}`.padStart(4);
    return text(`${number}: ${line.slice(0, from)}`, styled("underline", line.slice(from, to)), line.slice(to));
  });
  return [head, ...shown, []];
}

/** The header of the outermost block that the place is in: `resource "aws_vpc" "main"`. */
function blockAround({ file: path, start }: Span, file: string): string | undefined {
  if (!path.endsWith(".tf")) return undefined;
  const { blocks } = parseHcl({ path, text: file }).model;
  const block = blocks.find(({ header, closeBrace }) => header.start.offset <= start.offset && start.offset < closeBrace.end.offset);
  return block && [block.type, ...block.labels.map((label) => JSON.stringify(label.value))].join(" ");
}

/** What begins with a space is code and stays as it is. */
function folded(paragraph: string): string[] {
  if (paragraph.startsWith(" ") || paragraph.length <= width) return [paragraph];
  const lines: string[] = [];
  let line = "";
  for (const word of paragraph.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
