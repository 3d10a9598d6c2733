import type { ReactNode } from "react";

export default function AccountLayout({ children }: { readonly children: ReactNode }) {
  return (
    <div id="content" className="page">
      {children}
    </div>
  );
}
