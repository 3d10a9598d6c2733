import { type Status, StatusMark } from "./status-mark.tsx";

/** What can be said of a certificate, in the words of its page. */
export type VerdictName = "valid" | "superseded" | "revoked" | "altered" | "erased" | "status-unknown" | "no-such-certificate" | "not-ours";

const verdicts: Readonly<Record<VerdictName, { readonly status: Status; readonly word: string; readonly heading: string }>> = {
  valid: { status: "passed", word: "Valid", heading: "This certificate is valid" },
  superseded: { status: "waiting", word: "Superseded", heading: "This certificate was replaced by a newer one" },
  revoked: { status: "failed", word: "Revoked", heading: "This certificate was revoked" },
  altered: { status: "failed", word: "Altered", heading: "This certificate was altered" },
  erased: { status: "idle", word: "Personal data removed", heading: "The personal data of this certificate were removed" },
  "status-unknown": { status: "waiting", word: "Status unknown", heading: "Whether this certificate still holds is unknown" },
  "no-such-certificate": { status: "idle", word: "Unknown", heading: "There is no such certificate" },
  "not-ours": { status: "idle", word: "Unknown", heading: "This is no certificate of this site" },
};

/** The verdict is the largest thing on the page. */
export function Verdict({ name, because, level = 1 }: { readonly name: VerdictName; readonly because?: string; readonly level?: 1 | 2 }) {
  const { status, word, heading } = verdicts[name];
  const Heading = `h${level}` as const;
  return (
    <div>
      <p>
        <StatusMark status={status} word={word} />
      </p>
      <Heading className="mt-1 text-title">{heading}</Heading>
      {because && <p>{because}</p>}
    </div>
  );
}
