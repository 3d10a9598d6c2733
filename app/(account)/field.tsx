import type { FormState } from "./form-state.ts";

type FieldProps = {
  readonly state: FormState;
  readonly name: string;
  readonly label: string;
  readonly type?: "text" | "email" | "password";
  readonly autoComplete: string;
  readonly hint?: string;
  readonly initial?: string;
  readonly required?: boolean;
};

/** A labelled input whose hint and error are read out with it. */
export function Field({ state, name, label, type = "text", autoComplete, hint, initial, required = true }: FieldProps) {
  const error = state.errors[name];
  const hintId = hint && `${name}-hint`;
  const errorId = error && `${name}-error`;
  return (
    <div className="field">
      <label htmlFor={name}>{label}</label>
      {hint && <p id={hintId}>{hint}</p>}
      <input
        id={name}
        name={name}
        type={type}
        autoComplete={autoComplete}
        defaultValue={state.values[name] ?? initial}
        required={required}
        aria-invalid={error ? true : undefined}
        aria-describedby={[errorId, hintId].filter(Boolean).join(" ") || undefined}
      />
      <FieldError state={state} name={name} />
    </div>
  );
}

export function FieldError({ state, name }: { readonly state: FormState; readonly name: string }) {
  const error = state.errors[name];
  return error ? (
    <p id={`${name}-error`} className="field-error">
      {error}
    </p>
  ) : null;
}

export function FormNotice({ state }: { readonly state: FormState }) {
  if (!state.notice) return null;
  const { tone, text } = state.notice;
  return (
    <p className="notice" data-tone={tone} role={tone === "bad" ? "alert" : "status"}>
      {text}
    </p>
  );
}
