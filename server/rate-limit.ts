import { createHash } from "node:crypto";
import { countInWindow, deleteEndedWindows, deleteWindow } from "#db/queries/rate-limits";

/** How often each thing may be done in a window that starts with its first use. An address may be a whole classroom's. */
const rules = {
  "sign-in-pair": { most: 10, seconds: 15 * 60 },
  "sign-in-email": { most: 60, seconds: 60 * 60 },
  "sign-in-address": { most: 300, seconds: 15 * 60 },
  "sign-up-address": { most: 200, seconds: 60 * 60 },
  "mail-email": { most: 6, seconds: 60 * 60 },
  "mail-address": { most: 200, seconds: 60 * 60 },
  "claim-address": { most: 20, seconds: 15 * 60 },
  "password-check": { most: 10, seconds: 15 * 60 },
  submit: { most: 60, seconds: 60 },
  answer: { most: 120, seconds: 60 },
  draft: { most: 240, seconds: 60 },
  verify: { most: 60, seconds: 60 },
} as const;

export type RateLimitRule = keyof typeof rules;

export type RateLimit = { readonly ok: true } | { readonly ok: false; readonly retryAfterSeconds: number };

/** Counts one use by `subject` (an address, an e-mail, a learner's id), and says whether it is still allowed. */
export async function takeRateLimit(rule: RateLimitRule, subject: string): Promise<RateLimit> {
  const { most, seconds } = rules[rule];
  const { count, secondsLeft } = await countInWindow(keyOf(rule, subject), seconds);
  if (count === 1) await deleteEndedWindows(2);
  return count <= most ? { ok: true } : { ok: false, retryAfterSeconds: Math.max(1, secondsLeft) };
}

/** Every limit is counted, and the longest wait of those that are spent is the answer. */
export async function takeRateLimits(...uses: readonly (readonly [RateLimitRule, string])[]): Promise<RateLimit> {
  const limits = await Promise.all(uses.map(([rule, subject]) => takeRateLimit(rule, subject)));
  const waits = limits.flatMap((limit) => (limit.ok ? [] : [limit.retryAfterSeconds]));
  return waits.length === 0 ? { ok: true } : { ok: false, retryAfterSeconds: Math.max(...waits) };
}

export const forgetRateLimit = (rule: RateLimitRule, subject: string) => deleteWindow(keyOf(rule, subject));

/** "in 40 seconds", "in 12 minutes". */
export function waitInWords(seconds: number): string {
  if (seconds < 90) return `in ${seconds} seconds`;
  return `in ${Math.ceil(seconds / 60)} minutes`;
}

/** Hashed, so that the table holds no addresses and its keys have one length. */
const keyOf = (rule: RateLimitRule, subject: string) => `${rule}:${createHash("sha256").update(subject).digest("base64url")}`;
