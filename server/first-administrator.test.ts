import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { db } from "#db/client";
import { selectAuditEntries } from "#db/queries/audit-log";
import { selectOptionalUser } from "#db/queries/users";
import { users } from "#db/schema";
import { newLearner } from "#db/testing";
import { claimFirstAdministrator, firstAdministratorLink, firstAdministratorTokenIsUsable } from "./first-administrator.ts";

beforeEach(async () => {
  await db.update(users).set({ role: "learner" }).where(eq(users.role, "admin"));
});

async function newToken(): Promise<string> {
  const link = await firstAdministratorLink("http://localhost:3000");
  return /^http:\/\/localhost:3000\/claim\/([\w-]{43})$/.exec(link ?? "")?.[1] ?? "";
}

test("of several who claim at once, with links of two replicas, one becomes the administrator", async () => {
  const tokens = [await newToken(), await newToken()];
  const learners = await Promise.all([newLearner(), newLearner(), newLearner(), newLearner()]);
  const claims = await Promise.all(learners.map((learner, index) => claimFirstAdministrator(tokens[index % 2] ?? "", learner.id)));
  expect(claims.filter(Boolean)).toHaveLength(1);
  const winner = learners[claims.indexOf(true)];
  expect((await selectOptionalUser(winner?.id ?? ""))?.role).toBe("admin");
  expect(await selectAuditEntries(`user:${winner?.id}`)).toMatchObject([{ action: "role.granted", details: { role: "admin" } }]);
});

test("once there is an administrator no link is made, and none that is left works", async () => {
  const token = await newToken();
  expect(await firstAdministratorTokenIsUsable(token)).toBe(true);
  await claimFirstAdministrator(token, (await newLearner()).id);
  expect(await firstAdministratorTokenIsUsable(token)).toBe(false);
  expect(await firstAdministratorLink("http://localhost:3000")).toBeUndefined();
});

test("a made-up link does nothing", async () => {
  expect(await claimFirstAdministrator("x".repeat(43), (await newLearner()).id)).toBe(false);
});
