import type { Text } from "../model.ts";

/** A stretch of a text: plain, or what stands between `${{` and `}}`. Offsets count in the value, from 0. */
export type Piece = { readonly kind: "plain" | "expression" | "unclosed"; readonly source: string; readonly offset: number };

/** Splits a text at its expressions. A `}}` inside a quoted string does not end one. */
export function splitTemplate(value: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (;;) {
    const open = value.indexOf("${{", at);
    if (open === -1) break;
    if (open > at) pieces.push({ kind: "plain", source: value.slice(at, open), offset: at });
    const close = findClose(value, open + 3);
    if (close === -1) {
      pieces.push({ kind: "unclosed", source: value.slice(open + 3), offset: open + 3 });
      return pieces;
    }
    pieces.push({ kind: "expression", source: value.slice(open + 3, close), offset: open + 3 });
    at = close + 2;
  }
  if (at < value.length) pieces.push({ kind: "plain", source: value.slice(at), offset: at });
  return pieces;
}

function findClose(value: string, from: number): number {
  let quoted = false;
  for (let at = from; at < value.length; at++) {
    if (value[at] === "'") quoted = !quoted;
    else if (!quoted && value[at] === "}" && value[at + 1] === "}") return at;
  }
  return -1;
}

/** Where in the file a letter of the value stands; nothing where lines of it are folded. */
export function fileOffset({ value, node }: Text, offset: number, file: string): number | undefined {
  if (node.lineOffsets) {
    const before = value.slice(0, offset).split("\n");
    const line = node.lineOffsets[before.length - 1];
    return line === undefined ? undefined : line + (before.at(-1)?.length ?? 0);
  }
  if (node.style === "block" || node.span.start.line !== node.span.end.line) return undefined;
  const length = node.span.end.offset - node.span.start.offset;
  if (node.style === "quoted") {
    if (length === value.length + 2) return node.span.start.offset + 1 + offset;
    const inside = quotedOffset(file.slice(node.span.start.offset, node.span.end.offset), offset);
    return inside === undefined ? undefined : node.span.start.offset + inside;
  }
  return length === value.length ? node.span.start.offset + offset : undefined;
}

/** Letters that a quoted text takes for one: a doubled quote, or what a backslash begins. */
const escapes: Readonly<Record<string, number>> = { x: 4, u: 6 };

function quotedOffset(raw: string, offset: number): number | undefined {
  const isSingle = raw.startsWith("'");
  let at = 1;
  for (let counted = 0; counted < offset; counted++) {
    if (at >= raw.length || raw.startsWith("\\U", at)) return undefined;
    if (isSingle) at += raw.startsWith("''", at) ? 2 : 1;
    else at += raw[at] === "\\" ? (escapes[raw[at + 1] ?? ""] ?? 2) : 1;
  }
  return at;
}
