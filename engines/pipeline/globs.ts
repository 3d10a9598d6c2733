import { RE2JS } from "re2js";

/** A path pattern as Ruby's File.fnmatch and doublestar read it: `*` within a folder, `**` across folders, `?`, `[a-z]`, `{a,b}`. */
export function compileGlob(pattern: string): (path: string) => boolean {
  let source = "";
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] ?? "";
    if (pattern.startsWith("**/", at)) {
      source += "(?:.*/)?";
      at += 2;
    } else if (pattern.startsWith("**", at)) {
      source += ".*";
      at += 1;
    } else if (char === "*") source += "[^/]*";
    else if (char === "?") source += "[^/]";
    else if (char === "[" && pattern.indexOf("]", at + 2) !== -1) {
      const end = pattern.indexOf("]", at + 2);
      source += `[${pattern
        .slice(at + 1, end)
        .replace(/^!/, "^")
        .replaceAll("\\", "\\\\")
        .replaceAll("[", "\\[")}]`;
      at = end;
    } else if (char === "{" && pattern.indexOf("}", at) !== -1) {
      const end = pattern.indexOf("}", at);
      source += `(?:${pattern
        .slice(at + 1, end)
        .split(",")
        .map(RE2JS.quote)
        .join("|")})`;
      at = end;
    } else source += RE2JS.quote(char);
  }
  const compiled = RE2JS.compile(`(?s)${source}`);
  return (path) => compiled.matches(path);
}

/** A pattern names a file, or a folder and with it all that is in it. */
export function compilePaths(patterns: readonly string[]): (path: string) => boolean {
  const tests = patterns.map((pattern) => {
    const clean = pattern.replace(/^\.\//, "").replace(/\/+$/, "");
    const whole = compileGlob(clean);
    const inside = compileGlob(`${clean}/**`);
    return (path: string) => clean === "." || whole(path) || inside(path);
  });
  return (path) => tests.some((test) => test(path));
}
