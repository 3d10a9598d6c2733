import { utf8Length } from "../providers/bytes.ts";

const short: ReadonlyMap<string, string> = new Map([
  ['"', '\\"'],
  ["\\", "\\\\"],
  ["\u0007", "\\a"],
  ["\b", "\\b"],
  ["\f", "\\f"],
  ["\n", "\\n"],
  ["\r", "\\r"],
  ["\t", "\\t"],
  ["\v", "\\v"],
]);

/** In quotes, as Go's `%q` writes it: https://pkg.go.dev/strconv#Quote. What cannot be seen is written by its number. */
export const quoted = (text: string): string => `"${text.replace(/["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, escaped)}"`;

function escaped(character: string): string {
  const known = short.get(character);
  if (known !== undefined) return known;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`;
  return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`;
}

const hex = (code: number, width: number): string => code.toString(16).padStart(width, "0");

/** How wide the names of a column are taken to be: in bytes of UTF-8, though they are filled up by characters. */
export const columnWidth = (names: readonly string[]): number => names.reduce((width, name) => Math.max(width, utf8Length(name)), 0);

export const filledUp = (name: string, width: number): string => name + " ".repeat(Math.max(0, width - [...name].length));
