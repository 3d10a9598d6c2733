import { afterEach, expect, test, vi } from "vitest";
import { readEnv } from "./env.ts";

const complete = {
  DATABASE_URL: "postgres://ada:secret@db.example:5432/fivenines",
  NEXTAUTH_SECRET: "0123456789".repeat(4),
  KEY_ENCRYPTION_SECRET: "abcdefghij".repeat(4),
  PUBLIC_URL: "https://learn.example/",
};

test("a complete environment has its defaults, and no slash after the public address", () => {
  expect(readEnv(complete)).toMatchObject({ PUBLIC_URL: "https://learn.example", CONTENT_DIR: "content", OUTBOX: ".data/outbox" });
});

test.each([
  { why: "a variable is missing", given: { DATABASE_URL: undefined }, says: "DATABASE_URL is not set" },
  { why: "an empty variable counts as missing", given: { NEXTAUTH_SECRET: "" }, says: "NEXTAUTH_SECRET is not set" },
  { why: "another database", given: { DATABASE_URL: "mysql://db" }, says: "DATABASE_URL must look like postgres://" },
  { why: "half of a provider", given: { GITHUB_ID: "id" }, says: "GITHUB_SECRET must be set when GITHUB_ID is" },
  { why: "a mail server without a sender", given: { SMTP_URL: "smtp://mail.example" }, says: "MAIL_FROM must be set when SMTP_URL is" },
  { why: "a guessable secret", given: { KEY_ENCRYPTION_SECRET: "short" }, says: "KEY_ENCRYPTION_SECRET must be at least 32" },
])("$why: one sentence names it", ({ given, says }) => {
  expect(() => readEnv({ ...complete, ...given })).toThrow(says);
});

test("all faults are named at once", () => {
  expect(() => readEnv({})).toThrow(/DATABASE_URL is not set; NEXTAUTH_SECRET is not set; .*PUBLIC_URL is not set\.$/);
});

afterEach(() => vi.unstubAllEnvs());

test("during a build, optional variables are readable and the others are refused by name", async () => {
  vi.stubEnv("NEXT_PHASE", "phase-production-build");
  vi.stubEnv("PUBLIC_URL", "");
  vi.resetModules();
  const { env } = await import("./env.ts");
  expect(env.GITHUB_ID).toBeUndefined();
  expect(env.CONTENT_DIR).toBe("content");
  expect(() => env.PUBLIC_URL).toThrow("PUBLIC_URL was read during the build");
});
