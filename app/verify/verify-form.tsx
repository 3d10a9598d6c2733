"use client";

import { type ChangeEvent, useActionState, useRef } from "react";
import { Verdict, type VerdictName } from "#components/verdict";
import { verifyAction } from "./actions.ts";
import { maxBytes, tooLarge } from "./limit.ts";

export type VerifyState = {
  readonly verdict?: VerdictName;
  readonly because?: string;
  readonly facts: readonly { readonly term: string; readonly text: string }[];
};

/** Drop a file, choose one, or paste the credential's text. */
export function VerifyForm() {
  const [state, action, pending] = useActionState(verifyAction, { facts: [] });
  const form = useRef<HTMLFormElement>(null);
  const checkChosen = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const large = (target.files?.[0]?.size ?? 0) > maxBytes;
    target.setCustomValidity(large ? tooLarge : "");
    if (large) target.reportValidity();
    else form.current?.requestSubmit();
  };
  return (
    <>
      <form ref={form} action={action} className="form" aria-label="Check a certificate">
        <div className="field">
          <label htmlFor="file">File</label>
          <input id="file" name="file" type="file" accept=".pdf,.json,application/pdf,application/json" onChange={checkChosen} />
        </div>
        <div className="field">
          <label htmlFor="text">Or the text of the credential</label>
          <textarea
            id="text"
            name="text"
            rows={4}
            className="rounded-box border border-line-strong bg-raised p-2 font-mono text-code"
            spellCheck={false}
          />
        </div>
        <button type="submit" className="button" disabled={pending}>
          {pending ? "Checking" : "Check"}
        </button>
      </form>
      <section role="status" className="mt-8">
        {state.verdict && (
          <>
            <Verdict name={state.verdict} because={state.because} level={2} />
            <dl className="mt-4 grid grid-cols-[minmax(6rem,auto)_1fr] gap-x-6 gap-y-2">
              {state.facts.map(({ term, text }) => (
                <div key={term} className="contents">
                  <dt className="text-ink-soft">{term}</dt>
                  <dd>{text}</dd>
                </div>
              ))}
            </dl>
          </>
        )}
      </section>
    </>
  );
}
