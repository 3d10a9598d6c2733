import { RE2JS } from "re2js";

/** https://docs.github.com/en/actions/reference/workflow-syntax-for-github-actions#filter-pattern-cheat-sheet */
export function compilePattern(pattern: string): (name: string) => boolean {
  let source = "";
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] ?? "";
    if (pattern.startsWith("**/", at) && (at === 0 || pattern[at - 1] === "/")) {
      source += "(?:.*/)?";
      at += 2;
    } else if (pattern.startsWith("**", at)) {
      source += ".*";
      at += 1;
    } else if (char === "*") source += "[^/]*";
    else if (char === "?" || char === "+") source += char;
    else if (char === "[" && pattern.indexOf("]", at + 1) !== -1) {
      const end = pattern.indexOf("]", at + 1);
      source += `[${pattern
        .slice(at + 1, end)
        .replaceAll("\\", "\\\\")
        .replaceAll("[", "\\[")
        .replace(/^\^/, "\\^")}]`;
      at = end;
    } else if (char === "\\" && at + 1 < pattern.length) source += RE2JS.quote(pattern[++at] ?? "");
    else source += RE2JS.quote(char);
  }
  try {
    const compiled = RE2JS.compile(`(?s)${source}`);
    return (name) => compiled.matches(name);
  } catch {
    // A pattern that is not well formed is told by a rule, and matches nothing.
    return () => false;
  }
}

/** Patterns in order: each that matches puts the name in, or with `!` takes it out again. */
export function matchesInOrder(patterns: readonly string[], name: string): boolean {
  let inside = false;
  for (const pattern of patterns) {
    const negated = pattern.startsWith("!");
    if (inside === negated && compilePattern(negated ? pattern.slice(1) : pattern)(name)) inside = !negated;
  }
  return inside;
}
