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
  return token.text.replace(specials, (all, short?: string, long?: string, selector?: string) => {
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
    cursor.error("hcl/escape", "Invalid escape sequence", detail, cursor.spanOf(token));
    return all;
  });
}
