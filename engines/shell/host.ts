import type { SourceFile } from "#engines/source";
import type { Command, ShellDeployment, ShellOptions } from "./model.ts";
import type { StopSignal } from "./stop.ts";

/**
 * Everything outside its own files and variables that a job's shell can learn from or do to. What a shell does depends on the answers it
 * gets here and on nothing else, so a shell that gets the same answers does the same.
 */
export type ShellHost = {
  readonly condition: (name: string) => boolean;
  readonly fact: (name: string) => string | undefined;
  /** Undefined forgets the fact. */
  readonly know: (name: string, value: string | undefined) => void;
  /** The environment's values of these names, as one text. */
  readonly variables: (names: readonly string[]) => string;
  /** The whole environment, as one text. */
  readonly environment: () => string;
  /** The text of a file of the checkout as it was at first. */
  readonly file: (path: string) => string;
  /** Virtual seconds since the event: the scripts see them. */
  readonly now: () => number;
  /** Virtual seconds since the shell began: the scripts see them. */
  readonly elapsed: () => number;
  /** The virtual second in which the shell began, from which the times of its files follow. */
  readonly began: () => number;
  readonly seed: () => number;
  /** Virtual seconds since the event, for writing down and never for a script to see. */
  readonly unseen: () => number;
  /** Whether it was cut short. */
  readonly sleep: (seconds: number, signal: StopSignal) => Promise<boolean>;
  readonly command: (command: CommandEffect) => void;
  readonly deploy: (deployment: DeploymentEffect) => void;
};

/** A call that has just ended; `entry` counts the script's entries. */
export type CommandEffect = Pick<Command, "program" | "args" | "status"> & { readonly took: number; readonly entry: number };

export type DeploymentEffect = Omit<ShellDeployment, "at" | "span"> & { readonly entry: number };

/** What the host has to know of the script that is running. */
export type Running = {
  readonly spanOf: (entry: number) => Command["span"];
  readonly env: () => Readonly<Record<string, string>>;
};

/** The host that the options describe. */
export function hostOf(options: ShellOptions, { spanOf, env }: Running): ShellHost {
  const { clock, facts, conditions } = options;
  const startedAt = clock.now();
  return {
    condition: (name) => conditions.has(name),
    fact: (name) => facts.get(name),
    know: (name, value) => {
      if (value === undefined) facts.delete(name);
      else facts.set(name, value);
    },
    variables: (names) => JSON.stringify(names.map((name) => env()[name] ?? null)),
    environment: () => JSON.stringify(env()),
    file: (path) => textsOf(options.files).get(path) ?? "",
    now: () => clock.now(),
    elapsed: () => clock.now() - startedAt,
    began: () => startedAt,
    seed: () => options.seed,
    unseen: () => clock.now(),
    sleep: (seconds, signal) => clock.sleep(seconds, signal).then(() => signal.aborted),
    command: ({ took, entry, ...command }) =>
      options.onCommand({ ...command, started: clock.now() - took, finished: clock.now(), span: spanOf(entry) }),
    deploy: ({ entry, ...deployment }) => options.onDeployment({ ...deployment, at: clock.now(), span: spanOf(entry) }),
  };
}

const texts = new WeakMap<readonly SourceFile[], ReadonlyMap<string, string>>();

function textsOf(files: readonly SourceFile[]): ReadonlyMap<string, string> {
  const known = texts.get(files) ?? new Map(files.map(({ path, text }) => [path, text]));
  texts.set(files, known);
  return known;
}
