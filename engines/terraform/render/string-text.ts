import type { Value } from "#engines/hcl";
import { changedInPlace, commonParts } from "./align.ts";
import { compareAny } from "./compare.ts";
import type { Diff } from "./diff.ts";
import { arrow, diffText, indentation, nullSuffix, type Options, replacement, scalarText } from "./diff-text.ts";
import { documentOf } from "./json-document.ts";
import { quoted } from "./quoting.ts";
import { type Text, text } from "./runs.ts";
import { lineSymbol } from "./symbols.ts";

/** A string: in quotes, as a heredoc of lines, or, where it holds JSON, as a call of `jsonencode`. */
export function stringText(diff: Diff, before: Value | undefined, after: Value | undefined, indent: number, options: Options): Text {
  const [left, right] = [documentOf(before), documentOf(after)];
  const replace = replacement(diff, options);
  if (diff.action === "create" || diff.action === "no-op") {
    const shown = after ?? before;
    if (right) return documentText(diff, diff.action === "no-op" ? right : undefined, right, indent, options);
    if (!isLines(shown)) return text(inQuotes(shown), replace);
    return heredoc(diff, plainLines(shown, indent), indent, options);
  }
  if (diff.action === "delete") {
    if (left) return documentText(diff, left, undefined, indent, options);
    if (!isLines(before)) return text(inQuotes(before), nullSuffix(diff, options), replace);
    return heredoc(diff, plainLines(before, indent), indent, options);
  }
  if (left && right) return documentText(diff, left, right, indent, options);
  if (left || right) {
    const half = (action: "create" | "delete"): Diff => ({
      action,
      replace: false,
      view: { kind: "primitive", before: action === "delete" ? before : undefined, after: action === "create" ? after : undefined },
    });
    const inner = { ...options, hideNullSuffix: true };
    return text(diffText(half("delete"), indent, inner), arrow, diffText(half("create"), indent, inner));
  }
  if (!isLines(before) && !isLines(after)) return text(inQuotes(before), arrow, inQuotes(after), replace);
  return heredoc(diff, changedLines(linesOf(before), linesOf(after), indent), indent, options);
}

/** A text, and not a number that a JSON document writes in its own way. */
export const isText = (value: Value | undefined): boolean => value?.kind === "string" && value.type.kind === "string";

const isLines = (value: Value | undefined): boolean => value?.kind === "string" && value.value.includes("\n");
/** Space around a text of several lines is not shown. */
const linesOf = (value: Value | undefined): string[] =>
  value?.kind === "string" ? (value.value.includes("\n") ? value.value.trim() : value.value).split("\n") : [""];

const inQuotes = (value: Value | undefined): Text =>
  value?.kind === "string" && isText(value) ? text(quoted(value.value)) : scalarText(value);

const line = (action: "create" | "delete" | "no-op", content: string, indent: number): Text =>
  text(indentation(indent + 1), lineSymbol(action), content, "\n");

const plainLines = (value: Value | undefined, indent: number): Text =>
  text(linesOf(value).map((content) => line("no-op", content, indent)));

function changedLines(before: readonly string[], after: readonly string[], indent: number): Text {
  const lines: Text[] = [];
  if (changedInPlace(before, after)) {
    for (const [index, content] of before.entries()) {
      const now = after[index] ?? "";
      if (now === content) lines.push(line("no-op", content, indent));
      else lines.push(line("delete", content, indent), line("create", now, indent));
    }
    return text(lines);
  }
  let [i, j] = [0, 0];
  for (const [nextBefore, nextAfter] of [...commonParts(before, after), [before.length, after.length] as const]) {
    for (; i < nextBefore; i++) lines.push(line("delete", before[i] ?? "", indent));
    for (; j < nextAfter; j++) lines.push(line("create", after[j] ?? "", indent));
    if (i < before.length && j < after.length) {
      lines.push(line("no-op", before[i++] ?? "", indent));
      j++;
    }
  }
  return text(lines);
}

function heredoc(diff: Diff, lines: Text, indent: number, options: Options): Text {
  const end = text(indentation(indent), lineSymbol("no-op"), "EOT");
  return text("<<-EOT", replacement(diff, options), "\n", lines, end, nullSuffix(diff, options));
}

function documentText(diff: Diff, before: Value | undefined, after: Value | undefined, indent: number, options: Options): Text {
  const inner = compareAny({ before, after, replace: [] });
  const onlySpace = inner.action === "no-op" && diff.action === "update";
  const space = onlySpace ? (diff.replace ? " # whitespace changes force replacement" : " # whitespace changes") : "";
  const replace = onlySpace ? [] : replacement(diff, options);
  const content = diffText(inner, indent + 1, {
    hideNullSuffix: true,
    showUnchanged: options.showUnchanged || onlySpace,
    forceReplacement: false,
  });
  const suffix = nullSuffix(diff, options);
  if (!content.some((run) => run.text.includes("\n"))) return text("jsonencode(", content, ")", space, replace, suffix);
  const sign = lineSymbol(inner.action === "update" ? "update" : "no-op");
  return text(
    ...["jsonencode(", space, "\n", indentation(indent + 1), sign, content, replace, "\n"],
    ...[indentation(indent), lineSymbol("no-op"), ")", suffix],
  );
}
