"use client";

import { type ChangeEvent, useActionState, useRef, useState } from "react";
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
  const [answered, action, pending] = useActionState(verifyAction, { facts: [] });
  const [refused, setRefused] = useState(false);
  const state: VerifyState = refused ? { verdict: "not-ours", because: tooLarge, facts: [] } : answered;
  const form = useRef<HTMLFormElement>(null);
  const checkChosen = ({ target }: ChangeEvent<HTMLInputElement>) => {
    const large = (target.files?.[0]?.size ?? 0) > maxBytes;
    setRefused(large);
    // A request of that size would not be read; an earlier file's verdict must not stand beside this one's name.
    if (large) target.value = "";
    else form.current?.requestSubmit();
  };
  return (
    <>
      <form ref={form} action={action} onSubmit={() => setRefused(false)} className="form" aria-label="Check a certificate">
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
            <dl className="mt-4 grid grid-cols-[minmax(6rem,auto)_minmax(0,1fr)] gap-x-6 gap-y-2">
              {state.facts.map(({ term, text }) => (
                <div key={term} className="contents">
                  <dt className="text-ink-soft">{term}</dt>
                  <dd className="wrap-anywhere">{text}</dd>
                </div>
              ))}
            </dl>
            {state.facts.length > 0 && <p>This is what was signed. Compare it with what the document in front of you says.</p>}
          </>
        )}
      </section>
    </>
  );
}
