import { compareText } from "#engines/hcl";
import type { SourceFile } from "#engines/source";

/** The files of one directory that are configuration, in Terraform's order. */
export type Folder = { readonly primary: readonly SourceFile[]; readonly overrides: readonly SourceFile[] };

/** Finds the configuration of each directory, `""` being the root, once for all. */
export function foldersOf(files: readonly SourceFile[]): ReadonlyMap<string, Folder> {
  const folders = new Map<string, { primary: SourceFile[]; overrides: SourceFile[] }>();
  for (const file of files.toSorted((a, b) => compareText(a.path, b.path))) {
    const path = normalPath(file.path);
    const slash = path.lastIndexOf("/");
    // A directory exists as soon as something stands in it or below it.
    for (let end = slash; end > 0; end = path.lastIndexOf("/", end - 1)) {
      const above = path.slice(0, end);
      if (!folders.has(above)) folders.set(above, { primary: [], overrides: [] });
    }
    const [directory, name] = [slash === -1 ? "" : path.slice(0, slash), path.slice(slash + 1)];
    const folder = folders.get(directory) ?? { primary: [], overrides: [] };
    folders.set(directory, folder);
    const base = configurationName(name);
    if (base === undefined) continue;
    (base === "override" || base.endsWith("_override") ? folder.overrides : folder.primary).push(file);
  }
  return folders;
}

/** The name of a file of configuration without its ending; undefined for every other file. */
function configurationName(name: string): string | undefined {
  if (name.startsWith(".") || name.endsWith("~") || (name.startsWith("#") && name.endsWith("#"))) return undefined;
  if (name.endsWith(".tf.json")) return name.slice(0, -".tf.json".length);
  return name.endsWith(".tf") ? name.slice(0, -".tf".length) : undefined;
}

/** Without `.` and, as far as that is possible, without `..`. */
export function normalPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === ".." && parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else parts.push(part);
  }
  return parts.join("/");
}
