import type { Metadata } from "next";
import Link from "next/link";
import { honourCode } from "#server/honour-code";
import { withReturnPath } from "#server/return-path";
import { type SearchParams, searchParam } from "../search-params.ts";
import { SignUpForm } from "./form.tsx";

export const metadata: Metadata = { title: "Create an account" };

export default async function SignUpPage({ searchParams }: { searchParams: SearchParams }) {
  const next = await searchParam(searchParams, "next");
  return (
    <main>
      <h1>Create an account</h1>
      <SignUpForm next={next} promises={honourCode.promises} />
      <p>
        You have an account? <Link href={withReturnPath("/sign-in", next)}>Sign in</Link>
      </p>
    </main>
  );
}
