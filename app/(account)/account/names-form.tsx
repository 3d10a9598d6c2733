"use client";

import { useActionState } from "react";
import { Field, FormNotice } from "../field.tsx";
import { emptyForm } from "../form-state.ts";
import { SubmitButton } from "../submit-button.tsx";
import { namesAction } from "./actions.ts";

export function NamesForm({ name, printedName }: { readonly name: string; readonly printedName: string }) {
  const [state, action] = useActionState(namesAction, emptyForm);
  return (
    <form action={action} className="form">
      <FormNotice state={state} />
      <Field state={state} name="name" label="Name" autoComplete="name" initial={name} />
      <Field
        state={state}
        name="printedName"
        label="Name for certificates"
        autoComplete="off"
        hint="As it should be printed. Leave it empty to use the name above. Certificates that were issued keep the name they have."
        initial={printedName}
        required={false}
      />
      <SubmitButton>Save names</SubmitButton>
    </form>
  );
}
