type Field = { readonly name: string; readonly least: number; readonly most: number; readonly names?: readonly string[] };

const months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const fields: readonly Field[] = [
  { name: "minute", least: 0, most: 59 },
  { name: "hour", least: 0, most: 23 },
  { name: "day of the month", least: 1, most: 31 },
  { name: "month", least: 1, most: 12, names: months },
  { name: "day of the week", least: 0, most: 6, names: days },
];

/** https://docs.github.com/en/actions/reference/events-that-trigger-workflows#schedule */
const shortestInterval = 5;

/** Why a time is none, or too often. */
export function cronProblem(text: string): { readonly summary: string; readonly detail: string } | undefined {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== fields.length || text.trim() === "")
    return {
      summary: `"${text}" is no time`,
      detail: `It has ${text.trim() === "" ? "no fields" : parts.length === 1 ? "1 field" : `${parts.length} fields`} and needs 5: minute, hour, day, month, day of the week.`,
    };
  const minutes: number[] = [];
  for (const [index, field] of fields.entries()) {
    const values = valuesOf(parts[index] ?? "", field);
    if (!values)
      return {
        summary: `"${text}" is no time`,
        detail: `"${parts[index]}" is no ${field.name}: it may be ${field.least} to ${field.most}, with * , - and /.`,
      };
    if (index === 0) minutes.push(...values);
  }
  const gap = shortestGap(minutes);
  const everyHour = (valuesOf(parts[1] ?? "", { name: "hour", least: 0, most: 23 })?.length ?? 0) === 24;
  if (minutes.length > 1 && gap < shortestInterval)
    return {
      summary: "The workflow would run too often",
      detail: `GitHub runs a schedule every ${shortestInterval} minutes at most; these are ${gap} minutes apart.`,
    };
  return everyHour && 60 - (minutes.at(-1) ?? 0) + (minutes[0] ?? 0) < shortestInterval && minutes.length > 1
    ? { summary: "The workflow would run too often", detail: `GitHub runs a schedule every ${shortestInterval} minutes at most.` }
    : undefined;
}

function shortestGap(minutes: readonly number[]): number {
  let gap = Number.POSITIVE_INFINITY;
  for (let at = 1; at < minutes.length; at++) gap = Math.min(gap, (minutes[at] ?? 0) - (minutes[at - 1] ?? 0));
  return gap;
}

/** The values of a field in order, or nothing if it is not well formed. */
function valuesOf(text: string, field: Field): readonly number[] | undefined {
  const values = new Set<number>();
  for (const part of text.split(",")) {
    const match = /^(\*|[a-z0-9]+)(?:-([a-z0-9]+))?(?:\/(\d+))?$/i.exec(part);
    if (!match) return undefined;
    const [, first = "", last, step] = match;
    const from = first === "*" ? field.least : numberOf(first, field);
    const to = last === undefined ? (first === "*" || step !== undefined ? field.most : from) : numberOf(last, field);
    const by = step === undefined ? 1 : Number(step);
    if (from === undefined || to === undefined || from > to || by < 1 || (first === "*" && last !== undefined)) return undefined;
    for (let value = from; value <= to; value += by) values.add(value);
  }
  return [...values].sort((a, b) => a - b);
}

function numberOf(text: string, { least, most, names }: Field): number | undefined {
  const named = names?.indexOf(text.toLowerCase()) ?? -1;
  if (named !== -1) return named + least;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= least && value <= most ? value : undefined;
}
