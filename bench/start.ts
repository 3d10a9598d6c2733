import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { row } from "./measure.ts";

/** A fresh clone of what is committed: seconds until the site says that it is ready, the first time and the second. */
export async function benchStart(): Promise<void> {
  console.log("Starting from a fresh clone (targets: 120 s, then 5 s)");
  const folder = mkdtempSync(join(tmpdir(), "fivenines-start-"));
  execFileSync("git", ["clone", "--quiet", ".", join(folder, "clone")]);
  for (const name of ["first", "second"]) row(`the ${name} start`, `${(await untilReady(join(folder, "clone"))).toFixed(1)} s`);
  rmSync(folder, { recursive: true, force: true });
}

function untilReady(folder: string): Promise<number> {
  const began = performance.now();
  const child = spawn(process.execPath, ["tools/start.mjs", "start"], {
    cwd: folder,
    env: { ...process.env, PORT: "3210" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  return new Promise((done, failed) => {
    let seconds = Number.NaN;
    child.stdout.on("data", (bytes: Buffer) => {
      if (!bytes.toString().includes("is ready at")) return;
      seconds = (performance.now() - began) / 1000;
      child.kill("SIGTERM");
    });
    child.once("exit", () => (Number.isNaN(seconds) ? failed(new Error("the site did not start")) : done(seconds)));
  });
}
