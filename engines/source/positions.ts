import type { Position, SourceFile, Span } from "./model.ts";

/** Turns offsets of one text into lines and columns; built once a file. */
export class Positions {
  readonly #starts: number[] = [0];
  readonly #file: SourceFile;

  constructor(file: SourceFile) {
    this.#file = file;
    for (let at = file.text.indexOf("\n"); at !== -1; at = file.text.indexOf("\n", at + 1)) this.#starts.push(at + 1);
  }

  position(offset: number): Position {
    const inside = Math.max(0, Math.min(offset, this.#file.text.length));
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#starts[middle] ?? 0) <= inside) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: inside - (this.#starts[low] ?? 0) + 1, offset: inside };
  }

  span(start: number, end: number): Span {
    return { file: this.#file.path, start: this.position(start), end: this.position(Math.max(start, end)) };
  }
}

/** The place to point at when a file as a whole is at fault. */
export function startOf(path: string): Span {
  const start = { line: 1, column: 1, offset: 0 };
  return { file: path, start, end: start };
}
