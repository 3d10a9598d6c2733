/** Half of a character that UTF-16 writes in two: no UTF-8 file holds one, and Postgres refuses it. */
const loneSurrogate = /\p{Surrogate}/u;

export function isWellFormed(text: string): boolean {
  return !loneSurrogate.test(text);
}

/** A slice that cuts no character in two. */
export function slice(text: string, start: number, end?: number): string {
  return text.slice(start, end).replace(/\p{Surrogate}/gu, "");
}
