import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { migrateDatabase } from "../migrate.ts";
import { startPostgres } from "../postgres/start.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Of the throw-away cluster's superuser. */
    superuserUrl: string;
    /** Of the migrated database that every test file gets a copy of. */
    templateUrl: string;
  }
}

type Project = { provide: (key: "superuserUrl" | "templateUrl", url: string) => void };

/** Vitest's global set-up: one real Postgres on a folder that is thrown away, so nothing need reach the disk. */
export default async function setUp(project: Project) {
  const folder = mkdtempSync(join(tmpdir(), "fivenines-test-"));
  const postgres = await startPostgres(folder, { fsync: "off", synchronous_commit: "off", full_page_writes: "off" });
  await migrateDatabase(postgres.url);
  project.provide("superuserUrl", postgres.superuserUrl);
  project.provide("templateUrl", postgres.url);
  return async () => {
    await postgres.release();
    rmSync(folder, { recursive: true, force: true });
  };
}
