import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readEnv } from "#env";
import { buildSite } from "./build.ts";
import { buildAssets } from "./build-assets.ts";
import { Failure, messageOf } from "./failure.ts";
import { whenInterrupted } from "./interrupt.ts";
import { migrateDatabase } from "./migrate.ts";
import { nextArguments } from "./next-program.ts";
import { startPostgres } from "./postgres/start.ts";
import { keepSecret } from "./secret.ts";

type Mode = "start" | "dev";

/** Serves Fivenines until it is interrupted: database, migrations, build, then Next. */
export async function serve(mode: Mode, port: number): Promise<void> {
  const stopped = whenInterrupted();
  const folder = process.env.DATA_DIR || ".data";
  const postgres = process.env.DATABASE_URL ? undefined : await startPostgres(folder);
  try {
    const environment = completeEnvironment(folder, port, process.env.DATABASE_URL || postgres?.url);
    await migrateDatabase(environment.DATABASE_URL);
    if (stopped.aborted) return;
    if (mode === "start") await buildSite(stopped);
    else await buildAssets();
    if (!stopped.aborted) await runNext(mode, port, environment, stopped);
  } finally {
    await postgres?.release();
  }
}

/** What the person did not set: an address, and secrets kept beside the data. */
function completeEnvironment(folder: string, port: number, databaseUrl: string | undefined) {
  mkdirSync(folder, { recursive: true });
  const given = process.env;
  const publicUrl = given.PUBLIC_URL || `http://localhost:${port}`;
  const complete = {
    ...given,
    DATABASE_URL: databaseUrl ?? "",
    PUBLIC_URL: publicUrl,
    NEXTAUTH_URL: publicUrl,
    NEXTAUTH_SECRET: given.NEXTAUTH_SECRET || keepSecret(join(folder, "nextauth-secret")),
    KEY_ENCRYPTION_SECRET: given.KEY_ENCRYPTION_SECRET || keepSecret(join(folder, "key-encryption-secret")),
    OUTBOX: given.OUTBOX || join(folder, "outbox"),
    NEXT_TELEMETRY_DISABLED: "1",
    STARTED_BY: String(process.pid),
  };
  try {
    readEnv(complete);
  } catch (error) {
    throw new Failure(messageOf(error));
  }
  return complete;
}

async function runNext(mode: Mode, port: number, environment: NodeJS.ProcessEnv, stop: AbortSignal): Promise<void> {
  const next = spawn(process.execPath, nextArguments(mode, "-p", String(port)), {
    env: environment,
    stdio: ["ignore", mode === "dev" ? "inherit" : "pipe", "inherit", "ipc"],
  });
  const ended = new Promise<number>((done) => next.once("exit", (status) => done(status ?? 1)));
  let banner = "";
  const hush = (bytes: Buffer) => {
    banner += bytes.toString();
  };
  next.stdout?.on("data", hush);
  stop.addEventListener("abort", () => void end(next));
  const link = firstAdministratorLink(environment);
  if (await answers(port, next)) {
    next.stdout?.off("data", hush);
    next.stdout?.pipe(process.stdout);
    console.log(`Fivenines is ready at ${environment.PUBLIC_URL}`);
    const address = await link;
    if (address) console.log(`Make yourself the administrator, once: ${address}`);
  } else if (!stop.aborted) {
    process.stderr.write(banner);
  }
  const status = await ended;
  if (!stop.aborted) throw new Failure(`The server ended by itself with status ${status}.`);
}

async function answers(port: number, next: ChildProcess): Promise<boolean> {
  while (next.exitCode === null && next.signalCode === null) {
    try {
      await fetch(`http://localhost:${port}/`, { method: "HEAD", redirect: "manual" });
      return true;
    } catch {
      // Nobody listens yet.
      await sleep(50);
    }
  }
  return false;
}

/** Asked in a process of its own: the server's room expects React's server condition. */
function firstAdministratorLink(environment: NodeJS.ProcessEnv): Promise<string> {
  const args = ["--conditions=react-server", "--import", "tsx", "tools/print-first-administrator-link.ts"];
  const child = spawn(process.execPath, args, { env: environment, stdio: ["ignore", "pipe", "inherit"] });
  let link = "";
  child.stdout.on("data", (bytes: Buffer) => {
    link += bytes.toString();
  });
  return new Promise((done) => child.once("close", () => done(link.trim())));
}

async function end(next: ChildProcess): Promise<void> {
  next.kill("SIGTERM");
  await sleep(5_000, undefined, { ref: false });
  // Requests that never end do not hold the terminal.
  if (next.exitCode === null && next.signalCode === null) next.kill("SIGKILL");
}
