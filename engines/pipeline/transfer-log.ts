import { compilePaths } from "./globs.ts";

/** What GitLab's runner says of the paths of an archive that it looked for: one line each. */
export function foundLines(patterns: readonly string[], paths: readonly string[], root: string): string {
  const folders = new Set(paths.flatMap(foldersAbove));
  return patterns
    .map((pattern) => {
      const matches = compilePaths([pattern]);
      const count = paths.filter(matches).length;
      if (count === 0)
        return `WARNING: ${pattern}: no matching files. Ensure that the artifact path is relative to the working directory (${root})\n`;
      return `${pattern}: found ${count + [...folders].filter(matches).length} matching artifact files and directories\n`;
    })
    .join("");
}

function foldersAbove(path: string): string[] {
  const parts = path.split("/");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
}
