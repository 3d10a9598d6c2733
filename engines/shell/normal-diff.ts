/** More lines than this are compared as a whole. */
const maxLines = 1_000;

/** What `diff` prints without options: https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Normal.html */
export function normalDiff(before: string, after: string): string {
  const [a, b] = [linesOf(before), linesOf(after)];
  const kept = a.length > maxLines || b.length > maxLines ? [] : common(a, b);
  let [out, i, j] = ["", 0, 0];
  for (const [nextI, nextJ] of [...kept, [a.length, b.length] as const]) {
    const [gone, come] = [a.slice(i, nextI), b.slice(j, nextJ)];
    if (gone.length > 0 || come.length > 0) {
      const letter = gone.length === 0 ? "a" : come.length === 0 ? "d" : "c";
      out += `${range(i, gone.length)}${letter}${range(j, come.length)}\n`;
      out += gone.map((line) => `< ${line}\n`).join("");
      if (letter === "c") out += "---\n";
      out += come.map((line) => `> ${line}\n`).join("");
    }
    [i, j] = [nextI + 1, nextJ + 1];
  }
  return out;
}

const linesOf = (text: string) => (text === "" ? [] : text.replace(/\n$/, "").split("\n"));

/** Lines count from 1; an empty range is named by the line before it. */
function range(start: number, length: number): string {
  if (length === 0) return String(start);
  return length === 1 ? String(start + 1) : `${start + 1},${start + length}`;
}

/** The places of a longest common subsequence. */
function common(a: readonly string[], b: readonly string[]): readonly (readonly [number, number])[] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const [row, below] = [lengths[i], lengths[i + 1]];
      if (row && below) row[j] = a[i] === b[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  const places: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) places.push([i++, j++]);
    else if ((lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0)) i++;
    else j++;
  }
  return places;
}
