"use client";

import { useActionState } from "react";
import { Field, FieldError, FormNotice } from "../field.tsx";
import { emptyForm } from "../form-state.ts";
import { SubmitButton } from "../submit-button.tsx";
import { signUpAction } from "./actions.ts";

export function SignUpForm({ next, promises }: { readonly next: string; readonly promises: readonly string[] }) {
  const [state, action] = useActionState(signUpAction, emptyForm);
  if (state.done) return <FormNotice state={state} />;
  return (
    <form action={action} className="form">
      <FormNotice state={state} />
      <input type="hidden" name="next" value={next} />
      <Field state={state} name="name" label="Name" autoComplete="name" />
      <Field state={state} name="email" label="E-mail" type="email" autoComplete="email" hint="We send a link there to confirm it." />
      <Field state={state} name="password" label="Password" type="password" autoComplete="new-password" hint="At least 12 characters." />
      <fieldset className="field">
        <legend>Honour code</legend>
        <ul id="honour-text">
          {promises.map((promise) => (
            <li key={promise}>{promise}</li>
          ))}
        </ul>
        <label>
          <input
            type="checkbox"
            name="honour"
            value="accepted"
            defaultChecked={state.values.honour === "accepted"}
            required
            aria-describedby={state.errors.honour ? "honour-text honour-error" : "honour-text"}
            aria-invalid={state.errors.honour ? true : undefined}
          />{" "}
          I accept the honour code
        </label>
        <FieldError state={state} name="honour" />
      </fieldset>
      <SubmitButton>Create account</SubmitButton>
    </form>
  );
}
