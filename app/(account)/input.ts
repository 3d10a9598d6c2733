import { type ZodError, z } from "zod";
import { checkName } from "#server/printable-name";
import type { FormState } from "./form-state.ts";

/** The texts of a form; passwords and files are never sent back to the browser. */
export function keptValues(form: FormData): Record<string, string> {
  const texts = [...form].filter((entry): entry is [string, string] => typeof entry[1] === "string");
  return Object.fromEntries(texts.filter(([name]) => !name.startsWith("$") && !/password|token/i.test(name)));
}

/** The first thing wrong with each field. */
export function invalid(form: FormData, error: ZodError): FormState {
  const errors: Record<string, string> = {};
  for (const issue of error.issues) errors[String(issue.path[0])] ??= issue.message;
  return { values: keptValues(form), errors };
}

export const refused = (form: FormData, text: string): FormState => ({
  values: keptValues(form),
  errors: {},
  notice: { tone: "bad", text },
});

export const finished = (text: string): FormState => ({ values: {}, errors: {}, notice: { tone: "good", text }, done: true });

export const Email = z.email("Enter an e-mail address, such as ada@example.com.").max(254, "That is too long for an e-mail address.");
export const EnteredPassword = z
  .string("Enter your password.")
  .min(1, "Enter your password.")
  .max(1000, "That is too long for a password.");
const EnteredName = z.string("Enter a name.").max(500, "That is too long for a name.");
/** A name that can be printed, as it is stored. */
export const Name = EnteredName.transform(printable);
export const OptionalName = EnteredName.transform((entered, context) => (entered.trim() === "" ? null : printable(entered, context)));
/** Any text; `returnPath` decides where it may lead. */
export const Next = z.string().max(2000).default("").catch("");
export const Token = z.string().regex(/^[\w-]{43}$/);

function printable(entered: string, context: z.RefinementCtx): string {
  const checked = checkName(entered);
  if (checked.ok) return checked.name;
  context.addIssue({ code: "custom", message: checked.because, input: entered });
  return z.NEVER;
}
