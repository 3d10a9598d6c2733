import { existsSync, readFileSync } from "node:fs";
import { z } from "zod";

export type Tally = { readonly passed: number; readonly failed: number };

const VitestReport = z.object({ numPassedTests: z.number(), numFailedTests: z.number() });
const PlaywrightReport = z.object({ stats: z.object({ expected: z.number(), unexpected: z.number(), flaky: z.number() }) });

/** What Vitest's JSON report counts. A run that failed without a failed test (a file that does not load, say) counts one. */
export function countVitest(file: string, status: number): Tally {
  if (!existsSync(file)) return { passed: 0, failed: 1 };
  const { numPassedTests, numFailedTests } = VitestReport.parse(JSON.parse(readFileSync(file, "utf8")));
  return blame({ passed: numPassedTests, failed: numFailedTests }, status);
}

/** What Playwright's JSON report counts; a flaky test is a failed one. */
export function countPlaywright(file: string, status: number): Tally {
  if (!existsSync(file)) return { passed: 0, failed: 1 };
  const { stats } = PlaywrightReport.parse(JSON.parse(readFileSync(file, "utf8")));
  return blame({ passed: stats.expected, failed: stats.unexpected + stats.flaky }, status);
}

/** A suite that ran no test, or ended badly without naming one, failed. */
function blame({ passed, failed }: Tally, status: number): Tally {
  return failed === 0 && (status !== 0 || passed === 0) ? { passed, failed: 1 } : { passed, failed };
}
