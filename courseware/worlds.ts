import { type Diagnostic, type Parsed, startOf } from "#engines/source";
import { parseWorld, type World } from "#engines/world";
import { contentHash } from "#grading/hash";
import { type Content, contentName, ownContent } from "./content.ts";
import { listFolders, readFolder, slugPattern } from "./folder.ts";

/** A world with the hash of what it says. */
export type WorldSource = { readonly name: string; readonly world: World; readonly contentHash: string };

/** Reads `content/worlds/<name>/`; places in the diagnostics are paths from the content's root. */
export async function readWorld(content: Content, name: string): Promise<Parsed<WorldSource | undefined>> {
  const folder = `worlds/${name}`;
  if (!slugPattern.test(name)) return { model: undefined, diagnostics: [badName(folder)] };
  const read = await readFolder(content.root, folder);
  const prefix = `${contentName}/${folder}/`;
  const files = read.model.map((file) => ({ path: file.path.slice(prefix.length), text: file.text }));
  if (files.length === 0) return { model: undefined, diagnostics: read.diagnostics };
  const parsed = parseWorld(files);
  const diagnostics = parsed.diagnostics.map((diagnostic) => ({
    ...diagnostic,
    span: { ...diagnostic.span, file: prefix + diagnostic.span.file },
  }));
  return {
    model: { name, world: parsed.model, contentHash: contentHash(files) },
    diagnostics: [...read.diagnostics, ...diagnostics],
  };
}

function badName(folder: string): Diagnostic {
  return {
    severity: "error",
    code: "content/name",
    summary: "A world's folder is named in lower case, with hyphens",
    detail: "",
    span: startOf(`${contentName}/${folder}`),
  };
}

export function listWorlds(content: Content = ownContent): Promise<string[]> {
  return listFolders(content.root, "worlds");
}
