import { hash, verify } from "@node-rs/argon2";

/** OWASP's first choice for argon2id: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

export const minimumPasswordLength = 12;
export const maximumPasswordLength = 200;

export const hashPassword = (password: string) => hash(password, cost);

let nobodysHash: Promise<string> | undefined;

/** The same work is done for people without a password, or unknown ones, so the time taken tells nothing. */
export async function passwordMatches(stored: string | null | undefined, password: string): Promise<boolean> {
  nobodysHash ??= hashPassword("this password belongs to nobody");
  const matches = await verify(stored ?? (await nobodysHash), password);
  return matches && Boolean(stored);
}

/** What keeps a text from being this person's password, as a sentence; undefined when nothing does. */
export function passwordProblem(password: string, email: string): string | undefined {
  if (password.length < minimumPasswordLength) return `Use at least ${minimumPasswordLength} characters. A few words together work well.`;
  if (password.length > maximumPasswordLength) return `Use at most ${maximumPasswordLength} characters.`;
  const folded = password.toLowerCase();
  const address = email.trim().toLowerCase();
  const [mailbox = ""] = address.split("@");
  if (folded === address || (mailbox.length >= 4 && folded.includes(mailbox)))
    return "Choose a password that does not contain your e-mail address.";
  if (new Set(folded).size < 4) return "Use more than three different characters.";
  return undefined;
}
