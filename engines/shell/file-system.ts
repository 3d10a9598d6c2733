import type { BufferEncoding, CpOptions, FileContent, FsStat, IFileSystem, MkdirOptions, RmOptions } from "just-bash/browser";
import type { SourceFile } from "#engines/source";
import { decode, encode } from "./encoding.ts";
import type { Facilities } from "./facilities.ts";
import { below, drop, FileTree, newFolder, type Place, partsOf, put, type TreeFile, type TreeFolder, type TreeNode } from "./file-tree.ts";
import type { ShellHost } from "./host.ts";
import { isProgram } from "./memory.ts";
import { mentionsIn, mentionsOf } from "./mentions.ts";
import type { FileSet } from "./model.ts";
import { layOut } from "./root-files.ts";

/** All that a job's files may take. */
const maxBytes = 64 * 1024 * 1024;

export type FileSystemOptions = {
  /** The virtual second. */
  readonly now: () => number;
  /** Unix time of virtual second 0. */
  readonly epoch: number;
  readonly host: ShellHost;
  /** Lie below `root` from the start, with the folders they stand in; the host is asked for each when it is read. */
  readonly root: string;
  readonly files: readonly SourceFile[];
  /** Commands that are found on the path. */
  readonly commands: readonly string[];
  /** Is told when there is no more room. */
  readonly onFull: () => void;
};

/**
 * The files of one job, as the shell library wants them. Their times come from the virtual clock, so the same run gives the same bytes;
 * a script that looks at the time of a file learns when its job began, and the host is told so.
 */
export class JobFileSystem implements IFileSystem {
  readonly #options: FileSystemOptions;
  readonly #tree: FileTree;
  /** Those of the shell whose files these are. */
  facilities: Facilities | undefined;
  #bytes = 0;

