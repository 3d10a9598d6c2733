import type { SourceFile } from "#engines/source";
import type { World } from "#engines/world";
import type { FileSet, ShellOptions } from "./model.ts";
import type { Interaction } from "./recording.ts";

/**
 * What shells did, so that nothing is computed twice: the jobs of a pipeline are much the same in every scenario and from one submission
 * to the next. A place is where a shell stands after the operations that led there; an operation leads on to other places, one for
 * every way its questions were answered. The same operations with the same answers give the same result, so this is never seen.
 */
export type Place = { readonly root: Root; readonly next: Map<string, Memory[]> };

export type Memory = { readonly interactions: readonly Interaction[]; readonly result: unknown; readonly leads: Place };

type Root = { readonly key: string; size: number };

/** Characters and bytes, roughly. */
const maxSize = 16 * 1024 * 1024;
/** What a memory and an entry of a set of files take beside their texts. */
const [perMemory, perFile] = [500, 150];
const roots = new Map<string, Place>();
let newest: Root | undefined;
let size = 0;

/** Where a shell with these options stands before it has done anything. */
export function placeOf(options: ShellOptions): Place {
  const { world, root, files, epoch } = options;
  const key = `${idOf(world)} ${idOfFiles(files)} ${epoch} ${root}`;
  const known = roots.get(key);
  if (known) {
    // The least recently used is the first.
    if (known.root !== newest) {
      roots.delete(key);
      roots.set(key, known);
      newest = known.root;
    }
    return known;
  }
  const place: Place = { root: { key, size: 0 }, next: new Map() };
  roots.set(key, place);
  newest = place.root;
  grow(place.root, key.length);
  return place;
}

/** Keeps what an operation did and gives the place it leads to. */
export function remember(place: Place, operation: string, interactions: readonly Interaction[], result: unknown, bytes: number): Place {
  const leads: Place = { root: place.root, next: new Map() };
  const memories = place.next.get(operation) ?? [];
  memories.push({ interactions, result, leads });
  place.next.set(operation, memories);
  const asked = interactions.reduce((sum, interaction) => sum + 150 + ("answer" in interaction ? String(interaction.answer).length : 0), 0);
  grow(place.root, perMemory + operation.length + bytes + asked);
  return leads;
}

function grow(root: Root, by: number): void {
  // A place that was forgotten meanwhile may still be walked on from.
  if (roots.get(root.key)?.root !== root) return;
  root.size += by;
  size += by;
  for (const [key, oldest] of roots) {
    if (size <= maxSize) return;
    // What is left at last may be one world's alone: it begins anew.
    roots.delete(key);
    size -= oldest.root.size;
  }
}

const ids = new WeakMap<World, number>();
let lastId = 0;

function idOf(world: World): number {
  const id = ids.get(world) ?? ++lastId;
  ids.set(world, id);
  return id;
}

const fileIds = new Map<string, number>();
const filesKnown = new WeakMap<readonly SourceFile[], number>();

/** Which files there are and which of them are programs. What stands in them is asked for when it is read. */
function idOfFiles(files: readonly SourceFile[]): number {
  const known = filesKnown.get(files);
  if (known !== undefined) return known;
  const names = files.map((file) => (isProgram(file.text) ? `${file.path}*` : file.path)).join("\n");
  if (fileIds.size > 1000) fileIds.clear();
  const id = fileIds.get(names) ?? ++lastId;
  fileIds.set(names, id);
  filesKnown.set(files, id);
  return id;
}

/** Git keeps the executable bit, a text in a browser does not: a file that starts with `#!` is executable. */
export const isProgram = (text: string): boolean => text.startsWith("#!");

export const bytesIn = (files: FileSet): number =>
  [...files].reduce((sum, [path, content]) => sum + perFile + path.length + content.length, 0);
