import { identity, type Value } from "#engines/hcl";
import { below, type Change } from "./diff.ts";

/** Lists longer than this are compared by position: the table of common parts would grow with the square of their length. */
const longestAligned = 1000;

/**
 * The elements of two lists side by side: what both have in common in the same order stays, the rest comes or goes. Objects are
 * taken for changed rather than for removed and added.
 */
export function aligned({ before, after, replace }: Change, objects: boolean): Change[] {
  const [left, right] = [itemsOf(before), itemsOf(after)];
  const [leftTexts, rightTexts] = [left.map(textOf), right.map(textOf)];
  const common = changedInPlace(leftTexts, rightTexts)
    ? left.map((_, index) => [index, index] as const)
    : commonParts(leftTexts, rightTexts);
  const pairs: Change[] = [];
  const add = (i: number | undefined, j: number | undefined) =>
    pairs.push({
      before: i === undefined ? undefined : left[i],
      after: j === undefined ? undefined : right[j],
      replace: below(replace, j ?? i ?? 0),
    });
  let [i, j] = [0, 0];
  for (const [nextLeft, nextRight] of [...common, [left.length, right.length] as const]) {
    for (; i < nextLeft; i++) {
      const both = objects && j < nextRight && left[i]?.kind === "mapping" && right[j]?.kind === "mapping";
      add(i, both ? j++ : undefined);
    }
    for (; j < nextRight; j++) add(undefined, j);
    if (i < left.length && j < right.length) add(i++, j++);
  }
  return pairs;
}

/** As many elements as before, and one of them gone for good. */
export function changedInPlace(left: readonly string[], right: readonly string[]): boolean {
  const kept = new Set(right);
  return left.length === right.length && !left.every((text) => kept.has(text));
}

const itemsOf = (value: Value | undefined): readonly Value[] => (value?.kind === "sequence" ? value.items : []);
/** Plans show what is not known as null. */
const textOf = (value: Value): string =>
  value.kind === "unknown" ? "~" : `${value.kind === "mapping" ? "" : value.type.kind} ${identity(value)}`;

/** The longest common subsequence, as pairs of places: the earliest at which its texts stand on either side. */
export function commonParts(left: readonly string[], right: readonly string[]): (readonly [number, number])[] {
  let [i, j] = [-1, -1];
  return longestCommon(left, right).map((text) => {
    i = left.indexOf(text, i + 1);
    j = right.indexOf(text, j + 1);
    return [i, j] as const;
  });
}

function longestCommon(left: readonly string[], right: readonly string[]): string[] {
  let start = 0;
  while (start < left.length && start < right.length && left[start] === right[start]) start++;
  const [rows, columns] = [left.length - start, right.length - start];
  if (rows > longestAligned || columns > longestAligned) return left.slice(0, start);
  const width = columns + 1;
  const lengths = new Uint16Array((rows + 1) * width);
  const at = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = 1; row <= rows; row++)
    for (let column = 1; column <= columns; column++)
      lengths[row * width + column] =
        left[start + row - 1] === right[start + column - 1]
          ? at(row - 1, column - 1) + 1
          : Math.max(at(row - 1, column), at(row, column - 1));
  const tail: string[] = [];
  let [row, column] = [rows, columns];
  while (row > 0 && column > 0) {
    const text = left[start + row - 1];
    if (text !== undefined && text === right[start + column - 1]) {
      tail.push(text);
      row--;
      column--;
    } else if (at(row - 1, column) > at(row, column - 1)) row--;
    else column--;
  }
  return [...left.slice(0, start), ...tail.reverse()];
}

/** The elements of two sets: those in both, those that go, then those that come. */
export function pairedSet({ before, after, replace }: Change): Change[] {
  const [left, right] = [itemsOf(before), itemsOf(after)];
  const places = new Map<string, number[]>();
  for (const [index, item] of right.entries()) {
    const text = identity(item);
    if (text.includes("?")) continue;
    const known = places.get(text);
    if (known) known.push(index);
    else places.set(text, [index]);
  }
  const taken = new Set<number>();
  const pairs = left.map((item, index): Change => {
    const place = places.get(identity(item))?.shift();
    if (place === undefined) return { before: item, after: undefined, replace: below(replace, index) };
    taken.add(place);
    return { before: item, after: right[place], replace: below(replace, index) };
  });
  for (const [index, item] of right.entries())
    if (!taken.has(index)) pairs.push({ before: undefined, after: item, replace: below(replace, index) });
  return pairs;
}
