/** Names longer than this are compared by their beginning. */
const longest = 60;

/** The nearest name, however far: Jenkins always suggests one. */
export function nearest(name: string, known: Iterable<string>): string {
  let best = "";
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of known) {
    const distance = editDistance(name.slice(0, longest), candidate.slice(0, longest));
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** Insertions, deletions, substitutions. */
function editDistance(a: string, b: string): number {
  let old = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      row.push(Math.min((old[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (old[j - 1] ?? 0) + same));
    }
    old = row;
  }
  return old[b.length] ?? 0;
}
