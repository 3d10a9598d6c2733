import { expect, test } from "vitest";
import { hashPassword, passwordMatches, passwordProblem } from "./passwords.ts";

test("a password is stored as argon2id and matches only itself", async () => {
  const stored = await hashPassword("correct horse battery");
  expect(stored).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(await passwordMatches(stored, "correct horse battery")).toBe(true);
  expect(await passwordMatches(stored, "correct horse batterz")).toBe(false);
});

test("a person without a password is never matched, after about the same work", async () => {
  const stored = await hashPassword("correct horse battery");
  await passwordMatches(undefined, "this password belongs to nobody");
  const known = await timed(() => passwordMatches(stored, "wrong"));
  const unknown = await timed(() => passwordMatches(undefined, "this password belongs to nobody"));
  expect(unknown.value).toBe(false);
  // Without the work, the answer for an unknown person takes a thousandth.
  expect(unknown.milliseconds).toBeGreaterThan(known.milliseconds / 5);
});

test.each([
  { why: "short", password: "elevenchars", problem: /at least 12/ },
  { why: "the address", password: "Ada.Lovelace@example.com", problem: /e-mail address/ },
  { why: "contains the mailbox", password: "ada.lovelace2026", problem: /e-mail address/ },
  { why: "one key held down", password: "aaaaaaaaaaaaaaaa", problem: /three different/ },
])("$why is refused", ({ password, problem }) => expect(passwordProblem(password, "ada.lovelace@example.com")).toMatch(problem));

test("words without digits or signs are a fine password", () => {
  expect(passwordProblem("correct horse battery", "ada@example.com")).toBeUndefined();
});

async function timed<T>(work: () => Promise<T>) {
  const began = performance.now();
  const value = await work();
  return { value, milliseconds: performance.now() - began };
}
