import { normalEmail, selectOptionalUserByEmail } from "#db/queries/users";
import { passwordMatches } from "./passwords.ts";
import { forgetRateLimit, takeRateLimits } from "./rate-limit.ts";

export type PasswordSignIn =
  | { readonly ok: true; readonly userId: string }
  /** Wrong password or unknown address: the two are not told apart. */
  | { readonly ok: false; readonly because: "wrong" }
  /** Only said to someone who knows the password. */
  | { readonly ok: false; readonly because: "unconfirmed" }
  | { readonly ok: false; readonly because: "too-many"; readonly retryAfterSeconds: number };

export async function checkPasswordSignIn(email: string, password: string, address: string): Promise<PasswordSignIn> {
  const mailbox = normalEmail(email);
  const pair = `${address} ${mailbox}`;
  const limit = await takeRateLimits(["sign-in-pair", pair], ["sign-in-email", mailbox], ["sign-in-address", address]);
  if (!limit.ok) return { ok: false, because: "too-many", retryAfterSeconds: limit.retryAfterSeconds };
  const user = await selectOptionalUserByEmail(mailbox);
  const matches = await passwordMatches(user?.passwordHash, password);
  if (!user || !matches) return { ok: false, because: "wrong" };
  // Someone who knows the password is not guessing it.
  await forgetRateLimit("sign-in-pair", pair);
  return user.emailVerifiedAt ? { ok: true, userId: user.id } : { ok: false, because: "unconfirmed" };
}
