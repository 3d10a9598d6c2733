"use client";

import Link from "next/link";
import { useEffect, useState } from "react";

type Me = { readonly name: string };

/** Who is signed in, asked by the browser: the pages around it are the same for everyone and stay static. */
export function AccountMenu() {
  const [me, setMe] = useState<Me | null>();
  useEffect(() => {
    fetch("/api/me")
      .then((answer) => (answer.ok ? answer.json() : null))
      .then(setMe, () => setMe(null));
  }, []);
  if (me === undefined) return <span className="min-w-16" />;
  return me ? (
    <>
      <Link href="/dashboard">Dashboard</Link>
      <Link href="/account">{me.name}</Link>
    </>
  ) : (
    <Link href="/sign-in">Sign in</Link>
  );
}
