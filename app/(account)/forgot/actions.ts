"use server";

import { after } from "next/server";
import { z } from "zod";
import { clientAddress } from "#server/client-address";
import { sendMail } from "#server/mail";
import { takeRateLimits, waitInWords } from "#server/rate-limit";
import { requestReset } from "#server/reset-password";
import type { FormState } from "../form-state.ts";
import { Email, finished, invalid, refused } from "../input.ts";

const Forgot = z.object({ email: Email });

export async function forgotAction(_: FormState, form: FormData): Promise<FormState> {
  const input = Forgot.safeParse(Object.fromEntries(form));
  if (!input.success) return invalid(form, input.error);
  const { email } = input.data;
  const limit = await takeRateLimits(["mail-email", email.toLowerCase()], ["mail-address", await clientAddress()]);
  if (!limit.ok) return refused(form, `Too many mails were asked for. Try again ${waitInWords(limit.retryAfterSeconds)}.`);
  // Everything that differs between known and unknown addresses happens after the answer.
  after(async () => {
    const mail = await requestReset(email);
    if (mail) await sendMail(mail);
  });
  return finished(`If there is an account with ${email}, a mail with a link is on its way. It works for one hour.`);
}
