import type { Metadata } from "next";
import Link from "next/link";
import { firstAdministratorTokenIsUsable } from "#server/first-administrator";
import { withReturnPath } from "#server/return-path";
import { currentViewer } from "#server/viewer";
import { claimAction } from "./actions.ts";

export const metadata: Metadata = { title: "Become the first administrator", referrer: "same-origin", robots: { index: false } };

export default async function ClaimPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  if (!(await firstAdministratorTokenIsUsable(token))) return <DeadLink />;
  const viewer = await currentViewer();
  const here = `/claim/${token}`;
  return (
    <main>
      <h1>Become the first administrator</h1>
      <p>An administrator manages people, roles and courses. This link works once.</p>
      {viewer ? (
        <form action={claimAction} className="form">
          <input type="hidden" name="token" value={token} />
          <button type="submit" className="button">
            Make {viewer.email} the administrator
          </button>
        </form>
      ) : (
        <p>
          <Link href={withReturnPath("/sign-in", here)}>Sign in</Link> or{" "}
          <Link href={withReturnPath("/sign-up", here)}>create an account</Link> first; you come back here afterwards.
        </p>
      )}
    </main>
  );
}

function DeadLink() {
  return (
    <main>
      <h1>This link does not work any more</h1>
      <p>It was used, is older than a week, or there is an administrator already. An administrator can give you a role.</p>
    </main>
  );
}
