import { encode } from "./encoding.ts";
import { type FileTree, put, type TreeFolder, type TreeNode } from "./file-tree.ts";

const texts: Readonly<Record<string, string>> = {
  "/dev/null": "",
  "/dev/zero": "",
  "/dev/stdin": "",
  "/dev/stdout": "",
  "/dev/stderr": "",
  "/proc/version": "Linux version 6.1.0\n",
  "/proc/self/exe": "/bin/bash",
  "/proc/self/cmdline": "bash\0",
  "/proc/self/comm": "bash\n",
  "/proc/self/fd/0": "/dev/stdin",
  "/proc/self/fd/1": "/dev/stdout",
  "/proc/self/fd/2": "/dev/stderr",
};
const contents = new Map(Object.entries(texts).map(([path, text]) => [path, encode(text, undefined)]));

const binaries = new WeakMap<readonly string[], Map<string, TreeNode>>();

/** What every machine has, and a file for each command in the folders of the path. */
export function layOut(tree: FileTree, commands: readonly string[], at: number): void {
  for (const path of ["/bin", "/usr/bin"]) {
    const folder: TreeFolder = tree.folderAt(path, at);
    folder.entries = binariesOf(commands);
    folder.shared = true;
  }
  for (const path of ["/tmp", "/root", "/dev/fd"]) tree.folderAt(path, at);
  for (const [path, content] of contents) {
    const end = path.lastIndexOf("/");
    put(tree.folderAt(path.slice(0, end), at), path.slice(end + 1), { kind: "file", content, mode: 0o644, at });
  }
}

/** One for all jobs with the same commands: whoever changes something in it gets a copy. */
function binariesOf(commands: readonly string[]): Map<string, TreeNode> {
  const known = binaries.get(commands);
  if (known) return known;
  const content = encode("#!/bin/bash\n", undefined);
  const made = new Map<string, TreeNode>(commands.map((name) => [name, { kind: "file", content, mode: 0o755, at: 0 }]));
  binaries.set(commands, made);
  return made;
}
