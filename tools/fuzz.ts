import { parseArgs } from "node:util";
import { chanceFrom, mutate } from "./fuzz/mutate.ts";
import type { FuzzTarget } from "./fuzz/target.ts";

/** `npm run fuzz -- <engine> [--seconds N] [--seed N]`: mutants of good files; exits with 1 at the first crash, hang or growth. */
const targets: Readonly<Record<string, () => Promise<{ readonly target: FuzzTarget }>>> = {
  "github-actions": () => import("./fuzz/github-actions.ts"),
  "gitlab-ci": () => import("./fuzz/gitlab-ci.ts"),
  hcl: () => import("./fuzz/hcl.ts"),
  jenkins: () => import("./fuzz/jenkins.ts"),
  terraform: () => import("./fuzz/terraform.ts"),
};

/** As long as a submission may take in the grading process. */
const maxMs = 2_000;
/** What may be kept between texts: code, caches. */
const maxGrowthBytes = 96 * 1024 * 1024;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: "string", default: "60" }, seed: { type: "string", default: "1" } },
});
const load = targets[positionals[0] ?? ""];
if (!load) {
  console.error(`usage: npm run fuzz -- <engine> [--seconds N] [--seed N]\nengines: ${Object.keys(targets).join(", ")}`);
  process.exit(1);
}

const { target } = await load();
const chance = chanceFrom(Number(values.seed));
const began = performance.now();
let [count, slowest, settled] = [0, 0, 0];
const heap = () => {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
};

while (performance.now() - began < Number(values.seconds) * 1000) {
  const text = count < target.seeds.length ? (target.seeds[count] ?? "") : mutate(target.seeds, chance);
  const start = performance.now();
  try {
    await target.run(text);
  } catch (error) {
    fail(`crashed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`, text);
  }
  const took = performance.now() - start;
  slowest = Math.max(slowest, took);
  if (took > maxMs) fail(`took ${Math.round(took)} ms`, text);
  count++;
  // Caches fill and code is compiled first; what comes after is growth.
  if (count === 300) settled = heap();
  if (settled > 0 && count % 300 === 0 && heap() > settled + maxGrowthBytes) fail(`grew by more than ${maxGrowthBytes} bytes`, text);
}
console.log(`${target.name}: ${count} texts, slowest ${slowest.toFixed(0)} ms, no crash, no hang, no growth`);

function fail(what: string, text: string): never {
  console.error(`${target.name}: text ${count} (seed ${values.seed}) ${what}\n--- the text\n${text}`);
  process.exit(1);
}
