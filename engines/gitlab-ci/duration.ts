const seconds = { second: 1, minute: 60, hour: 3600, day: 86_400, week: 604_800, month: 2_592_000, year: 31_557_600 };

const units: ReadonlyMap<string, number> = new Map([
  ...["seconds", "second", "secs", "sec", "s"].map((word) => [word, seconds.second] as const),
  ...["minutes", "minute", "mins", "min", "m"].map((word) => [word, seconds.minute] as const),
  ...["hours", "hour", "hrs", "hr", "h"].map((word) => [word, seconds.hour] as const),
  ...["days", "day", "dy", "d"].map((word) => [word, seconds.day] as const),
  ...["weeks", "week", "wks", "wk", "w"].map((word) => [word, seconds.week] as const),
  ...["months", "month", "mos", "mo"].map((word) => [word, seconds.month] as const),
  ...["years", "year", "yrs", "yr", "y"].map((word) => [word, seconds.year] as const),
]);

/** Of `1:30:00` and its like, from the right. */
const ofClock = [seconds.second, seconds.minute, seconds.hour, seconds.day, seconds.month, seconds.year];
const joining = ["and", "with", "plus"];

const ones =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen";
const tens = "twenty thirty forty fifty sixty seventy eighty ninety";
const numbers: ReadonlyMap<string, number> = new Map([
  ...ones.split(" ").map((word, index) => [word, index] as const),
  ...tens.split(" ").map((word, index) => [word, 20 + 10 * index] as const),
]);

/** Longer texts than this say no duration. */
const maxText = 200;

/**
 * Seconds of a duration as GitLab's ChronicDuration reads it: `3 hours 30 minutes`, `2h20min`, `6 mos and 1 day`, `1:30:00`, `one day`, and
 * bare numbers as seconds. Undefined where it is none; nor is zero. https://docs.gitlab.com/ci/yaml/#artifactsexpire_in
 */
export function parseDuration(text: string): number | undefined {
  if (text.length > maxText) return undefined;
  const whole = text.toLowerCase();
  const clock = /^\s*\d+(?:\.\d+)?(?:\s*:\s*\d+(?:\.\d+)?)+\s*$/.test(whole) ? clockSeconds(whole.split(":").map(Number)) : undefined;
  const total = clock ?? wordSeconds(wordsOf(whole));
  return total === undefined || total === 0 ? undefined : total;
}

const clockSeconds = (parts: readonly number[]) =>
  parts.length > ofClock.length ? undefined : parts.toReversed().reduce((sum, part, index) => sum + part * (ofClock[index] ?? 0), 0);

const wordsOf = (text: string) =>
  text
    .replace(/([a-z])-(?=[a-z])/g, "$1 ")
    .replace(/\d*\.?\d+/g, " $& ")
    .split(/\s+/)
    .map((word) => word.replace(/^,|,$/g, ""))
    .filter((word) => word !== "" && !joining.includes(word));

function wordSeconds(words: readonly string[]): number | undefined {
  let total = 0;
  // `hour` alone is one.
  let number: number | undefined = units.has(words[0] ?? "") ? 1 : undefined;
  for (const word of words) {
    const unit = units.get(word);
    const named = numbers.get(word);
    const value = named ?? (/^\d*\.?\d+$/.test(word) ? Number(word) : undefined);
    if (unit !== undefined) {
      total += (number ?? 0) * unit;
      number = undefined;
    } else if (value === undefined) return undefined;
    else if (named !== undefined && named < 10 && number !== undefined && number >= 20 && number % 10 === 0) number += named;
    else {
      total += number ?? 0;
      number = value;
    }
  }
  return total + (number ?? 0);
}
