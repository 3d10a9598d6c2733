"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { z } from "zod";
import { openLink, revokeSession, revokeSessions } from "#db/queries/sessions";
import { updateUserNames } from "#db/queries/users";
import { changePassword } from "#server/change-password";
import { unlinkProvider } from "#server/provider-sign-in";
import { providerNames } from "#server/providers";
import { endSession } from "#server/session";
import { requireViewer } from "#server/viewer";
import type { FormState } from "../form-state.ts";
import { EnteredPassword, invalid, keptValues, Name, OptionalName } from "../input.ts";

/** Linking hands out a second key, so it wants a sign-in this recent. */
const freshMinutes = 10;

const Names = z.object({ name: Name, printedName: OptionalName });

export async function namesAction(_: FormState, form: FormData): Promise<FormState> {
  const viewer = await requireViewer("/account");
  const input = Names.safeParse(Object.fromEntries(form));
  if (!input.success) return invalid(form, input.error);
  await updateUserNames(viewer.id, input.data);
  revalidatePath("/account");
  return { values: keptValues(form), errors: {}, notice: { tone: "good", text: "Your names are saved." } };
}

const Passwords = z.object({ currentPassword: EnteredPassword, newPassword: EnteredPassword });

export async function passwordAction(_: FormState, form: FormData): Promise<FormState> {
  const viewer = await requireViewer("/account");
  const input = Passwords.safeParse(Object.fromEntries(form));
  if (!input.success) return invalid(form, input.error);
  const changed = await changePassword(viewer, input.data);
  if (!changed.ok) return { values: {}, errors: { [changed.field]: changed.because } };
  return { values: {}, errors: {}, notice: { tone: "good", text: "Your password is changed, and your other sessions have ended." } };
}

export async function revokeSessionAction(form: FormData): Promise<void> {
  const viewer = await requireViewer("/account");
  const { session } = z.object({ session: z.uuid() }).parse(Object.fromEntries(form));
  await revokeSession(viewer.id, session);
  revalidatePath("/account");
}

export async function revokeEverywhereAction(): Promise<void> {
  const viewer = await requireViewer("/account");
  await revokeSessions(viewer.id);
  await endSession();
  redirect("/sign-in");
}

export async function openLinkAction(provider: string): Promise<{ ok: true } | { ok: false; because: string }> {
  const viewer = await requireViewer("/account");
  if (!providerNames().some(({ id }) => id === provider)) return { ok: false, because: "There is no such provider." };
  if (await openLink(viewer.id, viewer.sessionId, provider, freshMinutes)) return { ok: true };
  return { ok: false, because: `Linking needs a sign-in of the last ${freshMinutes} minutes. Sign out, sign in again, and link then.` };
}

export async function unlinkAction(form: FormData): Promise<void> {
  const viewer = await requireViewer("/account");
  const { provider } = z.object({ provider: z.string() }).parse(Object.fromEntries(form));
  const unlinked = await unlinkProvider(viewer.id, provider);
  redirect(unlinked ? "/account" : "/account?unlinked=no");
}
