/** A moment with the offset it was written in. */
export type Instant = { readonly nanoseconds: bigint; readonly offsetMinutes: number };

const pattern = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9})\d*)?(?:Z|([+-])(\d{2}):(\d{2}))$/;

/** RFC 3339, strictly; nothing if the text is something else. */
export function parseInstant(text: string): Instant | undefined {
  const match = pattern.exec(text);
  if (!match) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map(Number);
  const days = new Date(Date.UTC(2000, month, 0));
  days.setUTCFullYear(year, month, 0);
  if (month < 1 || month > 12 || day < 1 || day > days.getUTCDate() || hour > 23 || minute > 59 || second > 59) return undefined;
  const [offsetHours, offsetRest] = [Number(match[9] ?? 0), Number(match[10] ?? 0)];
  if (offsetHours > 23 || offsetRest > 59) return undefined;
  const offsetMinutes = (match[8] === "-" ? -1 : 1) * (offsetHours * 60 + offsetRest);
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const fraction = BigInt((match[7] ?? "").padEnd(9, "0"));
  return { nanoseconds: BigInt(date.getTime() - offsetMinutes * 60_000) * 1_000_000n + fraction, offsetMinutes };
}

/** The calendar and the clock as they stand at the instant's own offset. */
export function localTime({ nanoseconds, offsetMinutes }: Instant): Date {
  const milliseconds = nanoseconds >= 0n ? nanoseconds / 1_000_000n : (nanoseconds - 999_999n) / 1_000_000n;
  return new Date(Number(milliseconds) + offsetMinutes * 60_000);
}

export function offsetText(minutes: number, separator: string, zulu: boolean): string {
  if (minutes === 0 && zulu) return "Z";
  const size = Math.abs(minutes);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${minutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}${separator}${two(size % 60)}`;
}

export function instantText(instant: Instant): string {
  const date = localTime(instant);
  if (Number.isNaN(date.getTime())) return "";
  return date.toISOString().slice(0, 19) + offsetText(instant.offsetMinutes, ":", true);
}

const units: Readonly<Record<string, bigint>> = {
  ns: 1n,
  us: 1_000n,
  µs: 1_000n,
  μs: 1_000n,
  ms: 1_000_000n,
  s: 1_000_000_000n,
  m: 60_000_000_000n,
  h: 3_600_000_000_000n,
};

/** Go's durations, such as `-1h30m`, in nanoseconds; nothing if the text is none. */
export function parseDuration(text: string): bigint | undefined {
  const match = /^([+-]?)((?:\d+(?:\.\d*)?(?:ns|us|[µ\u03bc]s|ms|s|m|h)|\.\d+(?:ns|us|[µ\u03bc]s|ms|s|m|h))+|0)$/.exec(text);
  if (!match || text.length > 100) return undefined;
  let total = 0n;
  for (const [, whole = "0", fraction = "", unit = "s"] of (match[2] ?? "").matchAll(/(\d*)(?:\.(\d*))?(ns|us|[µ\u03bc]s|ms|s|m|h)/g)) {
    const worth = units[unit] ?? 1n;
    total += BigInt(whole || "0") * worth + (BigInt(fraction || "0") * worth) / 10n ** BigInt(fraction.length);
  }
  return match[1] === "-" ? -total : total;
}
