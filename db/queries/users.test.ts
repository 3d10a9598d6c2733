import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { newLearner } from "../testing.ts";
import { deleteAccount, insertAccount, selectOptionalAccountOwner } from "./accounts.ts";
import { insertUser, replaceUnconfirmedUser, selectOptionalUserByEmail } from "./users.ts";

test("an address belongs to one account, however it is written", async () => {
  const email = `Ada.${randomUUID()}@Example.com`;
  const added = await Promise.all([email, email.toUpperCase()].map((each) => insertUser({ email: each, name: "Ada", passwordHash: null })));
  expect(added.filter(Boolean)).toHaveLength(1);
  expect((await selectOptionalUserByEmail(`  ${email.toUpperCase()} `))?.email).toBe(email.toLowerCase());
});

test("only an account that nobody confirmed is replaced", async () => {
  const email = `${randomUUID()}@example.com`;
  const user = await insertUser({ email, name: "First", passwordHash: "one" });
  expect(await replaceUnconfirmedUser({ email, name: "Second", passwordHash: "two" })).toMatchObject({ id: user?.id, passwordHash: "two" });
  const confirmed = await newLearner();
  expect(await replaceUnconfirmedUser({ email: confirmed.email, name: "Thief", passwordHash: "x" })).toBeUndefined();
});

test("a provider's account is linked to one person, and one of a provider to each", async () => {
  const [ada, bob] = [await newLearner(), await newLearner()];
  const account = { provider: "github", providerAccountId: randomUUID(), email: "a@example.com" };
  expect(await insertAccount({ ...account, userId: ada.id })).toBe(true);
  expect(await insertAccount({ ...account, userId: bob.id })).toBe(false);
  expect(await insertAccount({ ...account, providerAccountId: randomUUID(), userId: ada.id })).toBe(false);
  expect(await deleteAccount(bob.id, "github")).toBe(false);
  expect(await selectOptionalAccountOwner(account)).toBe(ada.id);
});
