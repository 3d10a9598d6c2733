import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

/** SHA-256, in hex, of the names and bytes of the given files and of all files below the given folders; absent ones count as empty. */
export function fingerprint(paths: readonly string[], ignore: (path: string) => boolean = () => false): string {
  const hash = createHash("sha256");
  for (const file of paths.flatMap(filesBelow).filter((path) => !ignore(path))) {
    const bytes = readFileSync(file);
    hash.update(`${file}\0${bytes.length}\0`).update(bytes);
  }
  return hash.digest("hex");
}

/** The path itself if it is a file, else the files below it, in one order on every machine. */
export function filesBelow(path: string): string[] {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  const names = readdirSync(path).sort();
  return names.flatMap((name) => (name === "node_modules" ? [] : filesBelow(join(path, name))));
}

export const isTest = (path: string) => /\.test\.tsx?$|[\\/]testdata[\\/]/.test(path);
