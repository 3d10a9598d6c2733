import type { Metadata, Viewport } from "next";
import type { ReactNode } from "react";
import { SiteFrame } from "#components/site-frame";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Fivenines: learn DevOps and SRE by doing", template: "%s – Fivenines" },
  description: "Labs graded on behaviour, in milliseconds, and a certificate anyone can check.",
};

export const viewport: Viewport = { colorScheme: "light dark" };

export default function RootLayout({ children }: { readonly children: ReactNode }) {
  return (
    <html lang="en">
      <body>
        <SiteFrame>{children}</SiteFrame>
      </body>
    </html>
  );
}
