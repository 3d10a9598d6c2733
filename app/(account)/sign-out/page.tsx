import type { Metadata } from "next";
import { SubmitButton } from "../submit-button.tsx";
import { signOutAction } from "./actions.ts";

export const metadata: Metadata = { title: "Sign out" };

export default function SignOutPage() {
  return (
    <main>
      <h1>Sign out</h1>
      <form action={signOutAction} className="form">
        <SubmitButton>Sign out of this browser</SubmitButton>
      </form>
    </main>
  );
}
