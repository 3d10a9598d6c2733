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
  readonly plan: Text | undefined;
  /** In which scenario, in words. */
  readonly when: string | undefined;
};

/** A plan as `terraform plan` prints it. Its symbols say what its colours say. */
export function PlanView({ plan, when }: PlanViewProps) {
  if (!plan) return <p className="text-ink-soft">No plan can be made yet: see the problems.</p>;
  return (
    <>
      {when !== undefined && <p className="mb-2 text-ink-soft text-small">{when}.</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard */}
      <pre className="overflow-x-auto font-mono text-code" tabIndex={0}>
        {plan.map(({ text, style }, index) =>
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
