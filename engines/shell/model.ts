import type { SourceFile, Span } from "#engines/source";
import type { World } from "#engines/world";
import type { StopSignal } from "./stop.ts";

/** One call of a program of the world. */
export type Command = {
  readonly program: string;
  /** The arguments after the program's name. */
  readonly args: readonly string[];
  readonly status: number;
  /** Virtual seconds: when it was called, and when it ended. */
  readonly started: number;
  readonly finished: number;
  /** The script entry that called it. */
  readonly span: Span;
};

export type ShellDeployment = {
  readonly environment: string;
  readonly version: string;
  /** Percent of the traffic, 100 for all of it. */
  readonly share: number;
  readonly rollback: boolean;
  readonly at: number;
  readonly span: Span;
};

/** One item of a `script:` list. */
export type ScriptEntry = { readonly text: string; readonly span: Span };

export type ShellOptions = {
  readonly world: World;
  readonly conditions: ReadonlySet<string>;
  /** Where the repository is checked out, for example `/builds/larder/shop`. */
  readonly root: string;
  readonly files: readonly SourceFile[];
  /** The environment of every script; each variable is exported. */
  readonly env: Readonly<Record<string, string>>;
  /** What is true of the world outside the job, shared by all jobs of a run. */
  readonly facts: Map<string, string>;
  readonly clock: { readonly now: () => number; readonly sleep: (seconds: number, signal?: StopSignal) => Promise<void> };
  /** Unix time of virtual second 0. */
  readonly epoch: number;
  readonly seed: number;
  readonly onCommand: (command: Command) => void;
  readonly onDeployment: (deployment: ShellDeployment) => void;
};

export type ScriptRun = {
  readonly entries: readonly ScriptEntry[];
  /** As `set` takes them: `-eo pipefail`. */
  readonly flags: string;
  /** Over the shell's own environment, for this script alone. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where the script starts, absolute or from the checkout's root, which it is if absent. */
  readonly directory?: string;
  readonly signal?: StopSignal;
};

export type ScriptResult = {
  readonly status: number;
  /** Output by entry, in order; an entry that did not start is absent. */
  readonly output: readonly { readonly entry: number; readonly text: string }[];
  /** The entry that was running when the script ended. */
  readonly last: number;
  /** Why the result must not be trusted: something the shell lacks, or a spent budget. */
  readonly problem?: { readonly kind: "not-simulated" | "budget"; readonly what: string };
};

/** Files that leave a job, as artifacts do: path from the checkout's root to bytes. */
export type FileSet = ReadonlyMap<string, Uint8Array>;
