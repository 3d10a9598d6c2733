import type { Metadata } from "next";
import Link from "next/link";
import { selectAccounts } from "#db/queries/accounts";
import { selectLiveSessions } from "#db/queries/sessions";
import { providerNames } from "#server/providers";
import { requireViewer } from "#server/viewer";
import { type SearchParams, searchParam } from "../search-params.ts";
import { SubmitButton } from "../submit-button.tsx";
import { revokeEverywhereAction, revokeSessionAction, unlinkAction } from "./actions.ts";
import { LinkButton } from "./link-button.tsx";
import { NamesForm } from "./names-form.tsx";
import { PasswordForm } from "./password-form.tsx";

export const metadata: Metadata = { title: "Your account" };

export default async function AccountPage({ searchParams }: { searchParams: SearchParams }) {
  const viewer = await requireViewer("/account");
  const isLinked = (await searchParam(searchParams, "linked")) !== "";
  const isKept = (await searchParam(searchParams, "unlinked")) === "no";
  return (
    <main>
      <h1>Your account</h1>
      {isKept && (
        <p className="notice" data-tone="bad" role="alert">
          That is your only way to sign in. <Link href="/forgot">Choose a password</Link> first, then unlink it.
        </p>
      )}
      {isLinked && (
        <p className="notice" data-tone="good" role="status">
          The account is linked. You can sign in with it from now on.
        </p>
      )}
      <p>
        Signed in as {viewer.email}. <Link href="/sign-out">Sign out</Link>
      </p>
      <section aria-labelledby="names">
        <h2 id="names">Names</h2>
        <NamesForm name={viewer.name} printedName={viewer.printedName ?? ""} />
      </section>
      <section aria-labelledby="password-heading">
        <h2 id="password-heading">Password</h2>
        <PasswordForm email={viewer.email} />
      </section>
      <Providers userId={viewer.id} />
      <Sessions userId={viewer.id} currentId={viewer.sessionId} />
    </main>
  );
}

async function Providers({ userId }: { readonly userId: string }) {
  const linked = new Map((await selectAccounts(userId)).map((account) => [account.provider, account]));
  const providers = providerNames();
  if (providers.length === 0) return null;
  return (
    <section aria-labelledby="providers">
      <h2 id="providers">Other ways to sign in</h2>
      <ul>
        {providers.map(({ id, name }) => {
          const account = linked.get(id);
          return (
            <li key={id}>
              {account ? (
                <form action={unlinkAction}>
                  <input type="hidden" name="provider" value={id} />
                  {name}: linked as {account.email}{" "}
                  <SubmitButton quiet>
                    Unlink<span className="sr-only"> {name}</span>
                  </SubmitButton>
                </form>
              ) : (
                <LinkButton provider={id} name={name} />
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

async function Sessions({ userId, currentId }: { readonly userId: string; readonly currentId: string }) {
  const sessions = await selectLiveSessions(userId);
  return (
    <section aria-labelledby="sessions">
      <h2 id="sessions">Where you are signed in</h2>
      <ul>
        {sessions.map((session) => (
          <li key={session.id}>
            <form action={revokeSessionAction}>
              <input type="hidden" name="session" value={session.id} />
              {session.id === currentId ? "This browser" : (session.userAgent ?? "An unknown browser")}, since{" "}
              <Time at={session.createdAt} />, last seen <Time at={session.lastSeenAt} />{" "}
              {session.id !== currentId && <SubmitButton quiet>Sign out there</SubmitButton>}
            </form>
          </li>
        ))}
      </ul>
      <form action={revokeEverywhereAction}>
        <SubmitButton>Sign out everywhere</SubmitButton>
      </form>
    </section>
  );
}

/** In UTC, and says so: the server does not know the reader's zone. */
const Time = ({ at }: { readonly at: Date }) => (
  <time dateTime={at.toISOString()}>{at.toISOString().slice(0, 16).replace("T", " ")} UTC</time>
);
