import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { hostOf, type ShellHost } from "./host.ts";
import { LiveShell } from "./live-shell.ts";
import { bytesIn, type Memory, type Place, placeOf, remember } from "./memory.ts";
import { unmentioned } from "./mentions.ts";
import type { FileSet, ScriptEntry, ScriptResult, ScriptRun, ShellOptions } from "./model.ts";
import { answered, type Interaction, RecordingHost, repeat, sameAnswer } from "./recording.ts";
import { Stop, type StopSignal } from "./stop.ts";

/** What a shell did before, and how to do it again. */
type Deed = {
  readonly perform: (live: LiveShell, signal: StopSignal) => Promise<unknown>;
  readonly interactions: readonly Interaction[];
  readonly at: number;
  /** It was stopped from outside after the last of the interactions. */
  readonly stopped: boolean;
};

/**
 * The shell of one job: one file system, any number of scripts after each other. What it does is remembered (`memory.ts`): an operation
 * that another shell in the same place did, and whose questions to its host are answered the same now, is repeated from memory. Where an
 * answer differs, a live shell is made, is told the past, and goes on from there.
 */
export class Shell {
  readonly #options: ShellOptions;
  readonly #host: ShellHost;
  readonly #deeds: Deed[] = [];
  #place: Place | undefined;
  #live: { readonly shell: LiveShell; readonly recorder: RecordingHost } | undefined;
  #entries: readonly ScriptEntry[] = [];
  #env: Readonly<Record<string, string>>;

