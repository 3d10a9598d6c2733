import type { Metadata } from "next";
import Link from "next/link";
import { selectOptionalTokenEmail } from "#db/queries/tokens";
import { type SearchParams, searchParam } from "../search-params.ts";
import { ResetForm } from "./form.tsx";

export const metadata: Metadata = { title: "Choose a new password", referrer: "same-origin" };

export default async function ResetPage({ searchParams }: { searchParams: SearchParams }) {
  const token = await searchParam(searchParams, "token");
  const email = await selectOptionalTokenEmail(token, "reset-password");
  if (email === undefined) {
    return (
      <main>
        <h1>This link does not work any more</h1>
        <p>
          It was used, or is older than an hour. <Link href="/forgot">Ask for a new one</Link>.
        </p>
      </main>
    );
  }
  return (
    <main>
      <h1>Choose a new password</h1>
      <ResetForm token={token} email={email} />
    </main>
  );
}
