import { eq, sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { db, type Executor, transact } from "./client.ts";
import { rateLimits } from "./schema.ts";
import { statement } from "./statement.ts";

const insertKey = statement((executor) =>
  executor
    .insert(rateLimits)
    .values({ key: sql.placeholder("key"), count: 1, endsAt: sql`now()` })
    .prepare(""),
);
const selectKey = statement((executor) =>
  executor
    .select({ key: rateLimits.key })
    .from(rateLimits)
    .where(eq(rateLimits.key, sql.placeholder("key")))
    .prepare(""),
);
const isStored = async (key: string) => (await selectKey(db).execute({ key })).length === 1;

test("what a transaction did is there when it ends, and nothing of it when it fails", async () => {
  const [kept, undone] = [crypto.randomUUID(), crypto.randomUUID()];
  expect(await transact(async (tx) => (await insertKey(tx).execute({ key: kept })) && "answer")).toBe("answer");
  const failing = transact(async (tx) => {
    await insertKey(tx).execute({ key: undone });
    expect(await selectKey(tx).execute({ key: undone })).toHaveLength(1);
    expect(await isStored(undone)).toBe(false);
    throw new Error("second thoughts");
  });
  await expect(failing).rejects.toThrow("second thoughts");
  expect([await isStored(kept), await isStored(undone)]).toEqual([true, false]);
});

test("a query that Postgres refuses ends its transaction and leaves the connection as it was", async () => {
  const key = crypto.randomUUID();
  for (let round = 0; round < 15; round++) {
    await expect(transact((tx) => tx.execute(sql`select 1 / 0`))).rejects.toMatchObject({ cause: { message: "division by zero" } });
  }
  await transact((tx) => insertKey(tx).execute({ key }));
  expect(await isStored(key)).toBe(true);
});

test("a transaction inside a transaction is undone alone", async () => {
  const [outer, inner] = [crypto.randomUUID(), crypto.randomUUID()];
  await transact(async (tx) => {
    await insertKey(tx).execute({ key: outer });
    const failing = tx.transaction(async (nested) => {
      await insertKey(nested).execute({ key: inner });
      throw new Error("second thoughts");
    });
    await expect(failing).rejects.toThrow("second thoughts");
  });
  expect([await isStored(outer), await isStored(inner)]).toEqual([true, false]);
});

test("a connection that was lost in a transaction is replaced", async () => {
  const key = crypto.randomUUID();
  const lost = transact(async (tx) => tx.execute(sql`select pg_terminate_backend(pg_backend_pid())`));
  await expect(lost).rejects.toThrow();
  await Promise.all(Array.from({ length: 15 }, () => transact((tx) => selectKey(tx).execute({ key }))));
});

test("a statement is built once for the pool and once a connection, however many transactions there are", async () => {
  const executors = new Set<Executor>();
  let built = 0;
  const counted = statement((executor) => {
    built++;
    return executor.select({ key: rateLimits.key }).from(rateLimits).prepare("");
  });
  for (let round = 0; round < 5; round++) {
    await counted(db).execute();
    await transact(async (tx) => executors.add(tx) && counted(tx).execute());
  }
  expect(built).toBe(1 + executors.size);
  expect(executors.size).toBe(1);
});
