"use client";

import type { ReactNode } from "react";
import { useFormStatus } from "react-dom";

type SubmitButtonProps = { readonly children: ReactNode; readonly name?: string; readonly value?: string; readonly quiet?: boolean };

export function SubmitButton({ children, name, value, quiet = false }: SubmitButtonProps) {
  const { pending } = useFormStatus();
  return (
    <button type="submit" className="button" data-quiet={quiet || undefined} name={name} value={value} disabled={pending}>
      {children}
    </button>
  );
}
