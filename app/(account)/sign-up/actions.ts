"use server";

import { after } from "next/server";
import { z } from "zod";
import { clientAddress } from "#server/client-address";
import { sendMail } from "#server/mail";
import { passwordProblem } from "#server/passwords";
import { takeRateLimits, waitInWords } from "#server/rate-limit";
import { signUp } from "#server/sign-up";
import type { FormState } from "../form-state.ts";
import { Email, EnteredPassword, finished, invalid, keptValues, Name, Next, refused } from "../input.ts";

const SignUpInput = z.object({
  name: Name,
  email: Email,
  password: EnteredPassword,
  honour: z.literal("accepted", "Accept the honour code to create an account."),
  next: Next,
});

export async function signUpAction(_: FormState, form: FormData): Promise<FormState> {
  const input = SignUpInput.safeParse(Object.fromEntries(form));
  if (!input.success) return invalid(form, input.error);
  const { name, email, password, next } = input.data;
  const problem = passwordProblem(password, email);
  if (problem) return { values: keptValues(form), errors: { password: problem } };
  const limit = await takeRateLimits(["sign-up-address", await clientAddress()], ["mail-email", email.toLowerCase()]);
  if (!limit.ok) return refused(form, `Too many accounts were asked for. Try again ${waitInWords(limit.retryAfterSeconds)}.`);
  const mail = await signUp({ name, email, password, next });
  // After the answer, so that a slow mail server tells nothing and holds nobody up.
  after(() => sendMail(mail));
  return finished(`We sent a mail to ${email}. Open the link in it to confirm your address, then sign in.`);
}
