import type { Cursor } from "./cursor.ts";
import type { Token } from "./token.ts";

const plain = new Map([
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
  ['"', '"'],
  ["\\", "\\"],
]);

const specials = /\\u([0-9a-fA-F]{4})|\\U([0-9a-fA-F]{8})|\\([^\n]?)|\$\$\{|%%\{/gu;

/** The text a token stands for: `$${` and `%%{` are `${` and `%{`; in quotes, backslashes escape. */
export function readText(cursor: Cursor, token: Token, quoted: boolean): string {
  if (!quoted) return token.text.replaceAll("$${", "${").replaceAll("%%{", "%{");
  if (!/[\\$%]/.test(token.text)) return token.text;
  return token.text.replace(
    specials,
    (all, short: string | undefined, long: string | undefined, selector: string | undefined, at: number) => {
      if (all === "$${") return "${";
      if (all === "%%{") return "%{";
      const code = Number.parseInt(short ?? long ?? "", 16);
      if (!Number.isNaN(code) && code <= 0x10ffff) return String.fromCodePoint(code);
      const known = plain.get(selector ?? "");
      if (known !== undefined) return known;
      const detail =
        selector === "u"
          ? "Four hexadecimal digits follow \\u."
          : selector === "U" || long !== undefined
            ? "Eight hexadecimal digits follow \\U, for a code point that exists."
            : `A backslash escapes n, r, t, ", \\, u and U, and nothing else. For a backslash, write two.`;
      const { line, column, offset } = token.start;
      const start = { line, column: column + at, offset: offset + at };
      const end = { line, column: start.column + all.length, offset: start.offset + all.length };
      // In quotes a token ends with its line.
      cursor.error("hcl/escape", "Invalid escape sequence", detail, { file: cursor.file, start, end });
      return "";
    },
  );
}
