/** Times in milliseconds, sorted. */
export type Times = { readonly median: number; readonly p95: number; readonly count: number };

export function summarise(milliseconds: readonly number[]): Times {
  const sorted = [...milliseconds].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  return { median: at(0.5), p95: at(0.95), count: sorted.length };
}

/** Warms up, then times each call on its own. */
export async function time(task: () => unknown, { warm, count }: { readonly warm: number; readonly count: number }): Promise<Times> {
  for (let run = 0; run < warm; run++) await task();
  const times: number[] = [];
  for (let run = 0; run < count; run++) {
    const began = performance.now();
    await task();
    times.push(performance.now() - began);
  }
  return summarise(times);
}

export const ms = (value: number) => `${value.toFixed(1)} ms`;

export function row(name: string, text: string): void {
  console.log(`  ${name.padEnd(44)} ${text}`);
}
