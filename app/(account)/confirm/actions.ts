"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { withReturnPath } from "#server/return-path";
import { confirmEmail } from "#server/sign-up";
import { Next, Token } from "../input.ts";

const Confirm = z.object({ token: Token, next: Next });

export async function confirmAction(form: FormData): Promise<void> {
  const input = Confirm.safeParse(Object.fromEntries(form));
  // The page without a token says that the link does not work.
  if (!input.success || !(await confirmEmail(input.data.token))) redirect("/confirm");
  redirect(withReturnPath("/sign-in?confirmed=yes", input.data.next));
}
