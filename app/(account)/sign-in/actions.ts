"use server";

import { redirect } from "next/navigation";
import { after } from "next/server";
import { z } from "zod";
import { clientAddress } from "#server/client-address";
import { sendMail } from "#server/mail";
import { takeRateLimits, waitInWords } from "#server/rate-limit";
import { returnPath } from "#server/return-path";
import { startSession } from "#server/session";
import { checkPasswordSignIn } from "#server/sign-in";
import { resendConfirmation } from "#server/sign-up";
import type { FormState } from "../form-state.ts";
import { Email, EnteredPassword, invalid, Next, refused } from "../input.ts";

export type SignInState = FormState & {
  /** Someone who knows the password may ask for the confirmation mail again. */
  readonly unconfirmedEmail?: string;
};

const Resend = z.object({ intent: z.literal("resend"), email: Email, next: Next });
const SignIn = z.object({ email: Email, password: EnteredPassword, next: Next });

export async function signInAction(_: SignInState, form: FormData): Promise<SignInState> {
  const resend = Resend.safeParse(Object.fromEntries(form));
  if (resend.success) return sendAgain(form, resend.data);
  const input = SignIn.safeParse(Object.fromEntries(form));
  if (!input.success) return invalid(form, input.error);
  const { email, password, next } = input.data;
  const signIn = await checkPasswordSignIn(email, password, await clientAddress());
  if (signIn.ok) {
    await startSession(signIn.userId);
    redirect(returnPath(next));
  }
  switch (signIn.because) {
    case "wrong":
      return refused(form, "That e-mail address and password do not belong together.");
    case "too-many":
      return refused(form, `Too many attempts. Try again ${waitInWords(signIn.retryAfterSeconds)}.`);
    case "unconfirmed":
      return {
        ...refused(form, "Your e-mail address is not confirmed yet. Open the link in the mail we sent you, or have it sent again."),
        unconfirmedEmail: email,
      };
    default:
      return signIn satisfies never;
  }
}

/** The same answer for every address. */
async function sendAgain(form: FormData, { email, next }: z.infer<typeof Resend>): Promise<SignInState> {
  const limit = await takeRateLimits(["mail-email", email.toLowerCase()], ["mail-address", await clientAddress()]);
  if (!limit.ok) return refused(form, `Too many mails were asked for. Try again ${waitInWords(limit.retryAfterSeconds)}.`);
  after(async () => {
    const mail = await resendConfirmation(email, next);
    if (mail) await sendMail(mail);
  });
  const text = `If an account with ${email} waits to be confirmed, the mail is on its way. Only the newest link works.`;
  return { values: { email }, errors: {}, notice: { tone: "good", text } };
}
