/** Where people land who were on their way nowhere. */
const defaultReturnPath = "/dashboard";

/** The path to go back to after signing in: only ever on this site, whatever the address bar says. */
export function returnPath(next: unknown): string {
  if (typeof next !== "string" || !next.startsWith("/")) return defaultReturnPath;
  const base = "http://same-origin.invalid";
  // Browsers read "/\" as "//" and drop tabs and line ends, so the parsed address decides, not the text.
  if (!URL.canParse(next, base)) return defaultReturnPath;
  const url = new URL(next, base);
  // "/..//other.example" stays on this origin when read, and leaves it when written out.
  if (url.origin !== base || url.pathname.startsWith("//")) return defaultReturnPath;
  return `${url.pathname}${url.search}${url.hash}`;
}

/** `/sign-in?next=…`, without the parameter when there is nowhere to return to. */
export function withReturnPath(path: string, next: unknown): string {
  const safe = returnPath(next);
  return safe === defaultReturnPath ? path : `${path}${path.includes("?") ? "&" : "?"}next=${encodeURIComponent(safe)}`;
}
