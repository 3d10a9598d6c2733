import type { BufferEncoding, FileContent } from "just-bash/browser";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** The bytes of what the shell library writes; `binary` is a byte a character. */
export function encode(content: FileContent, encoding: BufferEncoding | undefined): Uint8Array {
  if (content instanceof Uint8Array) return content;
  switch (encoding) {
    case "binary":
    case "latin1":
      return Uint8Array.from(content, (char) => char.charCodeAt(0));
    case "base64":
      return Uint8Array.from(atob(content), (char) => char.charCodeAt(0));
    case "hex":
      return Uint8Array.from(content.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
    default:
      return encoder.encode(content);
  }
}

export function decode(bytes: Uint8Array, encoding: BufferEncoding | null | undefined): string {
  switch (encoding) {
    case "binary":
    case "latin1":
      return latin1(bytes);
    case "base64":
      return btoa(latin1(bytes));
    case "hex":
      return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
    default:
      return decoder.decode(bytes);
  }
}

function latin1(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return text;
}

/** What a command is given on standard input: the library keeps its bytes as the characters of a string. */
export function inputBytes({ stdin }: { readonly stdin: unknown }): Uint8Array {
  return encode(String(stdin), "latin1");
}

export const inputText = (context: { readonly stdin: unknown }): string => decoder.decode(inputBytes(context));

/** Bytes as a command's output. */
export const outputBytes = (bytes: Uint8Array) => ({ stdout: latin1(bytes), stdoutKind: "bytes" as const });
