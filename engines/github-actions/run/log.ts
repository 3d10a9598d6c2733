import { utf8ToBytes } from "@noble/hashes/utils.js";
import type { ScriptEntry } from "#engines/shell";
import type { Span } from "#engines/source";

const maxLogLength = 64 * 1024;

/** What one job prints. Every value that is registered as a mask is shown as `***`. */
export class MaskedLog {
  readonly #pieces: { readonly text: string; readonly at: number }[];
  readonly #masks = new Map<string, string | undefined>();
  /** The longest first: one may be part of another. */
  readonly #sorted: string[] = [];
  readonly #now: () => number;
  #length = 0;
  /** How each secret came into the log, by its name. */
  readonly printed = new Map<string, { readonly how: "masked"; readonly span: Span | undefined }>();

  constructor(pieces: { readonly text: string; readonly at: number }[], now: () => number) {
    this.#pieces = pieces;
    this.#now = now;
  }

  /** Hides a value from now on; `name` is the secret's it belongs to. GitHub hides every line of a value that has several. */
  mask(value: string, name?: string): void {
    for (const line of new Set([value, ...value.split("\n")])) {
      if (line.trim() === "") continue;
      for (const shown of [line, ...disguises(line)]) this.#add(shown, name);
    }
  }

  #add(value: string, name: string | undefined): void {
    if (!this.#masks.has(value)) this.#sorted.splice(this.#firstNotLonger(value.length), 0, value);
    this.#masks.set(value, name);
  }

  /** Where in the sorted list those begin that a text of this length may hold. */
  #firstNotLonger(length: number): number {
    let low = 0;
    let high = this.#sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sorted[middle]?.length ?? 0) > length) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Whether a text would not be shown as it is. */
  hides(text: string): boolean {
    return this.#sorted.some((value) => text.includes(value));
  }

  write(text: string, entry?: Pick<ScriptEntry, "span">): void {
    let shown = text;
    for (let at = this.#firstNotLonger(text.length); at < this.#sorted.length; at++) {
      const value = this.#sorted[at] ?? "";
      if (!shown.includes(value)) continue;
      const name = this.#masks.get(value);
      if (name !== undefined && !this.printed.has(name)) this.printed.set(name, { how: "masked", span: entry?.span });
      shown = shown.replaceAll(value, "***");
    }
    if (this.#length >= maxLogLength || shown === "") return;
    const piece = shown.slice(0, maxLogLength - this.#length);
    this.#length += piece.length;
    this.#pieces.push({ text: piece, at: this.#now() });
  }

  line(text: string): void {
    this.write(`${text}\n`);
  }
}

/** https://docs.github.com/en/actions/reference/security/secure-use#use-secrets-for-sensitive-information: what the runner knows a value by as well. */
function disguises(value: string): readonly string[] {
  const bytes = utf8ToBytes(value.slice(0, maxEncoded));
  // What stands before a value in a longer one, as in `user:password`, moves it by up to two bytes.
  const encoded = [0, 1, 2].filter((shift) => shift < bytes.length).map((shift) => btoa(String.fromCharCode(...bytes.slice(shift))));
  const escaped = [JSON.stringify(value).slice(1, -1), uriEscaped(value), value.replaceAll("'", "''"), value.replaceAll('"', '\\"')];
  const xml = value.replace(/[<>&"']/g, (char) => `&${entities[char] ?? ""};`);
  const unquoted = value.length > 8 && /^".*"$/s.test(value) ? [value.slice(1, -1)] : [];
  return [...encoded, ...escaped, xml, ...unquoted].filter((text) => text !== value);
}

const maxEncoded = 8192;
const entities: Readonly<Record<string, string>> = { "<": "lt", ">": "gt", "&": "amp", '"': "quot", "'": "apos" };

/** Nothing where the text is no text that could be escaped. */
function uriEscaped(value: string): string {
  try {
    return encodeURIComponent(value);
  } catch {
    return value;
  }
}
