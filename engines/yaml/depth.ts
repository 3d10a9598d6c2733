import { Lexer } from "yaml";

/** Tokens of the lexer's own that stand for no text: start of a document, start of a scalar, an error in a flow collection. */
const markers = new Set(["\u0002", "\u001f", "\u0018"]);

/**
 * The offset where brackets or block indentation pass `limit` levels, or nothing. The composer of the YAML library can abort the
 * whole process on some thousands of levels, so this runs before it, over the token stream alone.
 */
export function tooDeep(text: string, limit: number): number | undefined {
  let brackets = 0;
  const indents: number[] = [];
  let column = 0;
  let offset = 0;
  let lineStart = true;
  for (const token of new Lexer().lex(text)) {
    if (markers.has(token)) continue;
    if (token === "[" || token === "{") brackets++;
    else if (token === "]" || token === "}") brackets--;
    if (brackets + indents.length > limit) return offset;
    if (token.endsWith("\n")) {
      column = 0;
      lineStart = true;
    } else {
      const indicator = token === "-" || token === "?" || token === ":";
      if (token.trim() !== "" && (lineStart || indicator) && brackets === 0) {
        while (indents.length > 0 && (indents.at(-1) ?? 0) >= column) indents.pop();
        indents.push(column);
        lineStart = indicator;
      }
      column += token.length;
    }
    offset += token.length;
  }
  return undefined;
}
