import { type Diagnostic, type SourceFile, startOf } from "#engines/source";
import type { Submission } from "./model.ts";
import { isWellFormed } from "./text.ts";

export const maxFiles = 20;
export const maxFileBytes = 64 * 1024;
const maxPath = 200;

/** What is wrong with a submission before anything reads it; `globs` are those of the lab's `files`. */
export function checkFiles(files: Submission, globs: readonly string[]): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  const error = (rule: string, path: string, summary: string, detail: string) =>
    diagnostics.push({ severity: "error", code: `files/${rule}`, summary, detail, span: startOf(path) });
  if (files.length > maxFiles) error("too-many", "", `${files.length} files were handed in`, `A submission may hold ${maxFiles} files.`);
  const seen = new Set<string>();
  for (const { path, text } of files.slice(0, maxFiles)) {
    const shown = path.slice(0, maxPath).replaceAll("\0", "\\0");
    const refused = refusePath(path);
    if (refused) error("path", shown, `"${shown}" is no path a file can have here`, refused);
    else if (!globs.some((glob) => matchesGlob(glob, path)))
      error("read-only", shown, `"${path}" cannot be changed in this lab`, `This lab takes: ${globs.join(", ")}.`);
    if (seen.has(path)) error("twice", shown, `"${shown}" was handed in twice`, "Each path may stand once.");
    seen.add(path);
    const bytes = new TextEncoder().encode(text).length;
    if (bytes > maxFileBytes) error("too-large", shown, `"${shown}" has ${bytes} bytes`, `A file may have ${maxFileBytes} bytes.`);
    if (text.includes("\0") || !isWellFormed(text))
      error("not-text", shown, `"${shown}" is not text`, "Files must be UTF-8 text without NUL characters.");
  }
  return diagnostics;
}

function refusePath(path: string): string | undefined {
  if (path === "" || path.length > maxPath) return `A path has 1 to ${maxPath} characters.`;
  if (path.includes("\0") || !isWellFormed(path)) return "A path is UTF-8 text without NUL characters.";
  if (path.startsWith("/") || /^[A-Za-z]:/.test(path) || path.includes("\\")) return "A path is relative and written with /.";
  if (path.split("/").some((part) => part === "" || part === "." || part === ".."))
    return "A path names a file inside the repository, without `.`, `..` or empty parts.";
  return undefined;
}

/** `*` and `?` stay inside one part of the path, `**` spans any number of parts. */
export function matchesGlob(glob: string, path: string): boolean {
  return matchParts(glob.split("/"), path.split("/"));
}

function matchParts(glob: readonly string[], path: readonly string[]): boolean {
  const [first, ...rest] = glob;
  if (first === undefined) return path.length === 0;
  if (first === "**") {
    for (let skipped = 0; skipped <= path.length; skipped++) if (matchParts(rest, path.slice(skipped))) return true;
    return false;
  }
  const [part, ...others] = path;
  return part !== undefined && matchPart(first, part) && matchParts(rest, others);
}

/** Greedy with one place to come back to: linear in the product of the lengths, whatever the pattern. */
function matchPart(glob: string, part: string): boolean {
  let at = 0;
  let g = 0;
  let star = -1;
  let retry = 0;
  while (at < part.length) {
    if (glob[g] === "*") {
      star = g++;
      retry = at;
    } else if (glob[g] === "?" || glob[g] === part[at]) {
      g++;
      at++;
    } else if (star !== -1) {
      g = star + 1;
      at = ++retry;
    } else return false;
  }
  while (glob[g] === "*") g++;
  return g === glob.length;
}

/** The learner's files laid over the world's repository, by path. */
export function layOver(repository: readonly SourceFile[], files: Submission): SourceFile[] {
  const byPath = new Map([...repository, ...files].map((file) => [file.path, file]));
  return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}
