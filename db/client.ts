import { drizzle, type NodePgQueryResultHKT, NodePgSession, NodePgTransaction } from "drizzle-orm/node-postgres";
import { type PgDatabase, PgDialect } from "drizzle-orm/pg-core";
import { Client, type ClientConfig, Pool, type PoolClient } from "pg";
import { env } from "#env";

declare global {
  /** Kept across the module reloads of `next dev`, which would otherwise leave a pool behind each time. */
  var fiveninesPool: Pool | undefined;
}

/** The address is read when the first connection opens, so that a build needs no database. */
class EnvironmentClient extends Client {
  constructor(config?: ClientConfig) {
    super({ ...config, connectionString: env.DATABASE_URL });
    const query = this.query.bind(this);
    const ask = (config: unknown, ...rest: unknown[]): unknown => Reflect.apply(query, this, [withName(config), ...rest]);
    this.query = ask as typeof this.query;
    // Whoever waits for an answer is told; without a listener a connection that breaks inside a transaction would end the process.
    this.on("error", () => {});
  }
}

/** Statements whose text depends on what they are asked for are left without a name once there are this many. */
const maxNames = 300;
const names = new Map<string, string>();

/** A statement with a name is parsed and planned once a connection: https://node-postgres.com/features/queries#prepared-statements */
function withName(config: unknown): unknown {
  if (typeof config !== "object" || config === null || !("text" in config) || typeof config.text !== "string") return config;
  if ("name" in config && config.name) return config;
  const known = names.get(config.text);
  if (known !== undefined) return { ...config, name: known };
  if (names.size >= maxNames) return config;
  const name = `statement-${names.size + 1}`;
  names.set(config.text, name);
  return { ...config, name };
}

globalThis.fiveninesPool ??= createPool();
const pool = globalThis.fiveninesPool;

export const db = drizzle(pool);

/** The database, or a transaction on it: queries take one as their last argument to join a caller's transaction. */
export type Executor = PgDatabase<NodePgQueryResultHKT, Record<string, never>>;

/** As `db.transaction`, but a connection has the same executor in each, so what `statement` builds for it is built once. */
export async function transact<Result>(run: (executor: Executor) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query("begin");
    const result = await run(executorOn(client));
    await client.query("commit");
    return result;
  } catch (error) {
    broken = await client.query("rollback").then(
      () => undefined,
      (failure: Error) => failure,
    );
    throw error;
  } finally {
    // A connection that cannot even roll back is not used again.
    client.release(broken);
  }
}

const executors = new WeakMap<PoolClient, Executor>();
const dialect = new PgDialect();

function executorOn(client: PoolClient): Executor {
  const known = executors.get(client);
  if (known) return known;
  const executor = new NodePgTransaction<Record<string, never>, Record<string, never>>(
    dialect,
    new NodePgSession(client, dialect, undefined),
    undefined,
  );
  executors.set(client, executor);
  return executor;
}

function createPool(): Pool {
  const pool = new Pool({
    Client: EnvironmentClient,
    // The embedded Postgres allows 50 connections: three replicas on one machine fit.
    max: 12,
    idleTimeoutMillis: 30_000,
    connectionTimeoutMillis: 5_000,
    statement_timeout: 15_000,
    idle_in_transaction_session_timeout: 15_000,
    // Tools that use a query or two end by themselves.
    allowExitOnIdle: true,
  });
  // An idle connection that breaks is replaced at the next query; without a listener it would end the process.
  pool.on("error", (error) => console.error(`An idle database connection broke: ${error.message}`));
  return pool;
}
