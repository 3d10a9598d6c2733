import type { Variant } from "#grading/model";

/** The values a lab may draw, by name. */
export type VariantNames = ReadonlyMap<string, readonly string[]>;

/** A place that takes a drawn value, `@{name}`; `@@{` stands for the two characters `@{`. */
const place = /@@\{|@\{([^}\n]*)\}?/g;

/** The text with the drawn values in their places. */
export function fill(text: string, variant: Variant): string {
  return text.replace(place, (written, name: string | undefined) => (name === undefined ? "@{" : (variant[name] ?? written)));
}

/** Every text inside a plain value, filled. */
export function fillDeep(value: unknown, variant: Variant): unknown {
  if (typeof value === "string") return fill(value, variant);
  if (Array.isArray(value)) return value.map((item) => fillDeep(item, variant));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillDeep(item, variant)]));
  return value;
}

/** The names a text asks for, with their offsets. A `@{` without its `}` asks for a name that cannot be. */
export function placesIn(text: string): { readonly name: string; readonly start: number; readonly end: number }[] {
  return [...text.matchAll(place)].flatMap((match) =>
    match[1] === undefined ? [] : [{ name: match[1], start: match.index, end: match.index + match[0].length }],
  );
}

/**
 * One value a name, with the randomness passed in: a number from 0 up to and not including 1 for each name, in the lab's order.
 */
export function drawVariant(names: VariantNames, random: () => number): Variant {
  return Object.fromEntries([...names].map(([name, values]) => [name, values[Math.floor(random() * values.length)] ?? ""]));
}

/** More combinations than this are sampled. */
const maxCombinations = 24;

/** Every combination, or an even sample in which every value of every name occurs, first to last. */
export function combinations(names: VariantNames): { readonly variants: readonly Variant[]; readonly total: number } {
  const lists = [...names];
  const total = lists.reduce((product, [, values]) => product * values.length, 1);
  if (total <= maxCombinations) return { variants: Array.from({ length: total }, (_, index) => nth(lists, index)), total };
  const longest = Math.max(maxCombinations, ...lists.map(([, values]) => values.length));
  const variants = Array.from({ length: longest }, (_, index) =>
    // Step by another amount in each list, so that the pairs differ.
    Object.fromEntries(
      lists.map(([name, values], at) => [name, values[(index + Math.floor(index / values.length) * at) % values.length] ?? ""]),
    ),
  );
  return { variants, total };
}

function nth(lists: readonly (readonly [string, readonly string[]])[], index: number): Variant {
  let left = index;
  return Object.fromEntries(
    lists.map(([name, values]) => {
      const value = values[left % values.length] ?? "";
      left = Math.floor(left / values.length);
      return [name, value];
    }),
  );
}
