import type { ScriptEntry } from "#engines/shell";
import type { Span } from "#engines/source";

const maxLogLength = 64 * 1024;

/** What one job prints. Every value that is registered as a mask is shown as `***`. */
export class MaskedLog {
  readonly #pieces: { readonly text: string; readonly at: number }[];
  readonly #masks = new Map<string, string | undefined>();
  /** The longest first: one may be part of another. */
  #sorted: readonly (readonly [value: string, name: string | undefined])[] = [];
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
    for (const line of [value, ...value.split("\n")]) if (line.trim() !== "") this.#masks.set(line, name);
    this.#sorted = [...this.#masks].sort(([a], [b]) => b.length - a.length);
  }

  /** Whether a text would not be shown as it is. */
  hides(text: string): boolean {
    return this.#sorted.some(([value]) => text.includes(value));
  }

  write(text: string, entry?: Pick<ScriptEntry, "span">): void {
    let shown = text;
    for (const [value, name] of this.#sorted) {
      if (!shown.includes(value)) continue;
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
