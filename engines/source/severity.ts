import type { Diagnostic } from "./model.ts";

/** Whether a diagnostic keeps what it is about from being run. */
export function isError({ severity }: Pick<Diagnostic, "severity">): boolean {
  return severity === "error";
}
