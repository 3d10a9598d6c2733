import { InMemoryFs } from "just-bash/browser";
import type { SourceFile } from "#engines/source";
import type { ShellHost } from "./host.ts";
import { isProgram } from "./memory.ts";
import { mentionsOf } from "./mentions.ts";
import type { FileSet } from "./model.ts";

type FsStat = Awaited<ReturnType<InMemoryFs["stat"]>>;

/**
 * The files of one job. Their times come from the virtual clock and not, as the library's do, from the host: the same run gives the same
 * bytes.
 */
export class JobFileSystem extends InMemoryFs {
  readonly #now: () => Date;
  readonly #host: ShellHost;
  readonly #commands = new Map<string, Parameters<InMemoryFs["writeFileSync"]>>();

  /** `files` lie below `root` from the start, with the folders they stand in; the host is asked for each when it is read. */
  constructor(now: () => Date, host: ShellHost, root: string, files: readonly SourceFile[]) {
    super();
    this.#now = now;
    this.#host = host;
    for (const file of files)
      this.writeFileLazy(`${root}/${file.path}`, () => this.#read(file), {
        mode: isProgram(file.text) ? 0o755 : 0o644,
        mtime: now(),
      });
  }

  /**
   * The library leaves a file for every command it knows, some hundred a job, and looks there for it. Such a file is written when it is
   * first asked for.
   */
  override writeFileSync(...args: Parameters<InMemoryFs["writeFileSync"]>): void {
    if (commandFolder.test(args[0])) this.#commands.set(args[0], args);
    else super.writeFileSync(...args);
  }

  override async exists(path: string): Promise<boolean> {
    return this.#commands.has(path) || super.exists(path);
  }

  override async stat(path: string): ReturnType<InMemoryFs["stat"]> {
    this.#materialise(path);
    return this.#withSeenTime(await super.stat(path));
  }

  override async lstat(path: string): ReturnType<InMemoryFs["lstat"]> {
    this.#materialise(path);
    return this.#withSeenTime(await super.lstat(path));
  }

  /** It may be read to be run: what it would look at counts as looked at. */
  #read(file: SourceFile): Uint8Array {
    const text = this.#host.file(file.path);
    const { names, all } = mentionsOf(text, isProgram(text) || file.path.endsWith(".sh") ? "script" : "file");
    if (all) this.#host.environment();
    else if (names.length > 0) this.#host.variables(names);
    return bytesOf(file, text);
  }

  /** A script that looks at the time of a file learns when its job began. */
  #withSeenTime(stat: FsStat): FsStat {
    const { mtime } = stat;
    const host = this.#host;
    return Object.defineProperty(stat, "mtime", {
      enumerable: true,
      get: () => {
        host.began();
        return mtime;
      },
    });
  }

  override async readdir(path: string): Promise<string[]> {
    if (commandFolder.test(`${path}/`)) for (const command of [...this.#commands.keys()]) this.#materialise(command);
    return super.readdir(path);
  }

  #materialise(path: string): void {
    const args = this.#commands.get(path);
    if (!args) return;
    this.#commands.delete(path);
    super.writeFileSync(...args);
  }

  /** Lays files over what is there. */
  async place(root: string, files: FileSet): Promise<void> {
    for (const [path, content] of files) {
      const { names } = mentionsOf(new TextDecoder().decode(content), "file");
      if (names.length > 0) this.#host.variables(names);
      const full = `${root}/${path}`;
      await this.writeFile(full, content);
      if (content[0] === 0x23 && content[1] === 0x21) await this.chmod(full, 0o755);
    }
  }

  override async writeFile(...args: Parameters<InMemoryFs["writeFile"]>): Promise<void> {
    await super.writeFile(...args);
    await this.#touch(args[0]);
  }

  override async appendFile(...args: Parameters<InMemoryFs["appendFile"]>): Promise<void> {
    await super.appendFile(...args);
    await this.#touch(args[0]);
  }

  override async mkdir(...args: Parameters<InMemoryFs["mkdir"]>): Promise<void> {
    await super.mkdir(...args);
    await this.#touch(args[0]);
  }

  async #touch(path: string): Promise<void> {
    if (!path.startsWith("/dev/")) await this.utimes(path, this.#now(), this.#now());
  }
}

const commandFolder = /^\/(?:usr\/)?bin\//;

/** The library never writes into content it was given, so all jobs of all runs share one encoding of a file. */
const encoded = new WeakMap<SourceFile, Uint8Array>();

function bytesOf(file: SourceFile, text: string): Uint8Array {
  const known = encoded.get(file);
  if (known) return known;
  const bytes = new TextEncoder().encode(text);
  encoded.set(file, bytes);
  return bytes;
}
