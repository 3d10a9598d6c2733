import { Lexer } from "yaml";
import { Positions, type SourceFile, type Span } from "#engines/source";

/** The anchors of a text that no alias names. The text must have been read without errors before. */
export function unusedAnchors(file: SourceFile): readonly Span[] {
  if (!file.text.includes("&")) return [];
  const anchors: { readonly start: number; readonly end: number; used: boolean }[] = [];
  // An anchor of the same name hides the one before it.
  const latest = new Map<string, (typeof anchors)[number]>();
  let offset = 0;
  let scalarFollows = false;
  for (const token of new Lexer().lex(file.text)) {
    const marker = token === "\u0002" || token === "\u001f" || token === "\u0018";
    const scalar = scalarFollows;
    scalarFollows = token === "\u001f";
    // The lexer's own markers stand for no text.
    if (marker) continue;
    if (!scalar && /^&[^\s]+$/.test(token)) {
      const anchor = { start: offset, end: offset + token.length, used: false };
      anchors.push(anchor);
      latest.set(token.slice(1), anchor);
    } else if (!scalar && /^\*[^\s]+$/.test(token)) {
      const anchor = latest.get(token.slice(1));
      if (anchor) anchor.used = true;
    }
    offset += token.length;
  }
  const positions = new Positions(file);
  return anchors.filter(({ used }) => !used).map(({ start, end }) => positions.span(start, end));
}
