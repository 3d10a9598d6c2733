import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { selectAccounts } from "#db/queries/accounts";
import { selectAuditEntries } from "#db/queries/audit-log";
import { insertSession, openLink } from "#db/queries/sessions";
import { insertUser, selectOptionalUserByEmail } from "#db/queries/users";
import { newLearner } from "#db/testing";
import { type ProviderIdentity, resolveProviderSignIn, unlinkProvider } from "./provider-sign-in.ts";

const identity = (given: Partial<ProviderIdentity> = {}): ProviderIdentity => ({
  provider: "github",
  providerAccountId: randomUUID(),
  email: `${randomUUID()}@example.com`,
  emailVerified: true,
  name: "Ada Lovelace",
  ...given,
});

const openSession = (userId: string) => insertSession({ userId, expiresAt: new Date(Date.now() + 60_000) });

test("an unknown verified address becomes an account, which signs in from then on", async () => {
  const ada = identity();
  const first = await resolveProviderSignIn(ada, undefined);
  expect(first).toMatchObject({ kind: "signed-in" });
  expect(await resolveProviderSignIn({ ...ada, email: "changed@example.com" }, undefined)).toEqual(first);
  const user = await selectOptionalUserByEmail(ada.email ?? "");
  expect(user).toMatchObject({ name: "Ada Lovelace", passwordHash: null, emailVerifiedAt: expect.any(Date), honourCodeVersion: null });
});

test.each([{ emailVerified: false }, { email: undefined }])("without a verified address nobody gets in: %o", async (given) => {
  expect(await resolveProviderSignIn(identity(given), undefined)).toEqual({ kind: "refused", because: "provider-unverified" });
});

test("a known address is refused, signed in or not, until its owner opens the link", async () => {
  const learner = await newLearner();
  const account = identity({ email: learner.email });
  const refusal = { kind: "refused", because: "provider-known" };
  expect(await resolveProviderSignIn(account, undefined)).toEqual(refusal);
  const session = await openSession(learner.id);
  expect(await resolveProviderSignIn(account, session)).toEqual(refusal);
  await openLink(learner.id, session, "github", 10);
  expect(await resolveProviderSignIn(account, session)).toEqual({ kind: "linked", userId: learner.id });
  expect(await resolveProviderSignIn(account, undefined)).toEqual({ kind: "signed-in", userId: learner.id });
  expect(await selectAuditEntries(`user:${learner.id}`)).toMatchObject([{ action: "account.linked", actorId: learner.id }]);
});

test("an account at the provider that is linked to somebody else is not taken from them", async () => {
  const theirs = identity();
  await resolveProviderSignIn(theirs, undefined);
  const learner = await newLearner();
  const session = await openSession(learner.id);
  await openLink(learner.id, session, "github", 10);
  expect(await resolveProviderSignIn(theirs, session)).toEqual({ kind: "refused", because: "provider-taken" });
  expect(await selectAccounts(learner.id)).toEqual([]);
});

test("an address somebody signed up with but never confirmed is taken over without the password they chose", async () => {
  const account = identity();
  await insertUser({ email: account.email ?? "", name: "Someone", passwordHash: "chosen by someone" });
  expect(await resolveProviderSignIn(account, undefined)).toMatchObject({ kind: "signed-in" });
  expect(await selectOptionalUserByEmail(account.email ?? "")).toMatchObject({ name: "Ada Lovelace", passwordHash: null });
});

test("the only way to sign in is not unlinked", async () => {
  const account = identity();
  const signedIn = await resolveProviderSignIn(account, undefined);
  if (signedIn.kind !== "signed-in") throw new Error("not signed in");
  expect(await unlinkProvider(signedIn.userId, "github")).toBe(false);
  expect(await selectAccounts(signedIn.userId)).toHaveLength(1);
});
