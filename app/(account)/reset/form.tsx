"use client";

import { useActionState } from "react";
import { Field, FormNotice } from "../field.tsx";
import { emptyForm } from "../form-state.ts";
import { SubmitButton } from "../submit-button.tsx";
import { resetAction } from "./actions.ts";

/** The address is in the form so that password managers know which account they save the password for. */
export function ResetForm({ token, email }: { readonly token: string; readonly email: string }) {
  const [state, action] = useActionState(resetAction, emptyForm);
  return (
    <form action={action} className="form">
      <FormNotice state={state} />
      <input type="hidden" name="token" value={token} />
      <div className="field">
        <label htmlFor="email">E-mail</label>
        <input id="email" type="email" autoComplete="username" value={email} readOnly />
      </div>
      <Field
        state={state}
        name="password"
        label="New password"
        type="password"
        autoComplete="new-password"
        hint="At least 12 characters. Every open session ends."
      />
      <SubmitButton>Change password</SubmitButton>
    </form>
  );
}
