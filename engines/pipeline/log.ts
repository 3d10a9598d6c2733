import type { ScriptEntry } from "#engines/shell";
import type { Secret } from "./model.ts";

const maxLogBytes = 64 * 1024;

/** What one job prints: secrets are hidden, and who printed one is remembered. */
export class JobLog {
  readonly #pieces: { readonly text: string; readonly at: number }[];
  readonly #secrets: readonly Secret[];
  readonly #mask: string;
  #length = 0;
  /** How each secret came into the log, by name, with the entry that printed it. */
  readonly printed = new Map<string, { readonly how: "masked" | "plain"; readonly entry: ScriptEntry | undefined }>();

  constructor(pieces: { readonly text: string; readonly at: number }[], secrets: readonly Secret[], mask: string) {
    this.#pieces = pieces;
    this.#secrets = secrets.filter((secret) => secret.value !== "");
    this.#mask = mask;
  }

  write(text: string, at: number, entry?: ScriptEntry): void {
    let shown = text;
    for (const { name, value, masked } of this.#secrets) {
      if (!shown.includes(value)) continue;
      if (this.printed.get(name)?.how !== "plain") this.printed.set(name, { how: masked ? "masked" : "plain", entry });
      if (masked) shown = shown.replaceAll(value, this.#mask);
    }
    if (this.#length >= maxLogBytes || shown === "") return;
    const piece = shown.slice(0, maxLogBytes - this.#length);
    this.#length += piece.length;
    this.#pieces.push({ text: piece, at });
  }
}
