import { Client } from "pg";

// Every start that uses a server holds this lock shared, for as long as it lives; one killed loses it with its connection.
const holdersLock = 909_099_900;

export type Hold = {
  /** Lets go. True when nobody else holds the server: the caller must stop it, and newcomers wait until it did. */
  readonly release: () => Promise<boolean>;
};

/** Holds a running server, or yields undefined when another process is about to stop it. */
export async function holdServer(url: string): Promise<Hold | undefined> {
  let client = await connect(url);
  if (!(await ask(client, "select pg_try_advisory_lock_shared($1) as yes"))) {
    await client.end();
    return undefined;
  }
  return {
    async release() {
      const released = await ask(client, "select pg_advisory_unlock_shared($1) as yes").catch(() => false);
      // The server restarted meanwhile, which took the connection and the lock with it.
      if (!released) client = await connect(url);
      const last = await ask(client, "select pg_try_advisory_lock($1) as yes");
      if (!last) await client.end();
      return last;
    },
  };
}

async function connect(url: string): Promise<Client> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000, keepAlive: true });
  // Stopping the server ends this connection too; that is no reason to end the process.
  client.on("error", () => {});
  await client.connect();
  return client;
}

async function ask(client: Client, question: string): Promise<boolean> {
  const { rows } = await client.query<{ yes: boolean }>(question, [holdersLock]);
  return rows[0]?.yes === true;
}
