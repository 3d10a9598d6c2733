import {
  Bash,
  type CommandName,
  type CustomCommand,
  defineCommand,
  type ExecResult,
  getCommandNames,
  type ResolvedCommandContext,
} from "just-bash/browser";
import { type Program, runProgram, type World } from "#engines/world";
import { clockCommands } from "./clock-commands.ts";
import { replacements } from "./commands.ts";
import { byEntry, entryVariable, hasBegun, markEntry, syntaxErrorLine } from "./entries.ts";
import { environmentOf } from "./environment.ts";
import { statusCommand } from "./errexit.ts";
import { facilitiesOf } from "./facilities.ts";
import { fileCommands } from "./file-commands.ts";
import { JobFileSystem } from "./file-system.ts";
import type { ShellHost } from "./host.ts";
import { notSimulated, scriptLimits, spentLimit } from "./limits.ts";
import { mentionsOf } from "./mentions.ts";
import type { FileSet, ScriptEntry, ScriptResult, ScriptRun, ShellOptions } from "./model.ts";
import { programHost } from "./program-host.ts";
import { quote } from "./quote.ts";
import { randomCommands } from "./random-commands.ts";
import {
  backgroundVariable,
  evalCommand,
  executeCommand,
  redirectCommand,
  sourceCommand,
  traceCommand,
  trapCommand,
  turnSyntax,
  unwritable,
  unwritableComplaint,
  usesSpecials,
} from "./syntax.ts";
import { Deadlines, timeout } from "./timeout-command.ts";

/** What the library says of a script that is stopped, and of one that had set a trap for that. */
const ownEnd = /^bash: (?:execution aborted|aborted with traps)\n/gm;
const trappedEnd = /^bash: aborted with traps\n/m;

/** Commands of the library that no runner's image has, or that reach for the host. */
const withheld = new Set(["html-to-markdown", "xan", "sqlite3", "yq", "rg", "history", "help", "alias", "unalias", "time"]);
const builtins = getCommandNames().filter((name) => !withheld.has(name) && !notSimulated.includes(name)) as CommandName[];

/** What does not change while a shell is open. */
export type Setting = Pick<ShellOptions, "world" | "root" | "files" | "env" | "epoch">;

type CommandTable = { readonly table: unknown; readonly names: readonly string[] };

const tables = new WeakMap<World["programs"], CommandTable>();

function shellOf(context: { readonly fs: object }): LiveShell {
  const { shell } = facilitiesOf(context);
  if (!(shell instanceof LiveShell)) throw new Error("bug: a command ran outside of a shell");
  return shell;
}

const processOptions = { executionLimits: scriptLimits, defenseInDepth: false, processInfo: { pid: 1, ppid: 0, uid: 0, gid: 0 } } as const;

const output = (text: string): ExecResult => ({ stdout: text, stderr: "", exitCode: 0 });

/** A shell that really runs what it is given: one file system, any number of scripts after each other. */
export class LiveShell {
  readonly #options: Setting;
  readonly #host: ShellHost;
  readonly #fs: JobFileSystem;
  readonly #deadlines: Deadlines;
  /** The shell process that runs, or that ran last. */
  #bash: Bash | undefined;
  #random: number | undefined;
  /** The entries of the script that is running, and which of them is. */
  #entries: readonly ScriptEntry[] = [];
  #current = 0;
  /** Scripts that were turned to be sourced. */
  #copies = 0;
  /** Targets of redirections into folders that are not there, in order. */
  #unwritable: string[] = [];
  #problem: ScriptResult["problem"];
  #stop = new AbortController();

