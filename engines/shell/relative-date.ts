const seconds: Readonly<Record<string, number>> = {
  sec: 1,
  second: 1,
  min: 60,
  minute: 60,
  hour: 3600,
  day: 86_400,
  week: 604_800,
  fortnight: 1_209_600,
};
const words: Readonly<Record<string, number>> = { last: -1, this: 0, next: 1 };
const days: Readonly<Record<string, number>> = { yesterday: -1, today: 0, now: 0, tomorrow: 1 };

const item =
  /\s*(?:(?<name>yesterday|today|now|tomorrow)|(?:(?<sign>[+-])\s*)?(?:(?<count>\d{1,9})\s*|(?<word>last|this|next)\s+)?(?<unit>sec|second|min|minute|hour|day|week|fortnight|month|year)s?(?<ago>\s+ago)?)(?![a-z])\s*/y;

/**
 * The Unix time that a text like `next week`, `+3 days` or `1 month 2 hours ago` names at another one; undefined for other texts.
 * https://www.gnu.org/software/coreutils/manual/html_node/Relative-items-in-date-strings.html
 */
export function relativeTime(text: string, now: number): number | undefined {
  const given = text.trim().toLowerCase();
  if (given === "") return undefined;
  let shift = 0;
  let months = 0;
  for (let at = 0; at < given.length; at = item.lastIndex) {
    item.lastIndex = at;
    const groups = item.exec(given)?.groups;
    if (!groups) return undefined;
    const { name, sign, count, word, unit = "", ago } = groups;
    if (name !== undefined) shift += (days[name] ?? 0) * 86_400;
    else {
      const size = (word === undefined ? Number(count ?? 1) : (words[word] ?? 0)) * (sign === "-" ? -1 : 1) * (ago === undefined ? 1 : -1);
      if (unit === "month" || unit === "year") months += size * (unit === "year" ? 12 : 1);
      else shift += size * (seconds[unit] ?? 0);
    }
  }
  const date = new Date(now * 1000);
  date.setUTCMonth(date.getUTCMonth() + months);
  return date.getTime() / 1000 + shift;
}
