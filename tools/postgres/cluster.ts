import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chownSync, existsSync, mkdirSync, openSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { codeOf, Failure } from "../failure.ts";
import type { Binaries } from "./binaries.ts";
import { handOver, type Identity } from "./identity.ts";

/** A folder of data and the means to run Postgres on it. */
export type Cluster = {
  readonly folder: string;
  readonly logFile: string;
  readonly binaries: Binaries;
  readonly identity: Identity;
  /** Of the superuser `postgres`. */
  readonly password: string;
};

export type Settings = Readonly<Record<string, string>>;

/** Makes the data folder unless it is there. A folder half made is never seen under its own name. */
export async function createCluster(cluster: Cluster, { durable }: { durable: boolean }): Promise<void> {
  const { folder, binaries, identity } = cluster;
  removeAbandoned(folder);
  if (existsSync(join(folder, "PG_VERSION"))) {
    refuseForeign(folder);
    handOver(folder, identity);
    return;
  }
  const draft = `${folder}.${process.pid}.${randomUUID()}.new`;
  const passwordFile = `${draft}.password`;
  mkdirSync(draft, { mode: 0o700 });
  handOver(draft, identity);
  writeFileSync(passwordFile, cluster.password, { mode: 0o600 });
  if (identity.uid !== undefined && identity.gid !== undefined) chownSync(passwordFile, identity.uid, identity.gid);
  try {
    const args = ["-D", draft, "-U", "postgres", "--auth=scram-sha-256", `--pwfile=${passwordFile}`, "--encoding=UTF8"];
    const locale = ["--locale-provider=builtin", "--locale=C.UTF-8", "--no-instructions"];
    const { status, output } = await run(identity, binaries.initdb, [...args, ...locale, ...(durable ? [] : ["--no-sync"])]);
    if (status !== 0) throw new Failure(`Postgres could not create its data folder ${folder}: ${lastLine(output)}`);
    renameSync(draft, folder);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    // Another start was faster, with the same password.
    if (codeOf(error) !== "ENOTEMPTY" && codeOf(error) !== "EEXIST") throw error;
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** Spawns the server on a port of the loopback interface; it may turn out not to stay. */
export function launch(cluster: Cluster, port: number, settings: Settings) {
  const { folder, binaries, identity, logFile } = cluster;
  const log = openSync(logFile, "a", 0o600);
  const options = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const [command, args] = identity.wrap(binaries.postgres, ["-D", folder, "-p", String(port), "-h", "127.0.0.1", "-k", "", ...options]);
  // A session of its own: an interrupt typed at the terminal must reach it after those who use it.
  const server = spawn(command, args, { ...spawnOptions(identity), stdio: ["ignore", "ignore", log], detached: true });
  // A program that cannot be run shows in the exit code.
  server.on("error", () => {});
  server.unref();
  return server;
}

/** Stops the server in good order and waits until it is gone. */
export async function stop({ folder, binaries, identity }: Cluster): Promise<void> {
  const { status, output } = await run(identity, binaries.pg_ctl, ["-D", folder, "-m", "fast", "-w", "-t", "30", "stop"]);
  if (status !== 0) throw new Failure(`Postgres did not stop: ${lastLine(output)}`);
}

function spawnOptions({ uid, gid }: Identity) {
  const { PATH, SystemRoot, NODE_ENV } = process.env;
  return { uid, gid, cwd: "/", env: { PATH, SystemRoot, NODE_ENV, LC_ALL: "C", TZ: "UTC" } };
}

function run(identity: Identity, program: string, programArgs: readonly string[]): Promise<{ status: number; output: string }> {
  const [command, args] = identity.wrap(program, programArgs);
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...spawnOptions(identity), stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const collect = (bytes: Buffer) => {
      output += bytes.toString();
    };
    child.stdout.on("data", collect);
    child.stderr.on("data", collect);
    child.on("error", (error) => resolve({ status: 1, output: error.message }));
    child.on("close", (status) => resolve({ status: status ?? 1, output }));
  });
}

function refuseForeign(folder: string): void {
  const uid = process.getuid?.();
  if (uid === undefined || uid === 0 || statSync(folder).uid === uid) return;
  throw new Failure(`The data in ${folder} belongs to another user: start as that user, or name a folder of your own in DATA_DIR.`);
}

/** Drafts of starts that were killed while they made the data folder. */
function removeAbandoned(folder: string): void {
  const parent = dirname(folder);
  for (const name of readdirSync(parent)) {
    const pid = name.startsWith(basename(folder)) ? /^\.(\d+)\..+\.new/.exec(name.slice(basename(folder).length))?.[1] : undefined;
    if (pid && !isAlive(Number(pid))) rmSync(join(parent, name), { recursive: true, force: true });
  }
}

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

const lastLine = (text: string) => text.trim().split("\n").at(-1) ?? "";
