import { transact } from "#db/client";
import { deleteAccount, insertAccount, selectAccounts, selectOptionalAccountOwner } from "#db/queries/accounts";
import { insertAuditEntry } from "#db/queries/audit-log";
import { revokeSessions, takeLink } from "#db/queries/sessions";
import { deleteTokens } from "#db/queries/tokens";
import { insertUser, lockUser, replaceUnconfirmedUser } from "#db/queries/users";
import { checkName } from "./printable-name.ts";

/** Who a provider says has just signed in there. */
export type ProviderIdentity = {
  readonly provider: string;
  readonly providerAccountId: string;
  readonly email: string | undefined;
  readonly emailVerified: boolean;
  readonly name: string | undefined;
};

export type ProviderSignIn =
  | { readonly kind: "signed-in"; readonly userId: string }
  | { readonly kind: "linked"; readonly userId: string }
  | { readonly kind: "refused"; readonly because: ProviderRefusal };

export const providerRefusals = {
  "provider-unverified": "That provider has not verified your e-mail address. Verify it there, or sign in with a password.",
  "provider-known":
    "There is an account with that e-mail address. Sign in with your password, then link the provider on your account page.",
  "provider-taken": "That account at the provider, or another one of the same provider, is linked already.",
} as const;

export type ProviderRefusal = keyof typeof providerRefusals;

/**
 * A linked account signs in. A session that opened a link on the account page gets the account linked. An unknown verified address
 * becomes a new account. A known one is refused: an address alone never opens somebody's account.
 */
export async function resolveProviderSignIn(identity: ProviderIdentity, sessionId: string | undefined): Promise<ProviderSignIn> {
  const { provider, providerAccountId, email, emailVerified } = identity;
  const linkTo = sessionId && (await takeLink(sessionId, provider));
  if (linkTo) {
    if (!email || !emailVerified) return { kind: "refused", because: "provider-unverified" };
    return linkAccount(linkTo, { provider, providerAccountId, email });
  }
  const owner = await selectOptionalAccountOwner(identity);
  if (owner) return { kind: "signed-in", userId: owner };
  if (!email || !emailVerified) return { kind: "refused", because: "provider-unverified" };
  return createAccount(identity, email);
}

function linkAccount(userId: string, account: { provider: string; providerAccountId: string; email: string }): Promise<ProviderSignIn> {
  return transact(async (tx): Promise<ProviderSignIn> => {
    if (!(await insertAccount({ ...account, userId }, tx))) return { kind: "refused", because: "provider-taken" };
    const details = { provider: account.provider, email: account.email };
    await insertAuditEntry(
      { actorId: userId, action: "account.linked", subject: `user:${userId}`, why: "On the account page.", details },
      tx,
    );
    return { kind: "linked", userId };
  });
}

/** An address that nobody confirmed is taken over whole: whoever chose its password may not have been its owner. */
function createAccount({ provider, providerAccountId, name }: ProviderIdentity, email: string): Promise<ProviderSignIn> {
  return transact(async (tx): Promise<ProviderSignIn> => {
    const checked = checkName(name ?? "");
    const newUser = {
      email,
      name: checked.ok ? checked.name : (email.split("@")[0] ?? email),
      passwordHash: null,
      emailVerifiedAt: new Date(),
      honourCodeVersion: null,
      honourCodeAcceptedAt: null,
    };
    const user = (await insertUser(newUser, tx)) ?? (await replaceUnconfirmedUser(newUser, tx));
    if (!user) return { kind: "refused", because: "provider-known" };
    await deleteTokens("confirm-email", user.id, tx);
    await deleteTokens("reset-password", user.id, tx);
    await revokeSessions(user.id, undefined, tx);
    if (!(await insertAccount({ provider, providerAccountId, email, userId: user.id }, tx))) {
      throw new Error("Lost to a request that came at the same time with the same account: the next attempt signs in.");
    }
    return { kind: "signed-in", userId: user.id };
  });
}

/** False, and nothing changes, when it is the person's only way in. */
export async function unlinkProvider(userId: string, provider: string): Promise<boolean> {
  return transact(async (tx) => {
    const user = await lockUser(userId, tx);
    const linked = await selectAccounts(userId, tx);
    if (!user?.passwordHash && !linked.some((account) => account.provider !== provider)) return false;
    if (await deleteAccount(userId, provider, tx)) {
      const entry = { actorId: userId, action: "account.unlinked", subject: `user:${userId}`, why: "On the account page." } as const;
      await insertAuditEntry({ ...entry, details: { provider } }, tx);
    }
    return true;
  });
}
