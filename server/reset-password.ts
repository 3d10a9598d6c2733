import { transact } from "#db/client";
import { insertAuditEntry } from "#db/queries/audit-log";
import { revokeSessions } from "#db/queries/sessions";
import { deleteTokens, insertToken, selectOptionalTokenEmail, takeToken } from "#db/queries/tokens";
import { confirmUserEmail, selectOptionalUserByEmail, updateUserPassword } from "#db/queries/users";
import { resetMail } from "./account-mails.ts";
import type { Mail } from "./mail.ts";
import { hashPassword, passwordProblem } from "./passwords.ts";

const resetMinutes = 60;

/** Undefined for an address without an account, which the browser is not told. */
export async function requestReset(email: string): Promise<Mail | undefined> {
  const user = await selectOptionalUserByEmail(email);
  if (!user) return undefined;
  return resetMail(user.email, user.name, await insertToken("reset-password", user.id, resetMinutes));
}

export type Reset = { readonly ok: true } | { readonly ok: false; readonly because: string };

export const deadLink = "This link was used, replaced or is too old. Ask for a new one.";

/** Opening the link proves the address, so it is confirmed too; every session and every other link of the account ends. */
export async function resetPassword(token: string, password: string): Promise<Reset> {
  const email = await selectOptionalTokenEmail(token, "reset-password");
  if (email === undefined) return { ok: false, because: deadLink };
  const problem = passwordProblem(password, email);
  if (problem) return { ok: false, because: problem };
  const passwordHash = await hashPassword(password);
  return transact(async (tx): Promise<Reset> => {
    const taken = await takeToken(token, "reset-password", tx);
    if (!taken?.userId) return { ok: false, because: deadLink };
    const { userId } = taken;
    await updateUserPassword(userId, passwordHash, tx);
    await confirmUserEmail(userId, tx);
    await deleteTokens("reset-password", userId, tx);
    await deleteTokens("confirm-email", userId, tx);
    await revokeSessions(userId, undefined, tx);
    await insertAuditEntry(
      { actorId: userId, action: "password.reset", subject: `user:${userId}`, why: "By a link sent to the address." },
      tx,
    );
    return { ok: true };
  });
}
