const second = 1000;
const units: readonly (readonly [milliseconds: number, name: (count: number) => string])[] = [
  [365 * 86_400 * second, (count) => `${count} yr`],
  [30 * 86_400 * second, (count) => `${count} mo`],
  [86_400 * second, (count) => `${count} ${count === 1 ? "day" : "days"}`],
  [3600 * second, (count) => `${count} hr`],
  [60 * second, (count) => `${count} min`],
];

/** A time in seconds as Jenkins says it: two units, or the larger alone if there are ten of it. https://javadoc.jenkins.io/hudson/Util.html */
export function spoken(seconds: number): string {
  const milliseconds = Math.floor(seconds * second + 1e-6);
  for (const [index, [size, name]] of units.entries()) {
    const count = Math.floor(milliseconds / size);
    if (count === 0) continue;
    const [smaller, smallerName] = units[index + 1] ?? [second, (rest: number) => `${rest} sec`];
    return count >= 10 ? name(count) : `${name(count)} ${smallerName(Math.floor((milliseconds % size) / smaller))}`;
  }
  if (milliseconds >= 10 * second) return `${Math.floor(milliseconds / second)} sec`;
  if (milliseconds >= second) return `${Math.floor(milliseconds / 100) / 10} sec`;
  return milliseconds >= 100 ? `${Math.floor(milliseconds / 10) / 100} sec` : `${milliseconds} ms`;
}
