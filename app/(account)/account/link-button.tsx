"use client";

import { signIn } from "next-auth/react";
import { useActionState } from "react";
import { FormNotice } from "../field.tsx";
import { emptyForm, type FormState } from "../form-state.ts";
import { SubmitButton } from "../submit-button.tsx";
import { openLinkAction } from "./actions.ts";

/** The server opens the link for this session first; only then does the way to the provider begin. */
export function LinkButton({ provider, name }: { readonly provider: string; readonly name: string }) {
  const [state, action] = useActionState(async (): Promise<FormState> => {
    const opened = await openLinkAction(provider);
    if (!opened.ok) return { ...emptyForm, notice: { tone: "bad", text: opened.because } };
    await signIn(provider, { callbackUrl: "/account" });
    return emptyForm;
  }, emptyForm);
  return (
    <form action={action}>
      <FormNotice state={state} />
      <SubmitButton quiet>Link {name}</SubmitButton>
    </form>
  );
}
