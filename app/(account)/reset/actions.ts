"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { resetPassword } from "#server/reset-password";
import type { FormState } from "../form-state.ts";
import { EnteredPassword, invalid, Token } from "../input.ts";

const Reset = z.object({ token: Token, password: EnteredPassword });

export async function resetAction(_: FormState, form: FormData): Promise<FormState> {
  const input = Reset.safeParse(Object.fromEntries(form));
  if (!input.success) return invalid(form, input.error);
  const reset = await resetPassword(input.data.token, input.data.password);
  if (!reset.ok) return { values: {}, errors: { password: reset.because } };
  redirect("/sign-in?reset=yes");
}