  private constructor(options: ShellOptions) {
    this.#options = options;
    this.#place = placeOf(options);
    this.#host = hostOf(options, {
      spanOf: (index) => {
        const entry = this.#entries[index];
        if (!entry) throw new Error("bug: a program ran outside a script");
        return entry.span;
      },
      env: () => this.#env,
    });
    this.#env = options.env;
  }

  static async open(options: ShellOptions): Promise<Shell> {
    return new Shell(options);
  }

  /** Runs the entries in one shell process. Never throws for what a script does. */
  async run(script: ScriptRun): Promise<ScriptResult> {
    this.#entries = script.entries;
    this.#env = this.#envOf(script);
    const implied = unmentioned.map((name) => this.#env[name]);
    const operation = JSON.stringify(["run", script.flags, script.directory, implied, script.entries.map((entry) => entry.text)]);
    return this.#do(
      operation,
      (live, signal) => live.run({ ...script, signal }),
      (result) => (result.problem || script.signal?.aborted ? undefined : result.output.reduce((sum, { text }) => sum + text.length, 0)),
      script.signal,
    );
  }

  #envOf({ env }: ScriptRun): Readonly<Record<string, string>> {
    const own = this.#options.env;
    if (!env || Object.keys(env).length === 0) return own;
    // A shell whose scripts bring all of their environment has none of its own.
    return Object.keys(own).length === 0 ? env : { ...own, ...env };
  }

  async exists(path: string): Promise<boolean> {
    return this.#do(`exists ${path}`, (live) => live.exists(path));
  }

  async read(path: string): Promise<string | undefined> {
    return this.#do(
      `read ${path}`,
      (live) => live.read(path),
      (text) => text?.length ?? 0,
    );
  }

  /** Lays files over what is there. */
  async place(files: FileSet): Promise<void> {
    await this.#do(`place ${digestOf(files)}`, (live) => live.place(files));
  }

  /** Takes out everything that is in a folder of the checkout; empty for its top. */
  async clear(folder: string): Promise<void> {
    await this.#do(`clear ${folder}`, (live) => live.clear(folder));
  }

  /** The regular files below the checkout, by path from its root. `name` stands for what `accept` accepts. */
  async files(name: string, accept: (path: string) => boolean, folder?: string): Promise<FileSet> {
    return this.#do(`files ${folder ?? ""} ${name}`, (live) => live.files(accept, folder), bytesIn);
  }

  /** `weigh` tells how much there is to keep of a result, or undefined if it must not be kept. */
  async #do<Result>(
    operation: string,
    perform: (live: LiveShell, signal: StopSignal) => Promise<Result>,
    weigh: (result: Result) => number | undefined = () => 0,
    signal?: StopSignal,
  ): Promise<Result> {
    const at = this.#host.unseen();
    const memories = this.#live ? [] : (this.#place?.next.get(operation) ?? []);
    const { memory, past } = await this.#repeat(memories, signal);
    if (memory) {
      this.#deeds.push({ perform, interactions: memory.interactions, at, stopped: false });
      this.#place = memory.leads;
      return memory.result as Result;
    }
    this.#live ??= await this.#revive();
    const { shell, recorder } = this.#live;
    // What stopped this operation must not stop it before it has come to where it was stopped.
    const stop = new Stop();
    const abort = () => stop.abort();
    recorder.begin(past, at, () => {
      if (signal?.aborted) abort();
      else signal?.addEventListener("abort", abort);
    });
    const result = await perform(shell, stop);
    signal?.removeEventListener("abort", abort);
    this.#deeds.push({ perform, interactions: recorder.written(), at, stopped: stop.aborted });
    const weight = weigh(result);
    this.#place = this.#place && weight !== undefined ? remember(this.#place, operation, recorder.written(), result, weight) : undefined;
    return result;
  }

  /**
   * Does what a memory says for as long as the answers are the same. Memories of one operation are alike up to an answer in which they
   * differ; `past` is what happened, up to the answer that none of them has.
   */
  async #repeat(memories: readonly Memory[], signal?: StopSignal): Promise<{ memory?: Memory; past: readonly Interaction[] }> {
    let fitting = memories;
    for (let count = 0; ; count++) {
      const [first] = fitting;
      const known = first?.interactions[count];
      if (!first || !known) return first ? { memory: first, past: [] } : { past: [] };
      const now =
        known.kind === "sleep" ? answered(known, await this.#host.sleep(known.seconds, signal ?? never)) : repeat(known, this.#host);
      // Most answers are as they were, and most operations were done once.
      if (now === known && fitting.length === 1) continue;
      fitting = fitting.filter(({ interactions }) => {
        const then = interactions[count];
        return then !== undefined && sameAnswer(then, now);
      });
      if (fitting.length === 0) return { past: [...first.interactions.slice(0, count), now] };
    }
  }

  /** A live shell that has done what this one did. */
  async #revive() {
    const recorder = new RecordingHost(this.#host);
    const shell = await LiveShell.open(this.#options, recorder);
    for (const deed of this.#deeds) await again(deed, recorder, (signal) => deed.perform(shell, signal));
    return { shell, recorder };
  }
}

/** Of what takes no time: it cannot be stopped. */
const never = new Stop();

/** Does a deed once more, and stops it where it was stopped. */
function again<Result>({ interactions, at, stopped }: Deed, recorder: RecordingHost, perform: (signal: StopSignal) => Promise<Result>) {
  const stop = new Stop();
  if (stopped) recorder.again(interactions, at, () => stop.abort());
  else recorder.again(interactions, at);
  return perform(stop);
}

const digests = new WeakMap<FileSet | Uint8Array, string>();

/** Sets of the same files have the same text, whoever made them. */
function digestOf(files: FileSet): string {
  const known = digests.get(files);
  if (known !== undefined) return known;
  let digest = "";
  for (const [path, content] of files) digest += `${path}\0${contentDigest(content)}\0`;
  const short = digest.length < 200 ? digest : bytesToHex(sha256(utf8ToBytes(digest)));
  digests.set(files, short);
  return short;
}

function contentDigest(content: Uint8Array): string {
  // A text that is no longer than its digest would be.
  if (content.length < 32) return String.fromCharCode(...content);
  const digest = digests.get(content) ?? bytesToHex(sha256(content)).slice(0, 32);
  digests.set(content, digest);
  return digest;
}
