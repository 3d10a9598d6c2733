import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { type ProviderRefusal, providerRefusals } from "#server/provider-sign-in";
import { providerNames } from "#server/providers";
import { returnPath, withReturnPath } from "#server/return-path";
import { currentViewer } from "#server/viewer";
import { type SearchParams, searchParam } from "../search-params.ts";
import { SignInForm } from "./form.tsx";
import { ProviderButtons } from "./provider-buttons.tsx";

export const metadata: Metadata = { title: "Sign in" };

const isRefusal = (code: string): code is ProviderRefusal => Object.hasOwn(providerRefusals, code);

export default async function SignInPage({ searchParams }: { searchParams: SearchParams }) {
  const next = await searchParam(searchParams, "next");
  const error = await searchParam(searchParams, "error");
  const isConfirmed = (await searchParam(searchParams, "confirmed")) !== "";
  const isReset = (await searchParam(searchParams, "reset")) !== "";
  const viewer = await currentViewer();
  if (viewer && !error) redirect(returnPath(next));
  const providers = providerNames();
  return (
    <main>
      <h1>Sign in</h1>
      {isConfirmed && (
        <p className="notice" data-tone="good" role="status">
          Your e-mail address is confirmed. Sign in to go on.
        </p>
      )}
      {isReset && (
        <p className="notice" data-tone="good" role="status">
          Your password is changed and every open session has ended. Sign in with the new one.
        </p>
      )}
      {error && (
        <p className="notice" data-tone="bad" role="alert">
          {isRefusal(error) ? providerRefusals[error] : "The sign-in did not complete. Try again."}
        </p>
      )}
      {viewer && (
        <p>
          You are signed in as {viewer.email}. Go to <Link href="/account">your account</Link>.
        </p>
      )}
      <SignInForm next={next} />
      {providers.length > 0 && <ProviderButtons providers={providers} returnTo={returnPath(next)} />}
      <p>
        <Link href="/forgot">Forgot your password?</Link>
      </p>
      <p>
        You have no account? <Link href={withReturnPath("/sign-up", next)}>Create one</Link>
      </p>
    </main>
  );
}
