"use client";

import { useState } from "react";
import type { Style, Text } from "#engines/terraform";

const colours: Readonly<Record<Style, string>> = {
  bold: "font-strong",
  underline: "underline",
  red: "text-failed",
  green: "text-passed",
  yellow: "text-waiting",
  cyan: "text-accent",
  gray: "text-ink-soft",
  "bold red": "font-strong text-failed",
  "bold green": "font-strong text-passed",
  "bold yellow": "font-strong text-waiting",
  "bold cyan": "font-strong text-accent",
};

type PlanViewProps = {
  /** As `terraform plan` prints it, and the same without what is known only after apply. */
  readonly plan: { readonly whole: Text; readonly brief: Text } | undefined;
  /** In which scenario, in words. */
  readonly when: string | undefined;
};

/** A plan. Its symbols say what its colours say. */
export function PlanView({ plan, when }: PlanViewProps) {
  const [whole, setWhole] = useState(false);
  if (!plan) return <p className="text-ink-soft">No plan can be made yet: see the problems.</p>;
  return (
    <>
      {when !== undefined && <p className="text-ink-soft text-small">{when}.</p>}
      <label className="mt-1 mb-3 flex items-center gap-2 text-small">
        <input type="checkbox" checked={whole} onChange={(event) => setWhole(event.target.checked)} />
        With what is known only after apply
      </label>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <pre className="overflow-x-auto font-mono text-small" tabIndex={0}>
        {(whole ? plan.whole : plan.brief).map(({ text, style }, index) =>
          style ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: the runs of a text have nothing else to tell them apart
            <span key={index} className={colours[style]}>
              {text}
            </span>
          ) : (
            text
          ),
        )}
      </pre>
    </>
  );
}
