import { chmodSync, existsSync, mkdirSync, readFileSync, realpathSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Client, escapeIdentifier, escapeLiteral } from "pg";
import { codeOf, Failure, messageOf } from "../failure.ts";
import { keepSecret } from "../secret.ts";
import { findBinaries } from "./binaries.ts";
import { type Cluster, createCluster, isAlive, launch, type Settings, stop } from "./cluster.ts";
import { type Hold, holdServer } from "./hold.ts";
import { chooseIdentity } from "./identity.ts";

const name = "fivenines";
const patienceMs = 30_000;
// A port may be taken between the choice and the launch, and another start may be launching too.
const mostLaunches = 5;
const ordinarySettings: Settings = { shared_buffers: "128MB", max_connections: "60", log_checkpoints: "off" };

export type RunningPostgres = {
  /** The application's own database, as its owner, who is no superuser. */
  readonly url: string;
  readonly superuserUrl: string;
  /** Stops the server, unless another start still uses it. */
  readonly release: () => Promise<void>;
};

/**
 * Runs Postgres on `<folder>/postgres`, or takes over the one that runs there already. It listens on loopback only, asks for
 * generated passwords, and is shared: whoever releases it last stops it, a server left behind by a killed start included.
 */
export async function startPostgres(folder: string, settings: Settings = {}): Promise<RunningPostgres> {
  mkdirSync(folder, { recursive: true });
  const home = realpathSync(resolve(folder));
  // Whoever runs Postgres for root must be able to enter; what is inside has modes of its own.
  if (process.getuid?.() === 0) chmodSync(home, statSync(home).mode | 0o011);
  const cluster = await prepareCluster(home, settings);
  const { port, hold } = await launchOrTakeOver(cluster, { ...ordinarySettings, ...settings });
  const password = keepSecret(join(home, "database-password"));
  await createDatabase(cluster, port, password);
  return {
    url: `postgres://${name}:${password}@127.0.0.1:${port}/${name}`,
    superuserUrl: superuserUrl(cluster, port),
    release: async () => {
      if (await hold.release()) await stop(cluster);
    },
  };
}

async function prepareCluster(home: string, settings: Settings): Promise<Cluster> {
  const binaries = await findBinaries();
  const folder = join(home, "postgres");
  const identity = chooseIdentity(folder, binaries.postgres);
  const password = keepSecret(join(home, "postgres-password"));
  const cluster = { folder, logFile: join(home, "postgres.log"), binaries, identity, password };
  await createCluster(cluster, { durable: settings.fsync !== "off" });
  return cluster;
}

async function launchOrTakeOver(cluster: Cluster, settings: Settings): Promise<{ port: number; hold: Hold }> {
  let server: ReturnType<typeof launch> | undefined;
  let launches = 0;
  let trouble = "no answer";
  for (const began = Date.now(); Date.now() - began < patienceMs && launches <= mostLaunches; await sleep(50)) {
    const running = readLockFile(cluster);
    if (running) {
      try {
        const hold = await holdOwn(cluster, running.port);
        if (hold) return { port: running.port, hold };
      } catch (error) {
        trouble = messageOf(error);
      }
    }
    if (server?.exitCode === null && server.signalCode === null) continue;
    if (running && isGoing(running)) continue;
    if (running) rmSync(lockFile(cluster), { force: true });
    server = launch(cluster, await freePort(), settings);
    launches += 1;
  }
  throw new Failure(`Postgres did not start (${trouble}); ${cluster.logFile} says more.`);
}

const lockFile = (cluster: Cluster) => join(cluster.folder, "postmaster.pid");

/** https://www.postgresql.org/docs/18/storage-file-layout.html: the first line is the process, the fourth the port. */
function readLockFile(cluster: Cluster): { pid: number; port: number } | undefined {
  if (!existsSync(lockFile(cluster))) return undefined;
  const lines = readFileSync(lockFile(cluster), "utf8").split("\n");
  const [pid, port] = [Number(lines[0]), Number(lines[3])];
  return pid > 0 && port > 0 ? { pid, port } : undefined;
}

/** Holds the server behind a port if it is the one on our data: after a restart of the machine the port may be anyone's. */
async function holdOwn(cluster: Cluster, port: number): Promise<Hold | undefined> {
  const url = superuserUrl(cluster, port);
  const folder = await withClient(url, async (client) => (await client.query<{ data_directory: string }>("show data_directory")).rows[0]);
  return folder?.data_directory === cluster.folder ? holdServer(url) : undefined;
}

/**
 * Whether the process in the lock file may still be a Postgres that is starting or stopping. A killed one that nobody has reaped
 * yet, and a stranger who was given the same number, keep Postgres from starting for ever: their lock files may go.
 */
function isGoing({ pid }: { pid: number }): boolean {
  if (!isAlive(pid)) return false;
  if (process.platform !== "linux") return true;
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return /^\d+ \(postgres\) [^Z]/.test(stat);
  } catch (error) {
    if (codeOf(error) === "ENOENT" || codeOf(error) === "ESRCH") return false;
    throw error;
  }
}

async function createDatabase(cluster: Cluster, port: number, password: string): Promise<void> {
  await withClient(superuserUrl(cluster, port), async (client) => {
    // Two starts may come here at once.
    await client.query("select pg_advisory_lock(1)");
    const role = await client.query("select 1 from pg_roles where rolname = $1", [name]);
    const action = role.rowCount ? "alter" : "create";
    await client.query(`${action} role ${escapeIdentifier(name)} login password ${escapeLiteral(password)}`);
    const database = await client.query("select 1 from pg_database where datname = $1", [name]);
    if (!database.rowCount) await client.query(`create database ${escapeIdentifier(name)} owner ${escapeIdentifier(name)}`);
  });
}

async function withClient<Result>(url: string, use: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on("error", () => {});
  try {
    await client.connect();
    return await use(client);
  } finally {
    await client.end().catch(() => {});
  }
}

const superuserUrl = (cluster: Cluster, port: number) => `postgres://postgres:${cluster.password}@127.0.0.1:${port}/postgres`;

function freePort(): Promise<number> {
  return new Promise((done, failed) => {
    const probe = createServer().on("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => (address && typeof address === "object" ? done(address.port) : failed(new Error("bug: a port has no number"))));
    });
  });
}
