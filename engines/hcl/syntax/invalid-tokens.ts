import type { Cursor } from "./cursor.ts";
import type { Token } from "./token.ts";

const bitwise = new Map([
  ["&", 'Did you mean boolean AND ("&&")?'],
  ["|", 'Did you mean boolean OR ("||")?'],
  ["^", ""],
  ["~", 'Did you mean boolean NOT ("!")?'],
]);

/** Names the characters that are no part of the language; quotes that are none are named twice a file. */
export function checkTokens(cursor: Cursor, tokens: readonly Token[]): void {
  const said = new Map<string, number>();
  for (const token of tokens) {
    const span = cursor.spanOf(token);
    if (token.kind === "symbol") {
      const advice = bitwise.get(token.text);
      if (advice !== undefined)
        cursor.error(
          "hcl/unsupported-operator",
          "Unsupported operator",
          `Bitwise operators are not part of the language. ${advice}`.trim(),
          span,
        );
    }
    if (token.kind === "bad-text") {
      const detail = 'A string in quotes ends on its line. Write \\n for a newline, or use a "heredoc" such as <<EOT.';
      cursor.error("hcl/multi-line-string", "Invalid multi-line string", detail, span);
    }
    if (token.kind !== "invalid") continue;
    if (token.text === "'" || token.text === "`" || token.text === ";" || "“”‘’".includes(token.text)) {
      const times = said.get(token.text) ?? 0;
      const isQuote = token.text === "'" || token.text === "`";
      if (times < 3) said.set(token.text, times + 1);
      // Of quotes the opening ones are named, of the first two texts; of other characters the first.
      if (isQuote ? times % 2 === 1 : times > 0) continue;
      const advice =
        token.text === ";"
          ? "Arguments are separated by newlines, not by semicolons."
          : token.text === "`"
            ? 'Backticks mark no strings here. Texts of several lines are written as "heredocs", such as <<EOT.'
            : 'Strings stand in plain double quotes (").';
      cursor.error("hcl/invalid-character", "Invalid character", advice, span);
      continue;
    }
    if (token.text === "/*") {
      cursor.error("hcl/unterminated-comment", "Unterminated comment", 'This comment is not closed with "*/".', span);
      continue;
    }
    cursor.error("hcl/invalid-character", "Invalid character", "This character is not used within the language.", span);
  }
}
