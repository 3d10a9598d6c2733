import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseWorld, type World } from "#engines/world";

/** Every file below a folder whose path fits. */
export function filesIn(folder: string, accept: RegExp): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => accept.test(path))
    .sort();
}

export const seedsIn = (folder: string, accept: RegExp): readonly string[] =>
  filesIn(folder, accept).map((path) => readFileSync(path, "utf8"));

let larder: World | undefined;

/** The course's own world, as it stands in the content. */
export function fuzzWorld(): World {
  const root = "content/worlds/larder/";
  larder ??= parseWorld(filesIn(root, /./).map((path) => ({ path: path.slice(root.length), text: readFileSync(path, "utf8") }))).model;
  return larder;
}
