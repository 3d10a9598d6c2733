import Link from "next/link";
import type { ReactNode } from "react";
import { AccountMenu } from "./account-menu.tsx";

/** What stands around every page. */
export function SiteFrame({ children }: { readonly children: ReactNode }) {
  return (
    <div className="flex min-h-dvh flex-col">
      <a href="#content" className="sr-only focus:not-sr-only focus:absolute focus:z-20 focus:bg-raised focus:p-3">
        Skip to the content
      </a>
      <header className="border-line border-b">
        <nav aria-label="Site" className="flex h-(--header-height) items-center gap-6 px-4">
          <Link href="/" className="font-strong">
            Fivenines
          </Link>
          <Link href="/courses">Courses</Link>
          <span className="flex-1" />
          <AccountMenu />
        </nav>
      </header>
      <div className="flex-1">{children}</div>
      <footer className="border-line border-t px-4 py-6 text-ink-soft text-small">
        <nav aria-label="About" className="flex flex-wrap gap-x-6 gap-y-2">
          <span>Labs are graded on behaviour. What is not simulated is refused by name.</span>
          <Link href="/verify" className="link">
            Check a certificate
          </Link>
        </nav>
      </footer>
    </div>
  );
}
