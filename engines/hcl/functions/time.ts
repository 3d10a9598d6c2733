import { number, string } from "../values/type.ts";
import { countValue, stringValue, unknownValue, type Value } from "../values/value.ts";
import { text, textAt } from "./arguments.ts";
import { type Instant, instantText, localTime, offsetText, parseDuration, parseInstant } from "./instants.ts";
import { ArgumentFailure, CallFailure, type HclFunction } from "./model.ts";

const months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];

const two = (value: number): string => String(value).padStart(2, "0");
const twelve = (hour: number): number => hour % 12 || 12;

/** https://developer.hashicorp.com/terraform/language/functions/formatdate */
const verbs: Readonly<Record<string, (date: Date, instant: Instant) => string>> = {
  YYYY: (date) => String(date.getUTCFullYear()).padStart(4, "0"),
  YY: (date) => two(date.getUTCFullYear() % 100),
  MMMM: (date) => months[date.getUTCMonth()] ?? "",
  MMM: (date) => (months[date.getUTCMonth()] ?? "").slice(0, 3),
  MM: (date) => two(date.getUTCMonth() + 1),
  M: (date) => String(date.getUTCMonth() + 1),
  DD: (date) => two(date.getUTCDate()),
  D: (date) => String(date.getUTCDate()),
  EEEE: (date) => weekdays[date.getUTCDay()] ?? "",
  EEE: (date) => (weekdays[date.getUTCDay()] ?? "").slice(0, 3),
  hh: (date) => two(date.getUTCHours()),
  h: (date) => String(date.getUTCHours()),
  HH: (date) => two(twelve(date.getUTCHours())),
  H: (date) => String(twelve(date.getUTCHours())),
  AA: (date) => (date.getUTCHours() < 12 ? "AM" : "PM"),
  aa: (date) => (date.getUTCHours() < 12 ? "am" : "pm"),
  mm: (date) => two(date.getUTCMinutes()),
  m: (date) => String(date.getUTCMinutes()),
  ss: (date) => two(date.getUTCSeconds()),
  s: (date) => String(date.getUTCSeconds()),
  ZZZZZ: (_, { offsetMinutes }) => offsetText(offsetMinutes, ":", false),
  ZZZZ: (_, { offsetMinutes }) => offsetText(offsetMinutes, "", false),
  ZZZ: (_, { offsetMinutes }) => (offsetMinutes === 0 ? "UTC" : offsetText(offsetMinutes, "", false)),
  Z: (_, { offsetMinutes }) => offsetText(offsetMinutes, ":", true),
};

function formatDate(format: string, instant: Instant): string {
  const date = localTime(instant);
  const tokens = /'(?:[^']|'')*'?|([A-Za-z])\1*|[^A-Za-z']+/g;
  const pieces: string[] = [];
  for (const [token] of format.matchAll(tokens)) {
    if (token.startsWith("'")) {
      if (token.length < 2 || !token.endsWith("'") || token === "'''")
        throw new ArgumentFailure(0, "a text in single quotes is not closed");
      pieces.push(token === "''" ? "'" : token.slice(1, -1).replaceAll("''", "'"));
      continue;
    }
    const verb = verbs[token];
    if (verb) pieces.push(verb(date, instant));
    else if (/^[A-Za-z]/.test(token))
      throw new ArgumentFailure(0, `"${token}" is no part of a date; texts that are kept as they are stand in single quotes`);
    else pieces.push(token);
  }
  return pieces.join("");
}

function instantAt(args: readonly Value[], index: number, fail: (message: string) => Error): Instant {
  const instant = parseInstant(textAt(args, index));
  if (!instant) throw fail(`"${textAt(args, index)}" is no RFC 3339 timestamp, such as 2024-01-31T23:59:00Z`);
  return instant;
}

function timeAdd(args: readonly Value[]): Value {
  const instant = instantAt(args, 0, (message) => new CallFailure(message));
  const duration = parseDuration(textAt(args, 1));
  if (duration === undefined) throw new CallFailure(`"${textAt(args, 1)}" is no duration; units are h, m, s, ms, us and ns`);
  const result = instantText({ ...instant, nanoseconds: instant.nanoseconds + duration });
  if (result === "") throw new CallFailure("the result is beyond what a calendar holds");
  return stringValue(result);
}

export const timeFunctions: Readonly<Record<string, HclFunction>> = {
  formatdate: {
    parameters: [text("format"), text("time")],
    returns: string,
    run: (args) =>
      stringValue(
        formatDate(
          textAt(args, 0),
          instantAt(args, 1, (message) => new ArgumentFailure(1, message)),
        ),
      ),
  },
  timeadd: { parameters: [text("timestamp"), text("duration")], returns: string, run: timeAdd },
  timecmp: {
    parameters: [text("timestamp_a"), text("timestamp_b")],
    returns: number,
    run: (args) => {
      const [a, b] = [0, 1].map((index) => instantAt(args, index, (message) => new ArgumentFailure(index, message)).nanoseconds);
      return countValue((a ?? 0n) < (b ?? 0n) ? -1 : (a ?? 0n) > (b ?? 0n) ? 1 : 0);
    },
  },
  timestamp: {
    parameters: [],
    returns: string,
    run: (_args, _type, host) => (host.applyTime === undefined ? unknownValue(string, { notNull: true }) : stringValue(host.applyTime)),
  },
  plantimestamp: {
    parameters: [],
    returns: string,
    run: (_args, _type, host) => (host.planTime === undefined ? unknownValue(string, { notNull: true }) : stringValue(host.planTime)),
  },
};
