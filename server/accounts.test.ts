import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import { insertSession, selectOptionalSessionViewer } from "#db/queries/sessions";
import { selectOptionalUserByEmail } from "#db/queries/users";
import { changePassword } from "./change-password.ts";
import type { Mail } from "./mail.ts";
import { requestReset, resetPassword } from "./reset-password.ts";
import { checkPasswordSignIn } from "./sign-in.ts";
import { confirmEmail, resendConfirmation, signUp } from "./sign-up.ts";

const password = "correct horse battery";
const newEmail = () => `${randomUUID()}@example.com`;
const tokenIn = (mail: Mail | undefined) => /token=([\w-]{43})/.exec(mail?.text ?? "")?.[1] ?? "";
const signIn = (email: string, attempt = password) => checkPasswordSignIn(email, attempt, "192.0.2.1");

async function confirmedAccount() {
  const email = newEmail();
  await confirmEmail(tokenIn(await signUp({ name: "Ada", email, password, next: "/" })));
  const user = await selectOptionalUserByEmail(email);
  if (!user) throw new Error("signing up left no account");
  return user;
}

const openSession = (userId: string) => insertSession({ userId, expiresAt: new Date(Date.now() + 60_000) });

test("from sign-up to sign-in: the address is confirmed first", async () => {
  const email = newEmail();
  const mail = await signUp({ name: "Ada", email: email.toUpperCase(), password, next: "/labs/x" });
  expect(mail).toMatchObject({ to: email, subject: "Confirm your e-mail address" });
  expect(mail.text).toContain("&next=%2Flabs%2Fx");
  expect(await signIn(email)).toEqual({ ok: false, because: "unconfirmed" });
  expect(await signIn(email, "a wrong password")).toEqual({ ok: false, because: "wrong" });
  expect(await confirmEmail(tokenIn(mail))).toBe(true);
  expect(await confirmEmail(tokenIn(mail))).toBe(false);
  expect(await signIn(email)).toMatchObject({ ok: true });
});

test("signing up with a known address changes nothing and tells its owner", async () => {
  const user = await confirmedAccount();
  const mail = await signUp({ name: "Thief", email: user.email, password: "another password", next: "/" });
  expect(mail).toMatchObject({ to: user.email, subject: "You already have an account" });
  expect(tokenIn(mail)).toBe("");
  expect(await selectOptionalUserByEmail(user.email)).toEqual(user);
});

test("signing up again before confirming replaces the password, and only the newest link works", async () => {
  const email = newEmail();
  const first = await signUp({ name: "Someone", email, password: "the first password", next: "/" });
  const second = await signUp({ name: "Ada", email, password, next: "/" });
  expect(await confirmEmail(tokenIn(first))).toBe(false);
  const again = await resendConfirmation(email, "/");
  expect(await confirmEmail(tokenIn(second))).toBe(false);
  expect(await confirmEmail(tokenIn(again))).toBe(true);
  expect(await signIn(email, "the first password")).toEqual({ ok: false, because: "wrong" });
  expect(await signIn(email)).toMatchObject({ ok: true });
});

test("nobody is mailed who has no account, or none to confirm", async () => {
  expect(await requestReset(newEmail())).toBeUndefined();
  expect(await resendConfirmation(newEmail(), "/")).toBeUndefined();
  expect(await resendConfirmation((await confirmedAccount()).email, "/")).toBeUndefined();
});

test("a reset works once, ends every session and every other link", async () => {
  const user = await confirmedAccount();
  const session = await openSession(user.id);
  const [first, second] = [tokenIn(await requestReset(user.email)), tokenIn(await requestReset(user.email))];
  expect(await resetPassword(first, "short")).toMatchObject({ ok: false });
  const resets = await Promise.all([resetPassword(first, "a brand new password"), resetPassword(first, "a brand new password")]);
  expect(resets.filter((reset) => reset.ok)).toHaveLength(1);
  expect(await resetPassword(second, "a brand new password")).toMatchObject({ ok: false });
  expect(await selectOptionalSessionViewer(session)).toBeUndefined();
  expect(await signIn(user.email)).toEqual({ ok: false, because: "wrong" });
  expect(await signIn(user.email, "a brand new password")).toMatchObject({ ok: true });
});

test("changing the password wants the current one and ends the other sessions", async () => {
  const user = await confirmedAccount();
  const [here, there] = [await openSession(user.id), await openSession(user.id)];
  const viewer = { id: user.id, email: user.email, sessionId: here };
  expect(await changePassword(viewer, { currentPassword: "guess", newPassword: "a brand new password" })).toMatchObject({
    field: "currentPassword",
  });
  expect(await changePassword(viewer, { currentPassword: password, newPassword: "short" })).toMatchObject({ field: "newPassword" });
  expect(await changePassword(viewer, { currentPassword: password, newPassword: "a brand new password" })).toEqual({ ok: true });
  expect(await selectOptionalSessionViewer(here)).toBeDefined();
  expect(await selectOptionalSessionViewer(there)).toBeUndefined();
});

test("guessing stops after ten attempts, also with the right password and for addresses nobody has", async () => {
  const user = await confirmedAccount();
  for (const email of [user.email, newEmail()]) {
    for (let attempt = 0; attempt < 10; attempt++) expect(await signIn(email, "a wrong guess")).toEqual({ ok: false, because: "wrong" });
    expect(await signIn(email)).toMatchObject({ ok: false, because: "too-many" });
  }
});
