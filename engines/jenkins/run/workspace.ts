import {
  type Command,
  type FileSet,
  quote,
  type ScriptResult,
  type ScriptRun,
  Shell,
  type ShellDeployment,
  type ShellOptions,
} from "#engines/shell";

export type WorkspaceOptions = Omit<ShellOptions, "root" | "files" | "env" | "onCommand" | "onDeployment">;

/** Who hears of what a script does. */
export type Listener = { readonly onCommand: (command: Command) => void; readonly onDeployment: (deployment: ShellDeployment) => void };

type Member = { readonly shell: Shell; busy: boolean; version: number; listener: Listener | undefined };

/**
 * A folder on a machine, and the shells that work in it. Steps of parallel branches in one workspace have a shell each, since a shell runs
 * one script at a time: a script begins with the files as they are, and what it changed is there for others when it has ended.
 */
export class Workspace {
  readonly path: string;
  /** Parallel branches that work in it now. */
  sharers = 0;
  readonly #options: WorkspaceOptions;
  readonly #members: Member[] = [];
  #version = 0;
  /** What a script that is running, and has company, began with. */
  #begun: { readonly version: number; readonly files: FileSet } | undefined;

  constructor(path: string, options: WorkspaceOptions) {
    this.path = path;
    this.#options = options;
  }

  run(script: ScriptRun, listener: Listener): Promise<ScriptResult> {
    return this.#with(listener, true, (shell) => shell.run(script));
  }

  exists(path: string): Promise<boolean> {
    return this.#with(undefined, false, (shell) => shell.exists(path));
  }

  read(path: string): Promise<string | undefined> {
    return this.#with(undefined, false, (shell) => shell.read(path));
  }

  /** Paths are from the workspace's root. */
  place(files: FileSet): Promise<void> {
    return this.#with(undefined, true, (shell) => shell.place(files));
  }

  /** `name` stands for what `accept` accepts. */
  files(name: string, accept: (path: string) => boolean): Promise<FileSet> {
    return this.#with(undefined, false, (shell) => shell.files(name, accept));
  }

  async #with<Result>(listener: Listener | undefined, changes: boolean, work: (shell: Shell) => Promise<Result>): Promise<Result> {
    const member = await this.#free();
    member.busy = true;
    member.listener = listener;
    try {
      if (member.version < this.#version) await this.#copy(await this.#present(member), member);
      const began = this.#version;
      const before = changes && this.sharers > 1 ? await this.#begin(member) : undefined;
      const result = await work(member.shell);
      if (!changes) return result;
      // Another script has ended meanwhile: what this one changed is laid over what that one left.
      if (this.#version > began) await this.#merge(before, member);
      this.#version++;
      member.version = this.#version;
      return result;
    } finally {
      member.busy = false;
      member.listener = undefined;
    }
  }

  async #free(): Promise<Member> {
    const idle = this.#members.filter((member) => !member.busy).sort((a, b) => b.version - a.version)[0];
    if (idle) return idle;
    const member: { -readonly [Key in keyof Member]?: Member[Key] } = {
      busy: false,
      version: this.#members.length === 0 ? 0 : -1,
      listener: undefined,
    };
    const shell = await Shell.open({
      ...this.#options,
      ...{ root: this.path, files: [], env: {} },
      onCommand: (command) => member.listener?.onCommand(command),
      onDeployment: (deployment) => member.listener?.onDeployment(deployment),
    });
    const made = Object.assign(member, { shell }) as Member;
    this.#members.push(made);
    return made;
  }

  async #begin({ shell }: Member): Promise<FileSet> {
    const files = await allOf(shell);
    this.#begun = { version: this.#version, files };
    return files;
  }

  /** The files as the last script that ended left them; one that is running has changed nothing yet for others. */
  async #present(than: Member): Promise<FileSet | undefined> {
    if (this.#begun?.version === this.#version) return this.#begun.files;
    const latest = this.#members.find((member) => member !== than && member.version === this.#version);
    return latest && allOf(latest.shell);
  }

  async #copy(wanted: FileSet | undefined, to: Member): Promise<void> {
    to.version = this.#version;
    if (!wanted) return;
    const present = await allOf(to.shell);
    await remove(
      to.shell,
      [...present.keys()].filter((path) => !wanted.has(path)),
    );
    await lay(to.shell, changedIn(wanted, present));
  }

  async #merge(before: FileSet | undefined, member: Member): Promise<void> {
    const after = await allOf(member.shell);
    const old = before ?? new Map<string, Uint8Array>();
    const changed = changedIn(after, old);
    await this.#copy(await this.#present(member), member);
    await remove(
      member.shell,
      [...old.keys()].filter((path) => !after.has(path)),
    );
    await lay(member.shell, changed);
  }
}

const allOf = (shell: Shell): Promise<FileSet> => shell.files("all", () => true);

const changedIn = (files: FileSet, than: FileSet): FileSet =>
  files === than ? new Map() : new Map([...files].filter(([path, content]) => !isSame(than.get(path), content)));

/** A file that nobody wrote to has the same bytes, not only equal ones. */
const isSame = (a: Uint8Array | undefined, b: Uint8Array): boolean =>
  a === b || (a !== undefined && a.length === b.length && a.every((byte, index) => byte === b[index]));

async function lay(shell: Shell, files: FileSet): Promise<void> {
  if (files.size > 0) await shell.place(files);
}

async function remove(shell: Shell, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return;
  const start = { line: 1, column: 1, offset: 0 };
  await shell.run({ entries: [{ text: `rm -f -- ${paths.map(quote).join(" ")}`, span: { file: "", start, end: start } }], flags: "+e" });
}
