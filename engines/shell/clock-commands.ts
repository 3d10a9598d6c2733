import { type CustomCommand, defineCommand, type ExecResult, type ResolvedCommandContext } from "just-bash/browser";
import { facilitiesOf } from "./facilities.ts";
import { relativeTime } from "./relative-date.ts";
import { specialCommands } from "./syntax.ts";

/** Commands whose results follow from the virtual clock. */
export const clockCommands: readonly CustomCommand[] = [
  defineCommand(specialCommands.SECONDS, async (_, context) => done(`${Math.floor(facilitiesOf(context).host.elapsed())}\n`)),
  defineCommand(specialCommands.EPOCHSECONDS, async (_, context) => done(`${facilitiesOf(context).epochSeconds()}\n`)),
  defineCommand("sleep", async (args, context) => {
    const seconds = secondsToSleep(args);
    if (typeof seconds === "string") return { stdout: "", stderr: seconds, exitCode: 1 };
    await facilitiesOf(context).sleep(seconds, context);
    return done("");
  }),
  defineCommand("date", date),
];

function done(stdout: string): ExecResult {
  return { stdout, stderr: "", exitCode: 0 };
}

/** By the argument of `-I`; all clocks are at UTC. */
const isoFormats: Readonly<Record<string, string>> = {
  ...{ "": "+%F", date: "+%F", hours: "+%FT%H+00:00", minutes: "+%FT%H:%M+00:00", seconds: "+%FT%T+00:00" },
};

const absolute = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?)?$|^@/;

/** Where nothing else is asked for, the date is that of the virtual clock; texts that name a time from it are turned into one. */
async function date(args: string[], context: ResolvedCommandContext): Promise<ExecResult> {
  if (!context.origCommand) throw new Error("bug: the shell library lost its date command");
  const facilities = facilitiesOf(context);
  const now = facilities.epochSeconds();
  const turned: string[] = [];
  let isGiven = false;
  for (let at = 0; at < args.length; at++) {
    const arg = args[at] ?? "";
    const [, attached] = /^(?:--date=|-d(?=.))(.*)$/s.exec(arg) ?? [];
    isGiven ||= attached !== undefined || /^(?:-d|--date|-r|--reference)/.test(arg);
    const iso = /^(?:-I|--iso-8601=?)(|date|hours|minutes|seconds)$/.exec(arg)?.[1];
    if (iso !== undefined) turned.push(isoFormats[iso] ?? "");
    else if (attached === undefined && arg !== "-d" && arg !== "--date") turned.push(arg);
    else {
      const text = attached ?? args[++at] ?? "";
      const [, day = "", rest = ""] = /^(\d{4}-\d\d-\d\d(?:[T ]\d\d:[\d:]+Z?)?)\s+([+\-a-z0-9].*)$/i.exec(text) ?? [];
      const time = relativeTime(text, now) ?? relativeTime(rest, Date.parse(`${day.replace(/Z$/, "").replace(" ", "T")}Z`) / 1000);
      if (time === undefined && !absolute.test(text)) return facilities.refuse(`date -d ${text}`, context);
      turned.push("-d", time === undefined ? text : `@${time}`);
    }
  }
  return context.origCommand(isGiven ? turned : ["-d", `@${now}`, ...turned]);
}

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };

/** `sleep NUMBER[smhd]…`, without a limit: the seconds, or what it says of its arguments. */
function secondsToSleep(args: readonly string[]): number | string {
  if (args.length === 0) return "sleep: missing operand\nTry 'sleep --help' for more information.\n";
  let seconds = 0;
  for (const arg of args) {
    const match = /^\+?((?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?|[iI][nN][fF](?:[iI][nN][iI][tT][yY])?)([smhd]?)$/.exec(arg);
    if (!match) return `sleep: invalid time interval '${arg}'\nTry 'sleep --help' for more information.\n`;
    const [, number = "", unit = ""] = match;
    seconds += (/^inf/i.test(number) ? Number.POSITIVE_INFINITY : Number(number)) * (unitSeconds[unit] ?? 1);
  }
  return seconds;
}
