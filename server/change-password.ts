import { transact } from "#db/client";
import { insertAuditEntry } from "#db/queries/audit-log";
import { revokeSessions } from "#db/queries/sessions";
import { deleteTokens } from "#db/queries/tokens";
import { selectOptionalUser, updateUserPassword } from "#db/queries/users";
import { hashPassword, passwordMatches, passwordProblem } from "./passwords.ts";
import { takeRateLimit, waitInWords } from "./rate-limit.ts";

export type PasswordChange =
  | { readonly ok: true }
  | { readonly ok: false; readonly field: "currentPassword" | "newPassword"; readonly because: string };

/** Ends every session but the one it is asked in. */
export async function changePassword(
  viewer: { readonly id: string; readonly email: string; readonly sessionId: string },
  { currentPassword, newPassword }: { readonly currentPassword: string; readonly newPassword: string },
): Promise<PasswordChange> {
  const limit = await takeRateLimit("password-check", viewer.id);
  if (!limit.ok) return wrong("currentPassword", `Too many attempts. Try again ${waitInWords(limit.retryAfterSeconds)}.`);
  const user = await selectOptionalUser(viewer.id);
  if (!(await passwordMatches(user?.passwordHash, currentPassword))) {
    return wrong("currentPassword", "That is not your current password. If you never had one, use “Forgot your password?” at sign-in.");
  }
  const problem = passwordProblem(newPassword, viewer.email);
  if (problem) return wrong("newPassword", problem);
  const passwordHash = await hashPassword(newPassword);
  await transact(async (tx) => {
    await updateUserPassword(viewer.id, passwordHash, tx);
    await deleteTokens("reset-password", viewer.id, tx);
    await revokeSessions(viewer.id, viewer.sessionId, tx);
    await insertAuditEntry(
      { actorId: viewer.id, action: "password.changed", subject: `user:${viewer.id}`, why: "On the account page." },
      tx,
    );
  });
  return { ok: true };
}

const wrong = (field: "currentPassword" | "newPassword", because: string): PasswordChange => ({ ok: false, field, because });
