import type { Position, Span } from "#engines/source";
import { graphemes } from "./graphemes.ts";

/** A place as HCL counts it: columns in characters as people see them, from 1; bytes of UTF-8, from 0. */
export type HclPlace = { readonly line: number; readonly column: number; readonly byte: number };

/** Turns the places of one text into HCL's own. */
export class HclPlaces {
  readonly #text: string;
  readonly #encoder = new TextEncoder();

  constructor(text: string) {
    this.#text = text;
  }

  place({ line, column, offset }: Position): HclPlace {
    const before = this.#text.slice(offset - column + 1, offset);
    return { line, column: graphemes(before).length + 1, byte: this.#encoder.encode(this.#text.slice(0, offset)).length };
  }

  range({ start, end }: Span): { readonly start: HclPlace; readonly end: HclPlace } {
    return { start: this.place(start), end: this.place(end) };
  }
}
