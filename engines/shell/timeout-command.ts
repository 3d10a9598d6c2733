import type { ExecResult, ResolvedCommandContext } from "just-bash/browser";
import { facilitiesOf } from "./facilities.ts";
import { quote } from "./quote.ts";

type Clock = {
  readonly now: () => number;
  /** Whether it was cut short. */
  readonly sleep: (seconds: number) => Promise<boolean>;
};

/** The virtual seconds at which running commands must end. Time passes only where a command sleeps, so it is there that one is stopped. */
export class Deadlines {
  readonly #clock: Clock;
  #open: { readonly at: number; readonly controller: AbortController }[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Runs until `seconds` have passed; whether it was stopped by then. */
  async limit<Result>(seconds: number, run: (signal: AbortSignal) => Promise<Result>): Promise<{ result: Result; isLate: boolean }> {
    const deadline = { at: this.#clock.now() + seconds, controller: new AbortController() };
    this.#open.push(deadline);
    try {
      return { result: await run(deadline.controller.signal), isLate: deadline.controller.signal.aborted };
    } finally {
      this.#open = this.#open.filter((each) => each !== deadline);
    }
  }

  /** As the clock's, and no longer than until the next deadline. */
  async sleep(seconds: number): Promise<boolean> {
    const now = this.#clock.now();
    const next = Math.min(...this.#open.map(({ at }) => at));
    if (now + seconds < next) return this.#clock.sleep(seconds);
    if (next > now && (await this.#clock.sleep(next - now))) return true;
    for (const { at, controller } of this.#open) if (at <= next) controller.abort();
    return true;
  }
}

const tryHelp = "Try 'timeout --help' for more information.\n";
const unitSeconds: Readonly<Record<string, number>> = { "": 1, s: 1, m: 60, h: 3600, d: 86_400 };
const signalNumbers: Readonly<Record<string, number>> = { HUP: 1, INT: 2, QUIT: 3, KILL: 9, USR1: 10, USR2: 12, TERM: 15 };

/** `timeout [options] DURATION COMMAND…`, https://www.gnu.org/software/coreutils/manual/html_node/timeout-invocation.html */
export async function timeout(
  args: readonly string[],
  context: ResolvedCommandContext,
  /** Whether a name or a path is that of a program: functions and a shell's own commands are none. */
  isProgram: (name: string) => Promise<boolean>,
): Promise<ExecResult> {
  const host = facilitiesOf(context);
  const own = (stderr: string): ExecResult => ({ stdout: "", stderr, exitCode: 125 });
  let [signal, keepsStatus, at] = ["TERM", false, 0];
  for (; args[at]?.startsWith("-"); at++) {
    const [, name = "", attached] = /^(-[ks]|--kill-after|--signal)(?:=?(.+))?$/.exec(args[at] ?? "") ?? [];
    if (name !== "") {
      const value = attached ?? args[++at] ?? "";
      if (/s/.test(name)) signal = value.toUpperCase().replace(/^SIG/, "");
      else if (secondsOf(value) === undefined) return own(`timeout: invalid time interval ‘${value}’\n${tryHelp}`);
    } else if (args[at] === "--preserve-status") keepsStatus = true;
    else if (args[at] === "--") break;
    else if (args[at] !== "--foreground") return host.refuse(`timeout ${args[at]}`, context);
  }
  const [duration, ...command] = args.slice(args[at] === "--" ? at + 1 : at);
  const [program] = command;
  if (duration === undefined || program === undefined) return own(tryHelp);
  const seconds = secondsOf(duration);
  if (seconds === undefined) return own(`timeout: invalid time interval ‘${duration}’\n${tryHelp}`);
  const number = /^\d+$/.test(signal) ? Number(signal) : signalNumbers[signal];
  if (number === undefined) return own(`timeout: ${signal}: invalid signal\n${tryHelp}`);
  if (!(await isProgram(program)))
    return { ...own(`timeout: failed to run command ‘${program}’: No such file or directory\n`), exitCode: 127 };
  const { result, isLate } = await host.deadlines.limit(seconds || Number.POSITIVE_INFINITY, (deadline) => {
    if (!context.execWithInheritedStdin) throw new Error("bug: the shell gave a program no way to run commands");
    return context.execWithInheritedStdin(command.map(quote).join(" "), {
      ...{ cwd: context.cwd, env: context.exportedEnv ?? {} },
      signal: AbortSignal.any([deadline, host.stop()]),
    });
  });
  if (!isLate) return result;
  return { ...result, exitCode: number === 9 || keepsStatus ? 128 + number : 124 };
}

function secondsOf(text: string): number | undefined {
  const [, number, unit = ""] = /^(\d+\.?\d*|\.\d+)([smhd]?)$/.exec(text) ?? [];
  return number === undefined ? undefined : Number(number) * (unitSeconds[unit] ?? 1);
}
