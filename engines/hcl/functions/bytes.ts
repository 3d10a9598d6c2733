import { CallFailure } from "./model.ts";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const worth = new Map([...alphabet].map((character, index) => [character, index] as const));

export const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The text, or nothing if the bytes are no UTF-8. */
export function fromUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

export function toBase64(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const rest = bytes.length - at;
    const group = ((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    const letter = (shift: number) => alphabet.charAt((group >> shift) & 63);
    pieces.push(letter(18) + letter(12) + (rest > 1 ? letter(6) : "=") + (rest > 2 ? letter(0) : "="));
  }
  return pieces.join("");
}

/** Strict, with padding; newlines are passed over, as Go does. The offset of the first fault where there is one. */
export function fromBase64(text: string): Uint8Array | { readonly faultAt: number } {
  const letters: number[] = [];
  let padding = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === "\n" || character === "\r") continue;
    if (character === "=") {
      padding++;
      continue;
    }
    const value = worth.get(character);
    if (value === undefined || padding > 0) return { faultAt: at };
    letters.push(value);
  }
  if ((letters.length + padding) % 4 !== 0 || padding > 2) return { faultAt: text.length };
  const bytes = new Uint8Array(Math.floor((letters.length * 3) / 4));
  for (let at = 0, out = 0; at < letters.length; at += 4) {
    const group = ((letters[at] ?? 0) << 18) | ((letters[at + 1] ?? 0) << 12) | ((letters[at + 2] ?? 0) << 6) | (letters[at + 3] ?? 0);
    for (const shift of [16, 8, 0]) if (out < bytes.length) bytes[out++] = (group >> shift) & 255;
  }
  return bytes;
}

export function decodeBase64Text(text: string): string {
  const bytes = fromBase64(text);
  if (!(bytes instanceof Uint8Array)) throw new CallFailure(`${JSON.stringify(text)} is no base64`);
  const decoded = fromUtf8(bytes);
  if (decoded === undefined) throw new CallFailure("the bytes are no UTF-8 text");
  return decoded;
}

export const toHex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
