import { transact } from "#db/client";
import { insertAuditEntry } from "#db/queries/audit-log";
import { deleteTokens, insertToken, takeToken, tokenIsUsable } from "#db/queries/tokens";
import { administratorExists, lockAdministrators, updateUserRole } from "#db/queries/users";

const linkMinutes = 7 * 24 * 60;

/** A link that makes one account an administrator, once; undefined when there is one. */
export async function firstAdministratorLink(baseUrl: string): Promise<string | undefined> {
  if (await administratorExists()) return undefined;
  const token = await insertToken("first-administrator", null, linkMinutes);
  return new URL(`/claim/${token}`, baseUrl).href;
}

export const firstAdministratorTokenIsUsable = async (token: string) =>
  (await tokenIsUsable(token, "first-administrator")) && !(await administratorExists());

/** False when the link was used, is too old, or an administrator exists by now. */
export async function claimFirstAdministrator(token: string, userId: string): Promise<boolean> {
  return transact(async (tx) => {
    // Two replicas may have printed a link each: the claims wait for one another, and the second finds an administrator.
    await lockAdministrators(tx);
    if (await administratorExists(tx)) return false;
    if (!(await takeToken(token, "first-administrator", tx))) return false;
    await updateUserRole(userId, "admin", tx);
    await deleteTokens("first-administrator", null, tx);
    await insertAuditEntry(
      {
        actorId: userId,
        action: "role.granted",
        subject: `user:${userId}`,
        why: "First administrator, by the one-time link.",
        details: { role: "admin" },
      },
      tx,
    );
    return true;
  });
}
