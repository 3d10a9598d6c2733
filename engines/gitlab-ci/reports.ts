import { compilePaths, type SortedArtifacts } from "#engines/pipeline";
import type { SourceFile } from "#engines/source";
import type { Artifacts } from "./model.ts";

/** https://docs.gitlab.com/administration/instance_limits/#cicd-variable-limits: as a new instance has them. */
const maxBytes = 5 * 1024;
const maxVariables = 20;

export type Dotenv = { readonly variables: Readonly<Record<string, string>> } | { readonly refused: string };

/**
 * https://docs.gitlab.com/ci/yaml/artifacts_reports/#artifactsreportsdotenv: every line is `NAME=value`, quotes are part of the value, and
 * an empty line or a comment makes GitLab refuse the report, with these words.
 */
export function readDotenv(texts: readonly string[]): Dotenv {
  const variables = new Map<string, string>();
  if (new TextEncoder().encode(texts.join("")).length >= maxBytes)
    return { refused: `Dotenv Artifact Too Big. Maximum Allowable Size: ${maxBytes}` };
  for (const line of texts.flatMap(linesOf)) {
    const at = line.indexOf("=");
    if (at === -1) return { refused: "Invalid Format" };
    const name = line.slice(0, at).trim();
    if (!/^[A-Za-z0-9_]+$/.test(name)) return { refused: "Validation failed: Key can contain only letters, digits and '_'." };
    if (name.length > 255) return { refused: "Validation failed: Key is too long (maximum is 255 characters)" };
    variables.set(name, line.slice(at + 1).trim());
  }
  if (variables.size > maxVariables) return { refused: `Dotenv files cannot have more than ${maxVariables} variables` };
  return { variables: Object.fromEntries(variables) };
}

function linesOf(text: string): readonly string[] {
  const lines = text.replace(/^\uFEFF/, "").split("\n");
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}

/**
 * What a job has collected, sorted: later jobs are given its archive, not its reports, which are kept however the job ended.
 * https://docs.gitlab.com/ci/yaml/#artifactsreports
 */
export function artifactSorter(
  artifacts: Artifacts,
  tracked: readonly SourceFile[],
): (files: ReadonlyMap<string, Uint8Array>, status: "success" | "failed") => SortedArtifacts {
  const isArchived = compilePaths(artifacts.paths.map(({ value }) => value));
  const isReport = compilePaths(artifacts.reports);
  const isDotenv = compilePaths(artifacts.dotenv);
  const known = new Set(artifacts.untracked ? tracked.map(({ path }) => path) : []);
  const archives = (path: string) => isArchived(path) || (artifacts.untracked && !known.has(path));
  return (files, status) => {
    const isKept = artifacts.when === "always" || (artifacts.when === "on_success") === (status === "success");
    const kept = new Map([...files].filter(([path]) => isKept && archives(path)));
    const listed = [...files.keys()].filter((path) => kept.has(path) || isReport(path));
    const texts = [...files].filter(([path]) => isDotenv(path)).map(([, bytes]) => new TextDecoder().decode(bytes));
    const dotenv = readDotenv(texts);
    if ("variables" in dotenv) return { files: kept, listed, variables: dotenv.variables };
    return {
      ...{ files: kept, listed, variables: {} },
      refused: `ERROR: Uploading artifacts as "dotenv" to coordinator... 400 Bad Request (${dotenv.refused})\nFATAL: invalid argument\n`,
    };
  };
}
