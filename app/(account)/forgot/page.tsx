import type { Metadata } from "next";
import { ForgotForm } from "./form.tsx";

export const metadata: Metadata = { title: "Choose a new password" };

export default function ForgotPage() {
  return (
    <main>
      <h1>Choose a new password</h1>
      <ForgotForm />
    </main>
  );
}
