import { InMemoryFs } from "just-bash";

/**
 * The files of one job. Their times come from the virtual clock and not, as the library's do, from the host: the same run gives the same
 * bytes.
 */
export class JobFileSystem extends InMemoryFs {
  readonly #now: () => Date;

  constructor(now: () => Date) {
    super();
    this.#now = now;
  }

  /** Puts files in place, with the folders they stand in. A file that starts with `#!` is executable. */
  async place(root: string, files: Iterable<readonly [path: string, content: string | Uint8Array]>): Promise<void> {
    for (const [path, content] of files) {
      const full = `${root}/${path}`;
      await this.writeFile(full, content);
      if (typeof content === "string" ? content.startsWith("#!") : content[0] === 0x23 && content[1] === 0x21)
        await this.chmod(full, 0o755);
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
    if (!path.startsWith("/dev/") && (await this.exists(path))) await this.utimes(path, this.#now(), this.#now());
  }
}
