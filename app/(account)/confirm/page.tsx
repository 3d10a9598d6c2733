import type { Metadata } from "next";
import Link from "next/link";
import { tokenIsUsable } from "#db/queries/tokens";
import { type SearchParams, searchParam } from "../search-params.ts";
import { SubmitButton } from "../submit-button.tsx";
import { confirmAction } from "./actions.ts";

export const metadata: Metadata = { title: "Confirm your e-mail address", referrer: "same-origin" };

/** Programs that look through mail open every link in it, so only the button confirms. */
export default async function ConfirmPage({ searchParams }: { searchParams: SearchParams }) {
  const token = await searchParam(searchParams, "token");
  if (!(await tokenIsUsable(token, "confirm-email"))) return <DeadLink />;
  return (
    <main>
      <h1>Confirm your e-mail address</h1>
      <form action={confirmAction} className="form">
        <input type="hidden" name="token" value={token} />
        <input type="hidden" name="next" value={await searchParam(searchParams, "next")} />
        <SubmitButton>Confirm my address</SubmitButton>
      </form>
    </main>
  );
}

function DeadLink() {
  return (
    <main>
      <h1>This link does not work any more</h1>
      <p>
        It was used, replaced by a newer one, or is older than a day. If your address is confirmed already,{" "}
        <Link href="/sign-in">sign in</Link>. If not, sign in too: you can have the mail sent again there.
      </p>
    </main>
  );
}
