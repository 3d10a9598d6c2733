import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import { Client } from "pg";
import { codeOf, Failure, messageOf } from "./failure.ts";

// Of the lock that replicas which start at once wait for.
const migrationLock = 909_099_901;

/** Brings a database up to date with `db/migrations`; a database that cannot be used is a `Failure`. */
export async function migrateDatabase(url: string): Promise<void> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on("error", () => {});
  try {
    await client.connect();
  } catch (error) {
    throw new Failure(describeRefusal(url, error));
  }
  try {
    await client.query("select pg_advisory_lock($1)", [migrationLock]);
    await migrate(drizzle(client), { migrationsFolder: "db/migrations" });
  } catch (error) {
    const cause = error instanceof Error && error.cause ? messageOf(error.cause) : messageOf(error);
    throw new Failure(`The database could not be brought up to date: ${cause}.`);
  } finally {
    await client.end();
  }
}

/** Why a connection failed, in one sentence without the password. */
export function describeRefusal(url: string, error: unknown): string {
  const { host, pathname, username } = new URL(url);
  switch (codeOf(error)) {
    case "28P01":
    case "28000":
      return `DATABASE_URL: Postgres at ${host} refuses user "${decodeURIComponent(username)}" with this password.`;
    case "3D000":
      return `DATABASE_URL: Postgres at ${host} has no database "${decodeURIComponent(pathname.slice(1))}".`;
    default:
      return `DATABASE_URL: no Postgres can be reached at ${host} (${messageOf(error) || codeOf(error)}).`;
  }
}
