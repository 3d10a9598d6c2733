import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client } from "pg";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isAlive } from "./cluster.ts";
import { startPostgres } from "./start.ts";

const inMemory = { fsync: "off", synchronous_commit: "off" };
let folder = "";

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "fivenines-postgres-"));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const serverPid = () => Number(readFileSync(join(folder, "postgres/postmaster.pid"), "utf8").split("\n")[0]);

async function ask(url: string, question: string): Promise<unknown> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query({ text: question, rowMode: "array" })).rows[0]?.[0];
  } finally {
    await client.end();
  }
}

test("starts at once share one server, and the last to leave stops it", async () => {
  const [first, second] = await Promise.all([startPostgres(folder, inMemory), startPostgres(folder, inMemory)]);
  const pid = serverPid();
  expect(second.url).toBe(first.url);
  await first.release();
  expect(await ask(second.url, "select 1")).toBe(1);
  await second.release();
  expect(isAlive(pid)).toBe(false);
});

test("the application is no superuser, and nobody enters without the password", async () => {
  const postgres = await startPostgres(folder, inMemory);
  expect(await ask(postgres.url, "select rolsuper from pg_roles where rolname = current_user")).toBe(false);
  expect(await ask(postgres.superuserUrl, "show listen_addresses")).toBe("127.0.0.1");
  const guess = new URL(postgres.url);
  guess.password = "guess";
  await expect(ask(guess.href, "select 1")).rejects.toMatchObject({ code: "28P01" });
  for (const file of ["database-password", "postgres-password"]) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
  await postgres.release();
});

test("what was acknowledged before the server was killed is there after the next start", async () => {
  const killed = await startPostgres(folder);
  await ask(killed.url, "create table kept as select 7 as seven");
  process.kill(serverPid(), "SIGKILL");
  const next = await startPostgres(folder);
  expect(await ask(next.url, "select seven from kept")).toBe(7);
  await next.release();
});
