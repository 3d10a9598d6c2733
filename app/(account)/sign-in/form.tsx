"use client";

import { useActionState } from "react";
import { Field, FormNotice } from "../field.tsx";
import { SubmitButton } from "../submit-button.tsx";
import { signInAction } from "./actions.ts";

export function SignInForm({ next }: { readonly next: string }) {
  const [state, action] = useActionState(signInAction, { values: {}, errors: {} });
  return (
    <>
      <form action={action} className="form">
        {!state.unconfirmedEmail && <FormNotice state={state} />}
        <input type="hidden" name="next" value={next} />
        <Field state={state} name="email" label="E-mail" type="email" autoComplete="username" />
        <Field state={state} name="password" label="Password" type="password" autoComplete="current-password" />
        <SubmitButton>Sign in</SubmitButton>
      </form>
      {state.unconfirmedEmail && (
        <form action={action} className="form">
          <FormNotice state={state} />
          <input type="hidden" name="next" value={next} />
          <input type="hidden" name="email" value={state.unconfirmedEmail} />
          <SubmitButton name="intent" value="resend" quiet>
            Send the mail again
          </SubmitButton>
        </form>
      )}
    </>
  );
}
