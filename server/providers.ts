import type { Profile } from "next-auth";
import GitHubProvider, { type GithubProfile } from "next-auth/providers/github";
import type { OAuthConfig, Provider } from "next-auth/providers/index";
import { z } from "zod";
import { env } from "#env";

/** What the sign-in and account pages show: the providers this installation has. */
export function providerNames(): { readonly id: string; readonly name: string }[] {
  return providers().map(({ id, name }) => ({ id, name }));
}

export function providers(): Provider[] {
  return [...gitHub(), ...openIdConnect()];
}

const GitHubAddresses = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));

/** https://docs.github.com/rest/users/emails: the profile's own `email` is what the person chose to show, verified or not. */
async function primaryAddress(accessToken: string) {
  const response = await fetch("https://api.github.com/user/emails", { headers: { authorization: `Bearer ${accessToken}` } });
  if (!response.ok) throw new Error(`GitHub answered ${response.status} when asked for the e-mail addresses`);
  return GitHubAddresses.parse(await response.json()).find((address) => address.primary);
}

function gitHub(): OAuthConfig<GithubProfile>[] {
  if (!env.GITHUB_ID || !env.GITHUB_SECRET) return [];
  const userinfo: OAuthConfig<GithubProfile>["userinfo"] = {
    url: "https://api.github.com/user",
    async request({ client, tokens }) {
      const accessToken = tokens.access_token;
      if (!accessToken) throw new Error("GitHub answered without an access token");
      const [profile, address] = await Promise.all([client.userinfo(accessToken), primaryAddress(accessToken)]);
      return { ...profile, email: address?.email, email_verified: address?.verified ?? false };
    },
  };
  return [GitHubProvider({ clientId: env.GITHUB_ID, clientSecret: env.GITHUB_SECRET, userinfo })];
}

function openIdConnect(): OAuthConfig<Profile>[] {
  if (!env.OIDC_ISSUER || !env.OIDC_CLIENT_ID) return [];
  return [
    {
      id: "oidc",
      name: env.OIDC_NAME,
      type: "oauth",
      wellKnown: `${env.OIDC_ISSUER.replace(/\/$/, "")}/.well-known/openid-configuration`,
      clientId: env.OIDC_CLIENT_ID,
      clientSecret: env.OIDC_CLIENT_SECRET,
      idToken: true,
      checks: ["pkce", "state", "nonce"],
      authorization: { params: { scope: "openid email profile" } },
      profile: (profile) => {
        if (!profile.sub) throw new Error("The sign-in provider answered without a subject");
        return { id: profile.sub, email: profile.email, name: profile.name };
      },
    },
  ];
}
