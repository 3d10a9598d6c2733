import { sha1 } from "@noble/hashes/legacy.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { FileSet } from "#engines/shell";
import type { SourceFile } from "#engines/source";

/** A commit's name: the same scenario has the same one. */
export const commitOf = (branch: string, seed: number): string => bytesToHex(sha1(utf8ToBytes(`${branch} ${seed}`)));

const sets = new WeakMap<readonly SourceFile[], Map<string, FileSet>>();

/** The repository as files to lay into a workspace, below a folder of it. */
export function checkoutFiles(files: readonly SourceFile[], folder: string): FileSet {
  const known = sets.get(files) ?? new Map<string, FileSet>();
  sets.set(files, known);
  const found = known.get(folder) ?? new Map(files.map((file) => [folder === "" ? file.path : `${folder}/${file.path}`, bytesOf(file)]));
  known.set(folder, found);
  return found;
}

const encoded = new WeakMap<SourceFile, Uint8Array>();

/** Most files are the world's, and the same in every submission. */
function bytesOf(file: SourceFile): Uint8Array {
  const bytes = encoded.get(file) ?? utf8ToBytes(file.text);
  encoded.set(file, bytes);
  return bytes;
}
