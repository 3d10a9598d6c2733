import { compileGlob } from "#engines/pipeline";

/** Patterns of paths as `@actions/glob` reads them: a folder stands for all that is in it, and `!` takes out what is in so far. */
export function compilePaths(patterns: readonly string[]): (path: string) => boolean {
  const steps = patterns.map((pattern) => {
    const negated = pattern.startsWith("!");
    return { negated, matches: compilePattern(negated ? pattern.slice(1) : pattern) };
  });
  return (path) => steps.reduce((inside, { negated, matches }) => (inside === negated && matches(path) ? !negated : inside), false);
}

/** One pattern, without `!`. */
export function compilePattern(pattern: string): (path: string) => boolean {
  const clean = cleanPath(pattern);
  if (clean === "" || clean === ".") return () => true;
  const whole = compileGlob(clean);
  const inside = compileGlob(`${clean}/**`);
  return (path) => whole(path) || inside(path);
}

export const cleanPath = (path: string): string => path.trim().replace(/^\.\//, "").replace(/\/+$/, "");

/** The lines of an input that holds one pattern a line. */
export const linesOf = (input: string): readonly string[] =>
  input
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));

/** Where a search begins: what stands in each pattern before its first wildcard; what another one contains is left out. */
function searchPaths(patterns: readonly string[]): readonly (readonly string[])[] {
  const paths = patterns
    .filter((pattern) => !pattern.startsWith("!"))
    .map((pattern) => {
      const clean = cleanPath(pattern);
      const parts = clean === "." ? [] : clean.split("/");
      const wild = parts.findIndex((part) => /[*?[]/.test(part));
      return wild === -1 ? parts : parts.slice(0, wild);
    });
  return paths.filter(
    (path, index) => !paths.some((other, at) => at !== index && isBelow(path, other) && (other.length < path.length || at < index)),
  );
}

const isBelow = (path: readonly string[], folder: readonly string[]): boolean => folder.every((part, at) => path[at] === part);

/** https://github.com/actions/upload-artifact#uploading-hidden-files: whether nothing from where the search begins is hidden. */
export function visibleIn(patterns: readonly string[]): (path: string) => boolean {
  const starts = searchPaths(patterns);
  return (path) => {
    const parts = path.split("/");
    return starts.some(
      (start) => isBelow(parts, start) && !parts.slice(Math.max(0, start.length - 1)).some((part) => part.startsWith(".")),
    );
  };
}

/** The folder that an artifact's paths are counted from: what all search paths have in common. */
export function commonFolder(patterns: readonly string[], files: readonly string[]): string {
  const bases = searchPaths(patterns).map((parts) => (files.includes(parts.join("/")) ? parts.slice(0, -1) : parts));
  const [first = [], ...rest] = bases;
  let length = first.length;
  for (const base of rest) while (length > 0 && !first.slice(0, length).every((part, index) => base[index] === part)) length--;
  return first.slice(0, length).join("/");
}
