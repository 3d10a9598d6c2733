"use client";

import { useActionState } from "react";
import { Field, FormNotice } from "../field.tsx";
import { emptyForm } from "../form-state.ts";
import { SubmitButton } from "../submit-button.tsx";
import { passwordAction } from "./actions.ts";

export function PasswordForm({ email }: { readonly email: string }) {
  const [state, action] = useActionState(passwordAction, emptyForm);
  return (
    <form action={action} className="form">
      <FormNotice state={state} />
      <input type="email" name="username" autoComplete="username" value={email} readOnly hidden />
      <Field state={state} name="currentPassword" label="Current password" type="password" autoComplete="current-password" />
      <Field
        state={state}
        name="newPassword"
        label="New password"
        type="password"
        autoComplete="new-password"
        hint="At least 12 characters. Your other sessions end."
      />
      <SubmitButton>Change password</SubmitButton>
    </form>
  );
}
