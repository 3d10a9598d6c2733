"use client";

import { useState } from "react";

/** Hints come one at a time, and only when asked for. */
export function Hints({ hints }: { readonly hints: readonly string[] }) {
  const [shown, setShown] = useState(0);
  if (hints.length === 0) return null;
  return (
    <section aria-label="Hints" className="mt-6 border-line border-t pt-4">
      <ol className="list-decimal space-y-2 pl-5">
        {hints.slice(0, shown).map((hint) => (
          <li key={hint}>{hint}</li>
        ))}
      </ol>
      {shown < hints.length && (
        <button type="button" className="button mt-2" data-quiet onClick={() => setShown(shown + 1)}>
          {shown === 0 ? "Show a hint" : `Show another hint (${hints.length - shown} left)`}
        </button>
      )}
    </section>
  );
}
