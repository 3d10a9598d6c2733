import { RE2JS } from "re2js";

const compiled = new Map<string, (path: string) => boolean>();
const maxCompiled = 500;

/** A path pattern as Ruby's File.fnmatch and doublestar read it: `*` within a folder, `**` across folders, `?`, `[a-z]`, `{a,b}`. */
export function compileGlob(pattern: string): (path: string) => boolean {
  if (!/[*?[{]/.test(pattern)) return (path) => path === pattern;
  const known = compiled.get(pattern);
  if (known) return known;
  const expression = RE2JS.compile(`(?s)${translate(pattern)}`);
  const fits = (path: string) => expression.matches(path);
  if (compiled.size >= maxCompiled) compiled.clear();
  compiled.set(pattern, fits);
  return fits;
}

function translate(pattern: string): string {
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
      const parts = pattern.slice(at + 1, end).split(",");
      source += `(?:${parts.map((part) => translate(part.replaceAll("{", "[{]"))).join("|")})`;
      at = end;
    } else source += RE2JS.quote(char);
  }
  return source;
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
