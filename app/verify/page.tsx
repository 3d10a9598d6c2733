import type { Metadata } from "next";
import { VerifyForm } from "./verify-form.tsx";

export const metadata: Metadata = { title: "Check a certificate" };

export default function VerifyPage() {
  return (
    <main id="content" className="page">
      <h1>Check a certificate</h1>
      <p>
        Choose the file that you were given: the PDF, or the credential. Its signature is checked byte by byte, and whether it was revoked.
        Nothing of it is kept.
      </p>
      <VerifyForm />
    </main>
  );
}
