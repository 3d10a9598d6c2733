import { transact } from "#db/client";
import { deleteTokens, insertToken, takeToken } from "#db/queries/tokens";
import {
  confirmUserEmail,
  insertUser,
  type NewUser,
  replaceUnconfirmedUser,
  selectOptionalUserByEmail,
  type User,
} from "#db/queries/users";
import { confirmMail, knownAddressMail } from "./account-mails.ts";
import { honourCode } from "./honour-code.ts";
import type { Mail } from "./mail.ts";
import { hashPassword } from "./passwords.ts";

const confirmMinutes = 24 * 60;

export type SignUp = {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly next: string;
};

/**
 * Yields the mail to send, whether the address is new or known: the answer to the browser is the same for both. The honour code
 * was accepted in the form.
 */
export async function signUp({ name, email, password, next }: SignUp): Promise<Mail> {
  const newUser: NewUser = {
    email,
    name,
    passwordHash: await hashPassword(password),
    honourCodeVersion: honourCode.version,
    honourCodeAcceptedAt: new Date(),
  };
  const user = (await insertUser(newUser)) ?? (await replaceUnconfirmedUser(newUser));
  if (user) return confirmationFor(user, next);
  const known = await selectOptionalUserByEmail(email);
  if (!known) throw new Error("bug: an address is taken, yet belongs to nobody");
  return knownAddressMail(known.email, known.name);
}

/** The mail again, for an account that waits for it; undefined otherwise, which the browser is not told. */
export async function resendConfirmation(email: string, next: string): Promise<Mail | undefined> {
  const user = await selectOptionalUserByEmail(email);
  return user && !user.emailVerifiedAt ? confirmationFor(user, next) : undefined;
}

/** False when the link was used, replaced or is too old. */
export async function confirmEmail(token: string): Promise<boolean> {
  return transact(async (tx) => {
    const taken = await takeToken(token, "confirm-email", tx);
    if (!taken?.userId) return false;
    await confirmUserEmail(taken.userId, tx);
    return true;
  });
}

/** Only the newest link works: an earlier one may belong to somebody else's attempt at this address. */
async function confirmationFor(user: User, next: string): Promise<Mail> {
  const token = await transact(async (tx) => {
    await deleteTokens("confirm-email", user.id, tx);
    return insertToken("confirm-email", user.id, confirmMinutes, tx);
  });
  return confirmMail(user.email, user.name, token, next);
}
