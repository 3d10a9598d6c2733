import { printable } from "#credentials/printable-name";

export type NameCheck = { readonly ok: true; readonly name: string } | { readonly ok: false; readonly because: string };

const maximumLength = 100;

/**
 * The name as it is stored, or why it cannot be: asked when a name is entered, so that nothing has to be refused when it is
 * printed. Which characters the fonts can print is the credentials room's knowledge, and is asked here.
 */
export function checkName(entered: string): NameCheck {
  const name = entered.normalize("NFC").replace(/\s+/gu, " ").trim();
  if (name === "") return { ok: false, because: "Enter a name." };
  if ([...name].length > maximumLength) return { ok: false, because: `Use at most ${maximumLength} characters.` };
  // Cc, Cs, Co, Cn: controls, halves of pairs, private use, unassigned. Bidirectional overrides would let a name rewrite the line.
  const unprintable = /[\p{Cc}\p{Cs}\p{Co}\p{Cn}\u202A-\u202E\u2066-\u2069]/u.exec(name);
  if (unprintable) return { ok: false, because: `The character ${codePoint(unprintable[0])} cannot be printed.` };
  if (!/\p{L}/u.test(name)) return { ok: false, because: "A name has at least one letter." };
  const print = printable(name);
  if (!print.ok) return { ok: false, because: print.because };
  return { ok: true, name };
}

const codePoint = (character: string) => `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
