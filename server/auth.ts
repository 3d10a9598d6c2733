import "server-only";
import type { NextAuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { selectOptionalAccountOwner } from "#db/queries/accounts";
import { revokeSessionById, selectOptionalSessionViewer } from "#db/queries/sessions";
import { env } from "#env";
import { clientAddress } from "./client-address.ts";
import { resolveProviderSignIn } from "./provider-sign-in.ts";
import { providers } from "./providers.ts";
import { cookieSessionId, createSession, sessionCookie, sessionSeconds } from "./session.ts";
import { checkPasswordSignIn } from "./sign-in.ts";

declare module "next-auth/jwt" {
  interface JWT {
    /** The row in `sessions` that can be revoked; the cookie carries nothing else. */
    sid?: string;
  }
}

/** Made when a request needs them, so that a build needs no environment. */
export const authOptions = (): NextAuthOptions => ({
  secret: env.NEXTAUTH_SECRET,
  session: { strategy: "jwt", maxAge: sessionSeconds },
  cookies: { sessionToken: sessionCookie() },
  pages: { signIn: "/sign-in", signOut: "/sign-out", error: "/sign-in" },
  providers: [
    CredentialsProvider({
      name: "E-mail",
      credentials: { email: { label: "E-mail", type: "email" }, password: { label: "Password", type: "password" } },
      async authorize(credentials) {
        if (!credentials) return null;
        const signIn = await checkPasswordSignIn(credentials.email, credentials.password, await clientAddress());
        return signIn.ok ? { id: signIn.userId } : null;
      },
    }),
    ...providers(),
  ],
  callbacks: {
    async signIn({ account, user, profile }) {
      if (account?.type !== "oauth") return true;
      const resolved = await resolveProviderSignIn(
        {
          provider: account.provider,
          providerAccountId: account.providerAccountId,
          email: user.email ?? undefined,
          emailVerified: saysVerified(profile),
          name: user.name ?? undefined,
        },
        await cookieSessionId(),
      );
      switch (resolved.kind) {
        case "signed-in":
          return true;
        case "linked":
          return "/account?linked=yes";
        case "refused":
          return `/sign-in?error=${resolved.because}`;
        default:
          return resolved satisfies never;
      }
    },
    async jwt({ token, user, account }) {
      if (!user) return { sid: token.sid };
      const userId = account?.type === "oauth" ? await selectOptionalAccountOwner(account) : user.id;
      if (!userId) throw new Error("bug: a provider's account signed in without an owner");
      return { sid: await createSession(userId) };
    },
    async session({ session, token }) {
      const viewer = token.sid ? await selectOptionalSessionViewer(token.sid) : undefined;
      return { expires: session.expires, user: viewer && { name: viewer.name, email: viewer.email } };
    },
  },
  events: {
    async signOut({ token }) {
      if (token?.sid) await revokeSessionById(token.sid);
    },
  },
});

/** OpenID Connect's `email_verified`; the GitHub provider sets it from GitHub's list of addresses. */
const saysVerified = (profile: object | undefined) =>
  profile !== undefined && "email_verified" in profile && profile.email_verified === true;
