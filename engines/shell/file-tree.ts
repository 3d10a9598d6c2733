import type { SourceFile } from "#engines/source";

/** Files and links are values: whoever changes one puts another in its place. A file of the checkout is its source until it is read. */
export type TreeFile = {
  readonly kind: "file";
  readonly content: Uint8Array | SourceFile;
  readonly mode: number;
  /** The virtual second of its last change. */
  readonly at: number;
};

export type TreeLink = { readonly kind: "link"; readonly target: string; readonly at: number };

export type TreeFolder = {
  readonly kind: "folder";
  entries: Map<string, TreeNode>;
  /** The entries are another tree's too: they are copied before the first change. */
  shared: boolean;
  mode: number;
  at: number;
};

export type TreeNode = TreeFile | TreeLink | TreeFolder;

/** Where a path leads, links followed. Without a folder its parent is not there, or it is the root itself. */
export type Place = {
  readonly folder: TreeFolder | undefined;
  readonly name: string;
  readonly node: TreeNode | undefined;
  readonly parts: readonly string[];
};

const maxLinks = 40;

export const newFolder = (at: number): TreeFolder => ({ kind: "folder", entries: new Map(), shared: false, mode: 0o755, at });

const partsKnown = new Map<string, readonly string[]>();
const maxPartsKnown = 2000;
const maxPathKnown = 200;

/** The names on an absolute path, without `.` and `..`. A shell asks for the same few paths again and again. */
export function partsOf(path: string): readonly string[] {
  const known = partsKnown.get(path);
  if (known) return known;
  const parts = split(path);
  if (path.length > maxPathKnown) return parts;
  if (partsKnown.size >= maxPartsKnown) partsKnown.clear();
  partsKnown.set(path, parts);
  return parts;
}

function split(path: string): readonly string[] {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "..") parts.pop();
    else if (part !== "" && part !== ".") parts.push(part);
  }
  return parts;
}

/** Folders, files and symbolic links below one root. */
export class FileTree {
  readonly root: TreeFolder;

  constructor(at: number) {
    this.root = newFolder(at);
  }

  /** Follows links, the last name's too if `last` says so. Throws where links lead in circles. */
  find(path: string, last: boolean): Place {
    let parts = partsOf(path);
    if (parts.length === 0) return { folder: undefined, name: "", node: this.root, parts };
    let links = 0;
    let folder: TreeFolder = this.root;
    for (let at = 0; at < parts.length; at++) {
      const name = parts[at] ?? "";
      const isLast = at === parts.length - 1;
      const node = folder.entries.get(name);
      if (node?.kind === "link" && (last || !isLast)) {
        if (++links > maxLinks) throw new Error(`ELOOP: too many levels of symbolic links, open '${path}'`);
        const target = node.target.startsWith("/") ? node.target : `/${parts.slice(0, at).join("/")}/${node.target}`;
        parts = [...partsOf(target), ...parts.slice(at + 1)];
        if (parts.length === 0) return { folder: undefined, name: "", node: this.root, parts };
        folder = this.root;
        at = -1;
      } else if (isLast) return { folder, name, node, parts };
      else if (node?.kind === "folder") folder = node;
      else break;
    }
    return { folder: undefined, name: parts.at(-1) ?? "", node: undefined, parts };
  }

  /** The folder at a path, made with all above it where it is not there. Throws where a file stands in its way. */
  folderAt(path: string, at: number): TreeFolder {
    let folder: TreeFolder = this.root;
    let walked = "";
    for (const name of partsOf(path)) {
      walked += `/${name}`;
      const known = folder.entries.get(name);
      const node = known?.kind === "link" ? this.find(walked, true).node : known;
      if (node && node.kind !== "folder") throw new Error(`ENOTDIR: not a directory, open '${path}'`);
      const next = node ?? newFolder(at);
      if (!node) put(folder, name, next);
      folder = next;
    }
    return folder;
  }
}

export function put(folder: TreeFolder, name: string, node: TreeNode): void {
  unshare(folder);
  folder.entries.set(name, node);
}

export function drop(folder: TreeFolder, name: string): void {
  unshare(folder);
  folder.entries.delete(name);
}

function unshare(folder: TreeFolder): void {
  if (!folder.shared) return;
  folder.entries = new Map(folder.entries);
  folder.shared = false;
}

/** Everything below a folder, with its path; links are not followed. */
export function* below(folder: TreeFolder, path: string): Generator<readonly [path: string, node: TreeNode]> {
  for (const [name, node] of folder.entries) {
    const full = path === "/" ? `/${name}` : `${path}/${name}`;
    yield [full, node];
    if (node.kind === "folder") yield* below(node, full);
  }
}
