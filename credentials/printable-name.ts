import { typeset } from "./fonts.ts";

export type Printable = { readonly ok: true } | { readonly ok: false; readonly character: string; readonly because: string };

/** Whether a certificate can carry this name; otherwise the first character that no font of ours has. */
export function printable(name: string): Printable {
  const set = typeset(name, "und");
  if (set.ok) return { ok: true };
  const codes = [...set.character].map((character) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`);
  const { character } = set;
  return { ok: false, character, because: `The character ${character} (${codes.join(" ")}) cannot be printed on a certificate.` };
}