  constructor(options: FileSystemOptions) {
    this.#options = options;
    const now = options.now();
    this.#tree = new FileTree(now);
    layOut(this.#tree, options.commands, now);
    const folders = new Map<string, TreeFolder>();
    for (const file of options.files) {
      const full = `${options.root}/${file.path}`;
      const end = full.lastIndexOf("/");
      const parent = full.slice(0, end);
      const folder = folders.get(parent) ?? this.#tree.folderAt(parent, now);
      folders.set(parent, folder);
      put(folder, full.slice(end + 1), { kind: "file", content: file, mode: isProgram(file.text) ? 0o755 : 0o644, at: now });
    }
  }

  /** The regular files below a folder that are accepted, by path from it, in order. */
  collect(root: string, accept: (path: string) => boolean): FileSet {
    const { node } = this.#find(root, true);
    if (node?.kind !== "folder") return new Map();
    const found: (readonly [string, TreeFile])[] = [];
    for (const [path, each] of below(node, "")) {
      const relative = path.slice(1);
      if (each.kind === "file" && accept(relative)) found.push([relative, each]);
    }
    found.sort(([a], [b]) => (a < b ? -1 : 1));
    return new Map(found.map(([path, file]) => [path, this.#bytesOf(file)]));
  }

  /** Lays files over what is there. */
  lay(root: string, files: FileSet): void {
    for (const [path, content] of files) {
      const names = mentionsIn(content);
      if (names.length > 0) this.#options.host.variables(names);
      const full = `${root}/${path}`;
      const mode = content[0] === 0x23 && content[1] === 0x21 ? 0o755 : 0o644;
      this.#write(full, { kind: "file", content, mode, at: this.#options.now() });
    }
  }

  async readFile(path: string, options?: { encoding?: BufferEncoding | null } | BufferEncoding): Promise<string> {
    return decode(this.#read(path), typeof options === "string" ? options : options?.encoding);
  }

  async readFileBuffer(path: string): Promise<Uint8Array> {
    return this.#read(path);
  }

  async writeFile(path: string, content: FileContent, options?: { encoding?: BufferEncoding } | BufferEncoding): Promise<void> {
    const bytes = encode(content, typeof options === "string" ? options : options?.encoding);
    this.#write(path, { kind: "file", content: bytes, mode: this.#modeOf(path), at: this.#options.now() });
  }

  async appendFile(path: string, content: FileContent, options?: { encoding?: BufferEncoding } | BufferEncoding): Promise<void> {
    const bytes = encode(content, typeof options === "string" ? options : options?.encoding);
    const { node } = this.#find(path, true);
    const before = node?.kind === "file" ? this.#bytesOf(node) : new Uint8Array();
    const joined = new Uint8Array(before.length + bytes.length);
    joined.set(before);
    joined.set(bytes, before.length);
    this.#write(path, { kind: "file", content: joined, mode: this.#modeOf(path), at: this.#options.now() });
  }

  async exists(path: string): Promise<boolean> {
    if (path.includes("\0")) return false;
    try {
      return this.#tree.find(path, true).node !== undefined;
    } catch {
      // A link that leads in circles leads nowhere.
      return false;
    }
  }

  async stat(path: string): Promise<FsStat> {
    return this.#statOf(this.#node(path, true, "stat"));
  }

  async lstat(path: string): Promise<FsStat> {
    return this.#statOf(this.#node(path, false, "lstat"));
  }

  async mkdir(path: string, options?: MkdirOptions): Promise<void> {
    const { folder, name, node } = this.#find(path, true);
    if (node) {
      if (options?.recursive && node.kind === "folder") return;
      throw failure("EEXIST", node.kind === "folder" ? "directory already exists" : "file already exists", "mkdir", path);
    }
    const now = this.#options.now();
    if (folder) put(folder, name, newFolder(now));
    else if (options?.recursive) this.#tree.folderAt(path, now);
    else throw missing("mkdir", path);
  }

  async readdir(path: string): Promise<string[]> {
    return (await this.readdirWithFileTypes(path)).map(({ name }) => name);
  }

  async readdirWithFileTypes(path: string) {
    const node = this.#node(path, true, "scandir");
    if (node.kind !== "folder") throw failure("ENOTDIR", "not a directory", "scandir", path);
    return [...node.entries]
      .map(([name, { kind }]) => ({ name, isFile: kind === "file", isDirectory: kind === "folder", isSymbolicLink: kind === "link" }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async rm(path: string, options?: RmOptions): Promise<void> {
    const { folder, name, node } = this.#find(path, false);
    if (!node) {
      if (options?.force) return;
      throw missing("rm", path);
    }
    if (node.kind === "folder" && node.entries.size > 0 && !options?.recursive)
      throw failure("ENOTEMPTY", "directory not empty", "rm", path);
    if (!folder) throw failure("EPERM", "operation not permitted", "rm", path);
    this.#count(-weight(node));
    drop(folder, name);
  }

  async cp(from: string, to: string, options?: CpOptions): Promise<void> {
    const { node } = this.#find(from, false);
    if (!node) throw missing("cp", from);
    if (node.kind === "folder" && !options?.recursive) throw failure("EISDIR", "is a directory", "cp", from);
    if (node.kind === "folder" && isInside(from, to)) throw failure("EINVAL", `cannot copy '${from}' into itself,`, "cp", to);
    this.#copy(node, to);
  }

  async mv(from: string, to: string): Promise<void> {
    const { folder, name, node } = this.#find(from, false);
    if (!node || !folder) throw missing("mv", from);
    if (partsOf(from).join("/") === partsOf(to).join("/")) return;
    if (node.kind === "folder" && isInside(from, to)) throw failure("EINVAL", `cannot move '${from}' into itself,`, "mv", to);
    this.#count(-weight(node));
    drop(folder, name);
    this.#move(node, to);
  }

  resolvePath(base: string, path: string): string {
    return `/${partsOf(path.startsWith("/") ? path : `${base}/${path}`).join("/")}`;
  }

  getAllPaths(): string[] {
    return ["/", ...Array.from(below(this.#tree.root, "/"), ([path]) => path)];
  }

  async chmod(path: string, mode: number): Promise<void> {
    this.#change(path, "chmod", (node) => (node.kind === "file" ? { ...node, mode } : node.kind === "folder" ? { ...node, mode } : node));
  }

  async utimes(path: string, _accessed: Date, modified: Date): Promise<void> {
    const at = modified.getTime() / 1000 - this.#options.epoch;
    this.#change(path, "utimes", (node) => ({ ...node, at }));
  }

  async symlink(target: string, path: string): Promise<void> {
    if (this.#find(path, false).node) throw failure("EEXIST", "file already exists", "symlink", path);
    this.#write(path, { kind: "link", target, at: this.#options.now() });
  }

  async link(existing: string, path: string): Promise<void> {
    const { node } = this.#find(existing, true);
    if (!node) throw missing("link", existing);
    if (node.kind !== "file") throw failure("EPERM", "operation not permitted", "link", existing);
    if (this.#find(path, false).node) throw failure("EEXIST", "file already exists", "link", path);
    this.#write(path, node);
  }

  async readlink(path: string): Promise<string> {
    const node = this.#node(path, false, "readlink");
    if (node.kind !== "link") throw failure("EINVAL", "invalid argument", "readlink", path);
    return node.target;
  }

  async realpath(path: string): Promise<string> {
    const place = this.#find(path, true);
    if (!place.node) throw missing("realpath", path);
    return `/${place.parts.join("/")}`;
  }

  #find(path: string, last: boolean): Place {
    if (path.includes("\0")) throw new Error(`ENOENT: path contains null byte, open '${path}'`);
    return this.#tree.find(path, last);
  }

  #node(path: string, last: boolean, operation: string): TreeNode {
    const { node } = this.#find(path, last);
    if (!node) throw missing(operation, path);
    return node;
  }

  #change(path: string, operation: string, turn: (node: TreeNode) => TreeNode): void {
    const { folder, name, node } = this.#find(path, true);
    if (!node) throw missing(operation, path);
    if (folder) put(folder, name, turn(node));
  }

  #copy(node: TreeNode, to: string): void {
    const at = this.#options.now();
    if (node.kind !== "folder") {
      this.#write(to, { ...node, at });
      return;
    }
    this.#tree.folderAt(to, at);
    for (const [name, inner] of node.entries) this.#copy(inner, `${to}/${name}`);
  }

  /** A folder is laid over one that is there. */
  #move(node: TreeNode, to: string): void {
    if (node.kind === "folder" && this.#find(to, true).node?.kind === "folder") {
      for (const [name, inner] of node.entries) this.#move(inner, `${to}/${name}`);
    } else this.#write(to, node);
  }

  /** Puts a node in its place; folders above it are made. */
  #write(path: string, node: TreeNode): void {
    if (path === "/dev/null") return;
    const found = this.#find(path, true);
    if (found.node?.kind === "folder" || (!found.folder && found.parts.length === 0))
      throw failure("EISDIR", "illegal operation on a directory", "write", path);
    this.#count(weight(node) - (found.node ? weight(found.node) : 0));
    const end = path.lastIndexOf("/");
    const folder = found.folder ?? this.#tree.folderAt(path.slice(0, end), this.#options.now());
    put(folder, found.folder ? found.name : path.slice(end + 1), node);
  }

  #count(bytes: number): void {
    if (this.#bytes + bytes > maxBytes) {
      this.#options.onFull();
      throw new Error("ENOSPC: no space left on device");
    }
    this.#bytes += bytes;
  }

  #modeOf(path: string): number {
    const { node } = this.#find(path, true);
    return node?.kind === "file" ? node.mode : 0o644;
  }

  #read(path: string): Uint8Array {
    const node = this.#node(path, true, "open");
    if (node.kind !== "file") throw failure("EISDIR", "illegal operation on a directory", "read", path);
    return this.#bytesOf(node);
  }

  /** A file of the checkout may be read to be run: what it would look at counts as looked at. */
  #bytesOf({ content }: TreeFile): Uint8Array {
    if (content instanceof Uint8Array) return content;
    const { host } = this.#options;
    const text = host.file(content.path);
    const { names, all } = mentionsOf(text, isProgram(text) || content.path.endsWith(".sh") ? "script" : "file");
    if (all) host.environment();
    else if (names.length > 0) host.variables(names);
    return encodedOf(content, text);
  }

  #statOf(node: TreeNode): FsStat {
    return new NodeStat(
      node,
      () => (node.kind === "file" ? this.#bytesOf(node).length : node.kind === "link" ? node.target.length : 0),
      () => {
        this.#options.host.began();
        return new Date((this.#options.epoch + node.at) * 1000);
      },
    );
  }
}

/** Whoever does not look at the size or the time of a file depends on neither. */
class NodeStat implements FsStat {
  readonly #node: TreeNode;
  readonly #sizeOf: () => number;
  readonly #timeOf: () => Date;
  readonly isFile: boolean;
  readonly isDirectory: boolean;
  readonly isSymbolicLink: boolean;
  readonly mode: number;

  constructor(node: TreeNode, sizeOf: () => number, timeOf: () => Date) {
    this.#node = node;
    this.#sizeOf = sizeOf;
    this.#timeOf = timeOf;
    this.isFile = node.kind === "file";
    this.isDirectory = node.kind === "folder";
    this.isSymbolicLink = node.kind === "link";
    this.mode = node.kind === "link" ? 0o777 : node.mode;
  }

  get identity(): string {
    return identityOf(this.#node);
  }

  get size(): number {
    return this.#sizeOf();
  }

  get mtime(): Date {
    return this.#timeOf();
  }
}

const failure = (code: string, text: string, operation: string, path: string) => new Error(`${code}: ${text}, ${operation} '${path}'`);
const missing = (operation: string, path: string) => failure("ENOENT", "no such file or directory", operation, path);

const isInside = (folder: string, path: string) => `/${partsOf(path).join("/")}/`.startsWith(`/${partsOf(folder).join("/")}/`);

function weight(node: TreeNode): number {
  if (node.kind === "folder") return [...node.entries.values()].reduce((sum, inner) => sum + weight(inner), 0);
  return node.kind === "file" && node.content instanceof Uint8Array ? node.content.length : 0;
}

const identities = new WeakMap<object, string>();
let lastIdentity = 0;

/** Two names of one file have the same. */
function identityOf(node: TreeNode): string {
  const known = identities.get(node) ?? `node:${++lastIdentity}`;
  identities.set(node, known);
  return known;
}

/** Nobody writes into a file's bytes, so all jobs of all runs share one encoding of a file. */
const encoded = new WeakMap<SourceFile, Uint8Array>();

function encodedOf(file: SourceFile, text: string): Uint8Array {
  const known = encoded.get(file);
  if (known) return known;
  const bytes = encode(text, undefined);
  encoded.set(file, bytes);
  return bytes;
}
