import { sha256 } from "@noble/hashes/sha2.js";

const encoder = new TextEncoder();

export const utf8Bytes = (text: string): Uint8Array => encoder.encode(text);

/** SHA-256 of the text, in hexadecimal digits. */
export const digestOf = (text: string): string => [...sha256(utf8Bytes(text))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
