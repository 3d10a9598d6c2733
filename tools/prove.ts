import { mkdirSync, rmSync } from "node:fs";
import { buildSite } from "./build.ts";
import { findChromium } from "./chromium.ts";
import { Failure, messageOf } from "./failure.ts";
import { program, runProgram } from "./run-program.ts";
import { countPlaywright, countVitest, type Tally } from "./tally.ts";

type Step = { readonly title: string; readonly run: () => Promise<Tally> };

const results = ".build/test";

const check: readonly Step[] = [
  { title: "Format and lint", run: () => passes(program("@biomejs/biome/bin/biome", "ci", "--error-on-warnings")) },
  { title: "Types", run: () => passes(program("next/dist/bin/next", "typegen"), program("typescript/bin/tsc", "--noEmit")) },
  { title: "Import rules", run: () => passes(["--import", "tsx", "tools/import-rules.ts"]) },
  { title: "Unit tests", run: unitTests },
];

const test: readonly Step[] = [
  ...check,
  { title: "Dead code", run: () => passes(program("knip/bin/knip.js")) },
  { title: "Content", run: () => passes(["--import", "tsx", "tools/content.ts"]) },
  { title: "Production build", run: build },
  { title: "Browser tests", run: browserTests },
];

/** Runs every step, tells the seconds of each, and ends with the count of all that passed and failed. */
export async function prove(what: "check" | "test"): Promise<void> {
  rmSync(results, { recursive: true, force: true });
  mkdirSync(results, { recursive: true });
  const total = { passed: 0, failed: 0 };
  for (const { title, run } of what === "check" ? check : test) {
    console.log(`\n== ${title}`);
    const began = performance.now();
    const { passed, failed } = await run();
    total.passed += passed;
    total.failed += failed;
    console.log(`== ${title}: ${failed ? "failed" : "passed"} in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  }
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
  console.log(`\n${total.passed} passed, ${total.failed} failed`);
}

/** A step without tests of its own counts as one. */
async function passes(...commands: readonly (readonly string[])[]): Promise<Tally> {
  for (const command of commands) {
    if ((await runProgram(command)) !== 0) return { passed: 0, failed: 1 };
  }
  return { passed: 1, failed: 0 };
}

async function unitTests(): Promise<Tally> {
  const file = `${results}/unit.json`;
  const status = await runProgram(
    program("vitest/vitest.mjs", "run", "--reporter=default", "--reporter=json", `--outputFile.json=${file}`),
  );
  return countVitest(file, status);
}

async function build(): Promise<Tally> {
  try {
    await buildSite();
    return { passed: 1, failed: 0 };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(messageOf(error));
    return { passed: 0, failed: 1 };
  }
}

async function browserTests(): Promise<Tally> {
  const dataDir = `${results}/data`;
  try {
    const env = { CHROMIUM: findChromium(), E2E_DATA_DIR: dataDir };
    const status = await runProgram(program("@playwright/test/cli.js", "test"), env);
    return countPlaywright(`${results}/browser.json`, status);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(messageOf(error));
    return { passed: 0, failed: 1 };
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}
