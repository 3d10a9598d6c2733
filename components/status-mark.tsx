export type Status = "passed" | "failed" | "waiting" | "idle";

const marks: Readonly<Record<Status, { readonly shape: string; readonly colour: string }>> = {
  passed: { shape: "●", colour: "text-passed" },
  failed: { shape: "▲", colour: "text-failed" },
  waiting: { shape: "◆", colour: "text-waiting" },
  idle: { shape: "○", colour: "text-idle" },
};

/** A status as colour, shape and word together, so that none of them has to be seen. */
export function StatusMark({ status, word }: { readonly status: Status; readonly word: string }) {
  const { shape, colour } = marks[status];
  return (
    <span className={`whitespace-nowrap text-small ${colour}`}>
      <span aria-hidden="true">{shape}</span> {word}
    </span>
  );
}
