/** What a form shows again after the server looked at it: values are kept, errors stand beside their fields. */
export type FormState = {
  readonly values: Readonly<Record<string, string>>;
  readonly errors: Readonly<Record<string, string>>;
  /** About the whole form. */
  readonly notice?: { readonly tone: "good" | "bad"; readonly text: string };
  /** The form did its work and is replaced by the notice. */
  readonly done?: true;
};

export const emptyForm: FormState = { values: {}, errors: {} };
