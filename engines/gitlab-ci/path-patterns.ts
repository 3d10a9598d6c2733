import { RE2JS } from "re2js";

const compiled = new Map<string, (path: string) => boolean>();
const maxCompiled = 500;
/** So deep may braces stand in braces. */
const maxBraces = 10;

/**
 * A pattern of `changes` or `exists`, as Ruby's `File.fnmatch` reads it: `*` stands for a part of a name, `**` followed by a slash, at the
 * beginning of a name, for any number of folders, and elsewhere for no more than `*`. https://docs.gitlab.com/ci/yaml/#ruleschanges
 */
export function compilePathPattern(pattern: string): (path: string) => boolean {
  if (!/[*?[{\\]/.test(pattern)) return (path) => path === pattern;
  const known = compiled.get(pattern);
  if (known) return known;
  const fits = compile(pattern);
  if (compiled.size >= maxCompiled) compiled.clear();
  compiled.set(pattern, fits);
  return fits;
}

function compile(pattern: string): (path: string) => boolean {
  try {
    const expression = RE2JS.compile(`(?s)${translate(pattern, 0)}`);
    return (path) => expression.matches(path);
  } catch {
    // A range that runs backwards, such as [z-a], fits nothing.
    return () => false;
  }
}

function translate(pattern: string, depth: number): string {
  let source = "";
  const ends = depth < maxBraces ? braceEnds(pattern) : new Map<number, number>();
  const lastBracket = pattern.lastIndexOf("]");
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern[at] ?? "";
    const isAtStart = at === 0 || pattern[at - 1] === "/";
    const folders = isAtStart ? /^(?:\*\*\/)+/.exec(pattern.slice(at, at + 200))?.[0] : undefined;
    const end = char === "[" && at < lastBracket ? classEnd(pattern, at) : char === "{" ? (ends.get(at) ?? -1) : -1;
    if (folders !== undefined) {
      source += "(?:[^/]+/)*";
      at += folders.length - 1;
    } else if (char === "*") source += "[^/]*";
    else if (char === "?") source += "[^/]";
    else if (char === "\\" && at + 1 < pattern.length) source += RE2JS.quote(pattern[++at] ?? "");
    else if (char === "[" && end !== -1) {
      source += classOf(pattern.slice(at + 1, end));
      at = end;
    } else if (char === "{" && end !== -1) {
      const parts = splitBraces(pattern.slice(at + 1, end));
      source += `(?:${parts.map((part) => translate(part, depth + 1)).join("|")})`;
      at = end;
    } else source += RE2JS.quote(char);
  }
  return source;
}

const classEnd = (pattern: string, at: number) => pattern.indexOf("]", at + (/^\[[!^]/.test(pattern.slice(at, at + 2)) ? 3 : 2));

const classOf = (inside: string) => `[${inside.replaceAll("\\", "\\\\").replaceAll("[", "\\[").replace(/^[!^]/, "^/")}]`;

/** Where each brace is closed. */
function braceEnds(pattern: string): ReadonlyMap<number, number> {
  const ends = new Map<number, number>();
  const open: number[] = [];
  for (let at = 0; at < pattern.length; at++) {
    if (pattern[at] === "{") open.push(at);
    else if (pattern[at] === "}") {
      const start = open.pop();
      if (start !== undefined) ends.set(start, at);
    }
  }
  return ends;
}

function splitBraces(inside: string): readonly string[] {
  const parts = [""];
  let open = 0;
  for (const char of inside) {
    if (char === "{") open++;
    if (char === "}") open--;
    if (char === "," && open === 0) parts.push("");
    else parts[parts.length - 1] += char;
  }
  return parts;
}
