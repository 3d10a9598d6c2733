import type { Span } from "#engines/source";
import { BuildError, Refusal } from "./errors.ts";
import { type GroovyObject, textOf } from "./values.ts";

const days = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const months = ["January", "February", "March", "April", "May", "June"].concat([
  ...["July", "August", "September", "October", "November", "December"],
]);

/** A date in UTC, which is the time zone of the controller. */
export function dateOf(milliseconds: number): GroovyObject {
  return {
    kind: "object",
    type: "java.util.Date",
    text: formatDate(milliseconds, "EEE MMM dd HH:mm:ss 'UTC' yyyy", undefined),
    get: (name) => (name === "time" ? milliseconds : undefined),
    call: async (name, [pattern, zone], span) => {
      if (name !== "format" || pattern === undefined) return undefined;
      if (zone !== undefined && !/TimeZone|^UTC$|^GMT$/.test(textOf(zone)))
        throw new Refusal("not-simulated", "another time zone than UTC", span);
      return formatDate(milliseconds, textOf(pattern), span);
    },
  };
}

/** https://docs.oracle.com/javase/8/docs/api/java/text/SimpleDateFormat.html */
export function formatDate(milliseconds: number, pattern: string, span: Span | undefined): string {
  const date = new Date(milliseconds);
  const part = (letter: string, count: number): string => {
    const padded = (value: number) => String(value).padStart(count, "0");
    const hour = date.getUTCHours();
    switch (letter) {
      case "y":
      case "Y":
        return count === 2 ? String(date.getUTCFullYear()).slice(-2) : padded(date.getUTCFullYear());
      case "M": {
        const name = months[date.getUTCMonth()] ?? "";
        return count > 3 ? name : count === 3 ? name.slice(0, 3) : padded(date.getUTCMonth() + 1);
      }
      case "E": {
        const name = days[date.getUTCDay()] ?? "";
        return count > 3 ? name : name.slice(0, 3);
      }
      case "u":
        return padded(date.getUTCDay() || 7);
      case "d":
        return padded(date.getUTCDate());
      case "D":
        return padded(Math.floor((milliseconds - Date.UTC(date.getUTCFullYear(), 0, 1)) / 86_400_000) + 1);
      case "H":
        return padded(hour);
      case "k":
        return padded(hour || 24);
      case "h":
        return padded(hour % 12 || 12);
      case "K":
        return padded(hour % 12);
      case "a":
        return hour < 12 ? "AM" : "PM";
      case "m":
        return padded(date.getUTCMinutes());
      case "s":
        return padded(date.getUTCSeconds());
      case "S":
        return padded(date.getUTCMilliseconds());
      case "z":
        return "UTC";
      case "Z":
        return "+0000";
      case "X":
        return "Z";
      default:
        if (!span) throw new Error("bug: a pattern of our own is none");
        throw new BuildError(`Illegal pattern character '${letter}'`, span, "java.lang.IllegalArgumentException");
    }
  };
  return pattern.replace(/''|'((?:[^']|'')*)'|([A-Za-z])\2*/g, (found, quoted: string | undefined, letter: string | undefined) => {
    if (letter !== undefined) return part(letter, found.length);
    return quoted === undefined ? "'" : quoted.replaceAll("''", "'");
  });
}
