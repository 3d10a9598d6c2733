import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import type { JobRun } from "#engines/pipeline";
import { type FileSet, type ScriptResult, type ScriptRun, Shell } from "#engines/shell";
import type { SourceFile } from "#engines/source";
import { workspaceOf } from "./github.ts";
import type { Around, RunContext } from "./model.ts";
import { cleanPath, compilePaths, compilePattern } from "./paths.ts";

/** What a search gives, and its patterns counted from where the paths are. */
export type Found = { readonly files: FileSet; readonly patterns: readonly string[]; readonly isInside: boolean };

const home = "/home/runner";

/** The runner's disk during one job. It is empty at first: the repository comes with a checkout. */
export class Workspace {
  readonly #around: Around;
  readonly #run: RunContext;
  readonly #job: JobRun;
  readonly #env: Readonly<Record<string, string>>;
  #shell: Shell | undefined;
  readonly #checkedOut = new Set<string>();

  constructor(around: Around, run: RunContext, job: JobRun, env: Readonly<Record<string, string>>) {
    this.#around = around;
    this.#run = run;
    this.#job = job;
    this.#env = env;
  }

  /** Lays the repository into a folder of the workspace, which is emptied first unless it is to be kept; empty for its top. */
  async checkOut(folder: string, keeps: boolean): Promise<void> {
    const { files } = this.#around;
    const isKept = keeps && this.#checkedOut.has(folder);
    this.#checkedOut.add(folder);
    if (!this.#shell && folder === "") {
      this.#shell = await this.#open(files);
      return;
    }
    if (!isKept) await (await this.#opened()).clear(folder);
    const encoder = new TextEncoder();
    const prefix = folder === "" ? "" : `${folder}/`;
    await (await this.#opened()).place(new Map(files.map((file) => [`${prefix}${file.path}`, encoder.encode(file.text)])));
  }

  async run(script: ScriptRun): Promise<ScriptResult> {
    return (await this.#opened()).run(script);
  }

  get root(): string {
    return workspaceOf(this.#around);
  }

  /** The workspace itself is there before anything is in it. */
  async exists(path: string): Promise<boolean> {
    const inside = path.startsWith(this.root) ? path.slice(this.root.length).replace(/^\/+/, "") : path;
    return cleanPath(inside).replace(/^\.$/, "") === "" || (await this.#opened()).exists(path);
  }

  async read(path: string): Promise<string | undefined> {
    return (await this.#opened()).read(path);
  }

  async place(files: FileSet): Promise<void> {
    await (await this.#opened()).place(files);
  }

  /** The files that patterns name, `!` taking out again, by path from the workspace's top. */
  async files(patterns: readonly string[]): Promise<FileSet> {
    return (await this.#opened()).files(JSON.stringify(patterns), compilePaths(patterns));
  }

  /** Like `files`, but patterns may name places outside the workspace: then all paths are counted from the top of the disk. */
  async search(patterns: readonly string[]): Promise<Found> {
    const { root } = this;
    const full = patterns.map((pattern) => ({ sign: pattern.startsWith("!") ? "!" : "", path: this.#full(pattern.replace(/^!/, "")) }));
    const isInside = full.every(({ path }) => `${path}/`.startsWith(`${root}/`));
    const skipped = isInside ? root.length + 1 : 1;
    const short = full.map(({ sign, path }) => `${sign}${path.slice(skipped) || "."}`);
    const files = isInside ? await this.files(short) : await (await this.#opened()).files(JSON.stringify(short), compilePaths(short), "/");
    return { files, patterns: short, isInside };
  }

  /** How `place` and `leaves` name a file that was found, or a folder that an input names. */
  fromWorkspace(path: string, isInside: boolean): string {
    return isInside ? path : `${"../".repeat(this.root.split("/").length - 1)}${path}`;
  }

  /** A folder that an input names, as `place` wants it; `~` is the runner's home. */
  folder(input: string): string {
    const full = this.#full(input);
    if (`${full}/`.startsWith(`${this.root}/`)) return full.slice(this.root.length + 1);
    return this.fromWorkspace(full.slice(1), false);
  }

  #full(written: string): string {
    const path = cleanPath(written);
    if (path.startsWith("/")) return path;
    if (path === "~" || path.startsWith("~/")) return `${home}${path.slice(1)}`;
    return path === "" || path === "." ? this.root : `${this.root}/${path}`;
  }

  /** A function for expressions, which cannot wait: all files are looked at now. */
  async hasher(): Promise<(patterns: readonly string[]) => string> {
    const all = await (await this.#opened()).files("all", () => true);
    return (patterns) => {
      const found = [...all].filter(([path]) => matchesHashPatterns(patterns, path)).sort(([a], [b]) => (a < b ? -1 : 1));
      if (found.length === 0) return "";
      const whole = sha256.create();
      for (const [, content] of found) whole.update(sha256(content));
      return bytesToHex(whole.digest());
    };
  }

  async #opened(): Promise<Shell> {
    this.#shell ??= await this.#open([]);
    return this.#shell;
  }

  #open(files: readonly SourceFile[]): Promise<Shell> {
    const { world, facts, clock, epoch, seed, command, deployed } = this.#around;
    return Shell.open({
      ...{ world, facts, clock, epoch, files },
      conditions: this.#run.conditions,
      root: this.root,
      env: this.#env,
      seed: (seed + Number.parseInt(bytesToHex(sha256(utf8ToBytes(this.#job.name))).slice(0, 6), 16)) >>> 0,
      onCommand: (each) => command(each, this.#job),
      onDeployment: (each) => deployed(each, this.#job),
    });
  }
}

/** https://docs.github.com/en/actions/reference/evaluate-expressions-in-workflows-and-actions#hashfiles */
function matchesHashPatterns(patterns: readonly string[], path: string): boolean {
  let inside = false;
  for (const pattern of patterns) {
    const negated = pattern.startsWith("!");
    if (compilePattern(negated ? pattern.slice(1) : pattern)(path)) inside = !negated;
  }
  return inside;
}
