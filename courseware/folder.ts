import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type Diagnostic, type Parsed, type SourceFile, startOf } from "#engines/source";
import { contentName } from "./content.ts";

/** A file of content larger than this belongs elsewhere. */
const maxBytes = 1024 * 1024;
const maxFiles = 5000;
/** What desktops and editors leave behind. */
const ignored = /^(\.DS_Store|Thumbs\.db|desktop\.ini|\._.*|.*~|.*\.swp)$/;

export const slugPattern = /^[a-z0-9]+(-[a-z0-9]+)*$/;

/**
 * Every file below a folder of the content, sorted, with paths from the content's root (`content/labs/x/lab.yaml`).
 * Symbolic links, files that are not UTF-8 text and a missing folder are diagnostics.
 */
export async function readFolder(root: string, folder: string): Promise<Parsed<readonly SourceFile[]>> {
  const files: SourceFile[] = [];
  const diagnostics: Diagnostic[] = [];
  const refuse = (rule: string, path: string, summary: string, detail: string) =>
    diagnostics.push({ severity: "error", code: `content/${rule}`, summary, detail, span: startOf(`${contentName}/${path}`) });
  const visit = async (path: string): Promise<void> => {
    const status = await lstat(join(root, path)).catch(() => undefined);
    if (!status) return void refuse("missing", path, `There is no ${contentName}/${path}`, "The folder or file is missing.");
    if (status.isSymbolicLink())
      return void refuse(
        "link",
        path,
        "Content may not hold symbolic links",
        "Put the file itself here, so that what is read is what is reviewed.",
      );
    if (status.isDirectory()) {
      const names = (await readdir(join(root, path))).filter((name) => !ignored.test(name)).sort();
      for (const name of names) await visit(`${path}/${name}`);
      return;
    }
    if (!status.isFile()) return void refuse("kind", path, "Content is made of files and folders", "This is neither.");
    if (status.size > maxBytes || files.length >= maxFiles)
      return void refuse("too-large", path, "The content is too large", `A file may have ${maxBytes} bytes, a folder ${maxFiles} files.`);
    const text = decode(await readFile(join(root, path)));
    if (text === undefined) return void refuse("not-text", path, "The file is not UTF-8 text", "Save it as UTF-8.");
    files.push({ path: `${contentName}/${path}`, text });
  };
  await visit(folder);
  return { model: files, diagnostics };
}

const listed = new Map<string, Promise<string[]>>();

/** The names of the folders in a folder of the content; none where it is missing. In production they are read once. */
export function listFolders(root: string, folder: string): Promise<string[]> {
  if (process.env.NODE_ENV !== "production") return readNames(root, folder);
  const key = join(root, folder);
  const known = listed.get(key) ?? readNames(root, folder);
  listed.set(key, known);
  return known;
}

async function readNames(root: string, folder: string): Promise<string[]> {
  const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** The newest change below a folder, so that a cached reading is known to be stale. Zero where the folder is missing. */
export async function newestChange(root: string, folder: string): Promise<number> {
  const status = await lstat(join(root, folder)).catch(() => undefined);
  if (!status) return 0;
  if (!status.isDirectory()) return status.mtimeMs;
  const inside = await Promise.all((await readdir(join(root, folder))).map((name) => newestChange(root, `${folder}/${name}`)));
  return Math.max(status.mtimeMs, ...inside);
}
