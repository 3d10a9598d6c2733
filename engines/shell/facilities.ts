import type { ExecResult, ResolvedCommandContext } from "just-bash/browser";
import { JobFileSystem } from "./file-system.ts";
import type { ShellHost } from "./host.ts";
import type { Deadlines } from "./timeout-command.ts";

/** What our commands need of the shell that runs them. */
export type Facilities = {
  readonly fs: JobFileSystem;
  readonly shell: object;
  readonly host: Pick<ShellHost, "elapsed" | "environment" | "variables">;
  readonly deadlines: Deadlines;
  /** Unix time, in seconds. */
  readonly epochSeconds: () => number;
  /** Whether it was cut short. */
  readonly sleep: (seconds: number, context: ResolvedCommandContext) => Promise<boolean>;
  /** From 0 to 32767, from the scenario's seed. */
  readonly random: () => number;
  readonly stop: () => AbortSignal;
  /** Ends the script: what follows would not be what the real shell does. */
  readonly refuse: (what: string, context: Pick<ResolvedCommandContext, "exportedEnv">) => ExecResult;
};

/** Commands are made once for all shells of a world: the files that they are given say which one runs them. */
export function facilitiesOf({ fs }: { readonly fs: object }): Facilities {
  if (!(fs instanceof JobFileSystem) || !fs.facilities) throw new Error("bug: a command ran outside of a shell");
  return fs.facilities;
}
