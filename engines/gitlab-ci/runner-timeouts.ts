const units: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6, ns: 1e-9 };

/** The seconds of a duration as the runner reads it, such as `1h30m`; undefined where it is none. */
export function runnerSeconds(text: string | undefined): number | undefined {
  if (text === undefined || text.length > 50 || !/^(?:\d+(?:\.\d+)?(?:h|ms|m|s|us|ns))+$/.test(text)) return undefined;
  let seconds = 0;
  for (const [, number = "0", unit = "s"] of text.matchAll(/(\d+(?:\.\d+)?)(h|ms|m|s|us|ns)/g))
    seconds += Number(number) * (units[unit] ?? 1);
  return seconds > 0 ? seconds : undefined;
}

/** Seconds as Go writes them: `1h0m0s`. */
export function goDuration(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  return `${hours > 0 ? `${hours}h` : ""}${seconds >= 60 ? `${minutes}m` : ""}${seconds % 60}s`;
}
