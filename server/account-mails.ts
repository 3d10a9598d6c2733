import { env } from "#env";
import type { Mail } from "./mail.ts";
import { withReturnPath } from "./return-path.ts";

const link = (path: string) => new URL(path, env.PUBLIC_URL).href;

export function confirmMail(to: string, name: string, token: string, next: string): Mail {
  return {
    to,
    subject: "Confirm your e-mail address",
    text: `Hello ${name},

someone, we hope you, signed up for Fivenines with this address. To confirm it, open

${link(withReturnPath(`/confirm?token=${token}`, next))}

The link works once, for 24 hours. If it was not you, do nothing: nobody can use the account without this link.
`,
  };
}

export function knownAddressMail(to: string, name: string): Mail {
  return {
    to,
    subject: "You already have an account",
    text: `Hello ${name},

someone, perhaps you, tried to sign up for Fivenines with this address. You have an account already, and nothing about it changed.

To sign in:              ${link("/sign-in")}
To choose a new password: ${link("/forgot")}

If it was not you, there is nothing to do.
`,
  };
}

export function resetMail(to: string, name: string, token: string): Mail {
  return {
    to,
    subject: "Choose a new password",
    text: `Hello ${name},

to choose a new password for your Fivenines account, open

${link(`/reset?token=${token}`)}

The link works once, for one hour. A new password ends every session that is open. If you did not ask for this, do nothing:
your password stays as it is.
`,
  };
}
