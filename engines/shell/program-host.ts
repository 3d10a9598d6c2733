import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { ResolvedCommandContext } from "just-bash/browser";
import type { ProgramHost } from "#engines/world";
import type { JobFileSystem } from "./file-system.ts";
import type { ShellHost } from "./host.ts";
import { quote } from "./quote.ts";

/** What a program needs of the shell in which it runs. */
export type ProgramSurroundings = {
  readonly fs: JobFileSystem;
  readonly host: ShellHost;
  /** The entry of the script that called it. */
  readonly entry: number;
  readonly sleep: ProgramHost["sleep"];
  readonly look: (text: string) => void;
  readonly signal: AbortSignal;
};

/** What a program of the world can reach: its paths are relative to where it was called, its variables those that were exported. */
export function programHost(context: ResolvedCommandContext, { fs, host, entry, sleep, look, signal }: ProgramSurroundings): ProgramHost {
  const resolve = (path: string) => fs.resolvePath(context.cwd, path);
  return {
    conditions: { has: (name) => host.condition(name) },
    facts: { get: (name) => host.fact(name), set: (name, value) => host.know(name, value), forget: (name) => host.know(name, undefined) },
    env: (name) => {
      host.variables([name]);
      return context.exportedEnv?.[name];
    },
    exists: (path) => fs.exists(resolve(path)),
    read: async (path) => {
      const full = resolve(path);
      return (await fs.exists(full)) && (await fs.stat(full)).isFile ? fs.readFile(full) : undefined;
    },
    write: async (path, text) => {
      const full = resolve(path);
      await fs.mkdir(full.slice(0, full.lastIndexOf("/")) || "/", { recursive: true });
      await fs.writeFile(full, text);
    },
    remove: (path) => fs.rm(resolve(path), { recursive: true, force: true }),
    digest: async (paths) => digestOf(fs, paths.map(resolve)),
    sleep,
    run: async (script, args) => {
      if (!context.exec) throw new Error("bug: the shell gave a program no way to run commands");
      const line = [script, ...args.map(quote)].join(" ");
      look(line);
      const { exitCode, stdout, stderr } = await context.exec(line, { cwd: context.cwd, env: context.exportedEnv ?? {}, signal });
      return { status: exitCode, out: stdout, err: stderr };
    },
    deploy: ({ environment, version, canary, rollback }) => {
      const share = canary === undefined ? 100 : Number.parseFloat(canary);
      host.deploy({ environment, version, share, rollback, entry });
    },
  };
}

function digestOf(fs: JobFileSystem, roots: readonly string[]): string {
  const inside = (path: string) => roots.some((root) => path === root || path.startsWith(root === "/" ? "/" : `${root}/`));
  const hash = sha256.create();
  for (const [path, content] of fs.collect("/", (each) => inside(`/${each}`)))
    hash.update(utf8ToBytes(`/${path}\0${content.length}\0`)).update(content);
  return bytesToHex(hash.digest());
}