  private constructor(options: Setting, host: ShellHost) {
    this.#options = options;
    this.#host = host;
    this.#fs = new JobFileSystem({
      ...{ host, epoch: options.epoch, root: options.root, files: options.files, commands: LiveShell.#tableOf(options.world).names },
      now: () => host.unseen(),
      onFull: () => {
        this.#problem ??= { kind: "budget", what: "the files take more room than a job has" };
        this.#stop.abort("over");
      },
    });
    this.#deadlines = new Deadlines({ now: () => host.unseen(), sleep: (seconds) => host.sleep(seconds, this.#stop.signal) });
    this.#fs.facilities = {
      ...{ fs: this.#fs, shell: this, host, deadlines: this.#deadlines, stop: () => this.#stop.signal, random: () => this.#nextRandom() },
      epochSeconds: () => Math.floor(options.epoch + host.now()),
      sleep: (seconds, context) => this.#sleep(seconds, context),
      refuse: (what, context) => this.#refuseIn(what, context),
    };
  }

  /** A shell process of its own: nothing but the files is left of one when the next begins. */
  #process(env: Readonly<Record<string, string>>, cwd: string): Bash {
    const { table } = LiveShell.#tableOf(this.#options.world);
    const refuse = (what: string) => void this.#refuse(what);
    // The patched library takes a table of commands, and tells what its own lack.
    const patched = { commandTable: table, refuse };
    const bash = new Bash({ ...processOptions, fs: this.#fs, cwd, env: environmentOf(this.#options.env, env), ...patched });
    bash.registerTransformPlugin({
      name: "syntax",
      transform: ({ ast }) => ({
        ast: turnSyntax(ast, { refuse, parse: (text) => bash.transform(text).ast.statements }),
      }),
    });
    return bash;
  }

  static async open(options: Setting, host: ShellHost): Promise<LiveShell> {
    const shell = new LiveShell(options, host);
    await shell.#fs.mkdir(unwritable, { recursive: true });
    return shell;
  }

  /** Runs the entries in one shell process. Never throws for what a script does. */
  async run(script: ScriptRun): Promise<ScriptResult> {
    this.#problem = undefined;
    for (let count = script.entries.length; ; count--) {
      const result = await this.#attempt(script, count);
      // Bash reads a script as it runs it: what stands before a syntax error has run when the error is met.
      if (result.syntaxError === undefined || count === 0) return result;
      if (count === 1 || result.failedEntry === 0) return { ...result, last: result.failedEntry };
      const before = await this.#attempt(script, Math.min(count - 1, result.failedEntry));
      if (before.syntaxError !== undefined) continue;
      if (before.status !== 0 || before.problem) return before;
      const failed = { entry: result.failedEntry, text: result.syntaxError };
      return { status: 2, output: [...before.output, failed], last: result.failedEntry };
    }
  }

  async #attempt(script: ScriptRun, count: number): Promise<ScriptResult & { syntaxError?: string; failedEntry: number }> {
    this.#entries = script.entries.slice(0, count);
    this.#current = 0;
    this.#unwritable = [];
    this.#stop = new AbortController();
    const abort = () => this.#stop.abort("over");
    if (script.signal?.aborted) abort();
    script.signal?.addEventListener("abort", abort);
    // What we say stands on the line on which an entry begins: so a script's lines have their own numbers.
    const lines = this.#entries.map((entry, index) => `${index === 0 ? `set ${script.flags}; ` : ""}${markEntry(index)}; ${entry.text}`);
    for (const entry of this.#entries) this.#look(entry.text);
    const text = `${lines.join("\n")}\n`;
    const bash = this.#process(script.env ?? {}, this.#fs.resolvePath(this.#options.root, script.directory ?? "."));
    this.#bash = bash;
    const raw = await bash.exec(text, { rawScript: true, signal: this.#stop.signal });
    this.#enter(raw.env?.[entryVariable]);
    const complaint = () => `bash: ${this.#unwritable.shift() ?? ""}: No such file or directory\n`;
    if (trappedEnd.test(raw.stderr)) this.#refuse("a trap in a script that is stopped");
    const result = { ...raw, stderr: raw.stderr.replaceAll(unwritableComplaint, complaint).replace(ownEnd, "") };
    script.signal?.removeEventListener("abort", abort);
    const spent = spentLimit(result.exitCode, result.stderr);
    if (spent !== undefined && !this.#stop.signal.aborted) this.#problem ??= { kind: "budget", what: spent };
    const output = byEntry(result);
    const outcome = {
      status: result.exitCode,
      output,
      // Of a script that did not come to its end, what it printed says how far it came.
      last: Math.max(this.#current, output.at(-1)?.entry ?? 0),
      ...(this.#problem ? { problem: this.#problem } : {}),
      failedEntry: this.#current,
    };
    const syntax = !hasBegun(result.stdout) && result.exitCode === 2 ? syntaxErrorLine(result.stderr) : undefined;
    if (syntax === undefined) return outcome;
    const failedEntry = this.#entryAtLine(syntax);
    return { ...outcome, output: [{ entry: failedEntry, text: result.stderr }], syntaxError: result.stderr, failedEntry };
  }

  /** The entry that holds a line of the composed script. */
  #entryAtLine(line: number): number {
    let last = 0;
    for (const [index, entry] of this.#entries.entries()) {
      last += entry.text.split("\n").length;
      if (line <= last) return index;
    }
    return this.#entries.length - 1;
  }

  async exists(path: string): Promise<boolean> {
    return this.#fs.exists(this.#fs.resolvePath(this.#options.root, path));
  }

  async read(path: string): Promise<string | undefined> {
    const full = this.#fs.resolvePath(this.#options.root, path);
    return (await this.#fs.exists(full)) && (await this.#fs.stat(full)).isFile ? this.#fs.readFile(full) : undefined;
  }

  /** Lays files over what is there. */
  async place(files: FileSet): Promise<void> {
    this.#fs.lay(this.#options.root, files);
  }

  /** Takes out everything that is in a folder of the checkout; empty for its top. */
  async clear(folder: string): Promise<void> {
    const full = this.#fs.resolvePath(this.#options.root, folder);
    if (!(await this.#fs.exists(full))) return;
    for (const name of await this.#fs.readdir(full)) await this.#fs.rm(`${full}/${name}`, { recursive: true, force: true });
  }

  /** The regular files below a folder, which is the checkout if nothing is said, by path from it. */
  async files(accept: (path: string) => boolean, folder = this.#options.root): Promise<FileSet> {
    return this.#fs.collect(folder, accept);
  }

  /** All commands of a world, made once for all its shells: the library's, of which ours replace some, ours, and the world's. */
  static #tableOf({ programs }: World): CommandTable {
    const known = tables.get(programs);
    if (known) return known;
    const own = [
      ...[...clockCommands, ...randomCommands, ...fileCommands, ...LiveShell.#ownCommands],
      ...notSimulated
        .filter((name) => !programs.has(name))
        .map((name) => defineCommand(name, async (_, context) => shellOf(context).#refuseIn(name, context))),
      ...[...programs.values()].map((program) =>
        defineCommand(program.name, (args, context) => shellOf(context).#program(program, args, context)),
      ),
    ];
    const bash = new Bash({ ...processOptions, commands: builtins, customCommands: own });
    const table: unknown = Reflect.get(bash, "commands");
    if (!(table instanceof Map)) throw new Error("bug: the shell library keeps its commands otherwise");
    for (const [name, run] of Object.entries(replacements)) {
      const { execute } = table.get(name);
      table.set(name, {
        ...table.get(name),
        execute: (args: string[], context: ResolvedCommandContext) => run(args, context, (each) => execute(each, context)),
      });
    }
    const made = { table, names: [...new Set([...builtins, ...own.map(({ name }) => name)])] };
    tables.set(programs, made);
    return made;
  }

  static readonly #ownCommands: readonly CustomCommand[] = [
    defineCommand(redirectCommand, async ([target = ""], context) => {
      const shell = shellOf(context);
      const path = shell.#fs.resolvePath(context.cwd, target);
      if (await shell.#fs.exists(path.slice(0, path.lastIndexOf("/")) || "/")) return output(target);
      shell.#unwritable.push(target);
      return output(unwritable);
    }),
    defineCommand(statusCommand, async ([status = "0"]) => ({ ...output(""), exitCode: Number(status) })),
    defineCommand(traceCommand, async ([flags = "", status = "0", ...words]) => ({
      ...{ stdout: "", stderr: flags.includes("x") ? `${["+ exit", ...words].join(" ")}\n` : "" },
      exitCode: Number(status),
    })),
    defineCommand(sourceCommand, async ([path = ""], context) => output(await shellOf(context).#sourced(path, context.cwd))),
    defineCommand(evalCommand, async ([status = "0", ...words], context) => {
      const shell = shellOf(context);
      const text = words.join(" ");
      shell.#look(text);
      return { ...output(shell.#turned(text)), exitCode: Number(status) };
    }),
    defineCommand(trapCommand, async ([text = ""], context) => {
      shellOf(context).#look(text);
      return output(text);
    }),
    defineCommand("timeout", async (args, context) => timeout(args, context, (name) => shellOf(context).#isProgram(name, context.cwd))),
    defineCommand(executeCommand, async ([path = "", ...args], context) => shellOf(context).#execute(path, args, context)),
  ];

  async #isProgram(name: string, cwd: string): Promise<boolean> {
    if (name.includes("/")) return this.#fs.exists(this.#fs.resolvePath(cwd, name));
    return LiveShell.#tableOf(this.#options.world).names.includes(name);
  }

  #refuseIn(what: string, context: Pick<ResolvedCommandContext, "exportedEnv">): ExecResult {
    this.#enter(context.exportedEnv?.[entryVariable]);
    return this.#refuse(what);
  }

  async #program(program: Program, args: readonly string[], context: ResolvedCommandContext): Promise<ExecResult> {
    const { world } = this.#options;
    const host = this.#host;
    const started = host.unseen();
    this.#enter(context.exportedEnv?.[entryVariable]);
    const entry = this.#current;
    const surroundings = {
      ...{ fs: this.#fs, host, entry, signal: this.#stop.signal },
      sleep: (seconds: number) => this.#sleep(seconds, context),
      look: (text: string) => this.#look(text),
    };
    const result = await runProgram(program, args, programHost(context, surroundings));
    if (!result)
      return this.#refuse(
        `\`${[program.name, ...args].join(" ")}\`: the world "${world.title}" does not describe this way to call ${program.name}`,
      );
    host.command({ program: program.name, args, status: result.status, took: host.unseen() - started, entry });
    return { stdout: result.out, stderr: result.err, exitCode: result.status };
  }

  /** Asks for what the text may look at, so that this script is known to depend on it. */
  #look(text: string): void {
    const { names, all } = mentionsOf(text, "script");
    if (all) this.#host.environment();
    else if (names.length > 0) this.#host.variables(names);
  }

  /** The script as it must be run: the same text where nothing in it needs turning. */
  #turned(text: string): string {
    if (!usesSpecials(text)) return text;
    try {
      return this.#bash?.transform(text).script ?? text;
    } catch {
      // A syntax error is the shell's to tell.
      return text;
    }
  }

  async #sourced(path: string, cwd: string): Promise<string> {
    const full = this.#fs.resolvePath(cwd, path);
    if (!(await this.#fs.exists(full)) || !(await this.#fs.stat(full)).isFile) return path;
    const text = await this.#fs.readFile(full);
    const turned = this.#turned(text);
    if (turned === text) return path;
    const copy = `${unwritable}/${this.#copies++}`;
    await this.#fs.writeFile(copy, turned);
    return copy;
  }

  /** As the kernel does: the first line names who reads the rest. */
  async #execute(path: string, args: readonly string[], context: ResolvedCommandContext): Promise<ExecResult> {
    const fails = (why: string, exitCode: number) => ({ stdout: "", stderr: `bash: ${path}: ${why}\n`, exitCode });
    const full = this.#fs.resolvePath(context.cwd, path);
    if (!(await this.#fs.exists(full))) return fails("No such file or directory", 127);
    const { isDirectory, mode } = await this.#fs.stat(full);
    if (isDirectory) return fails("Is a directory", 126);
    if ((mode & 0o111) === 0) return fails("Permission denied", 126);
    const [line = ""] = (await this.#fs.readFile(full)).split("\n", 1);
    const words = /^#!\s*(\S+)\s*(.*)$/.exec(line);
    const named = (words?.[1] ?? "bash").split("/").at(-1) ?? "bash";
    const interpreter = named === "env" ? (words?.[2] ?? "").replace(/^-S\s+/, "") : `${named} ${words?.[2] ?? ""}`;
    const command = /^(?:ba|da|z|a)?sh\b/.test(interpreter) ? interpreter.replace(/^\w+/, "bash") : interpreter;
    const text = [command.trim(), ...[path, ...args].map(quote)].join(" ");
    const inner = await context.execWithInheritedStdin?.(text, {
      cwd: context.cwd,
      env: context.exportedEnv ?? {},
      signal: this.#stop.signal,
    });
    if (!inner) throw new Error("bug: the shell gave a program no way to run commands");
    return inner;
  }

  #enter(entry: string | undefined): void {
    if (entry !== undefined) this.#current = Number(entry);
  }

  /** Stops the script: what follows would not be what the real shell does. */
  #refuse(what: string): ExecResult {
    this.#problem ??= { kind: "not-simulated", what };
    this.#stop.abort("over");
    return { stdout: "", stderr: `not simulated: ${what}\n`, exitCode: 1 };
  }

  /** Whether it was cut short. In the background time would pass beside what the script does meanwhile, and here it would not. */
  async #sleep(seconds: number, { exportedEnv }: ResolvedCommandContext): Promise<boolean> {
    if (seconds > 0 && exportedEnv?.[backgroundVariable] !== undefined) this.#refuse("a command in the background that takes time");
    return this.#deadlines.sleep(seconds);
  }

  /** The generator of the C library's manual: fifteen bits a draw. */
  #nextRandom(): number {
    this.#random = (Math.imul(this.#random ?? this.#host.seed(), 1_103_515_245) + 12_345) >>> 0;
    return (this.#random >>> 16) & 0x7fff;
  }
}
