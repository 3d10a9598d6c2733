"use client";

import { signIn } from "next-auth/react";

type ProviderButtonsProps = { readonly providers: readonly { readonly id: string; readonly name: string }[]; readonly returnTo: string };

/** The way to a provider begins with next-auth's own request against forgery, so these buttons need script; the form does not. */
export function ProviderButtons({ providers, returnTo }: ProviderButtonsProps) {
  return (
    <div className="form">
      {providers.map(({ id, name }) => (
        <button key={id} type="button" className="button" data-quiet onClick={() => signIn(id, { callbackUrl: returnTo })}>
          Sign in with {name}
        </button>
      ))}
    </div>
  );
}
