"use client";

import { useActionState } from "react";
import { Field, FormNotice } from "../field.tsx";
import { emptyForm } from "../form-state.ts";
import { SubmitButton } from "../submit-button.tsx";
import { forgotAction } from "./actions.ts";

export function ForgotForm() {
  const [state, action] = useActionState(forgotAction, emptyForm);
  if (state.done) return <FormNotice state={state} />;
  return (
    <form action={action} className="form">
      <FormNotice state={state} />
      <Field
        state={state}
        name="email"
        label="E-mail"
        type="email"
        autoComplete="email"
        hint="We send a link there to choose a new password."
      />
      <SubmitButton>Send the link</SubmitButton>
    </form>
  );
}
