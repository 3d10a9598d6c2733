import type { Span } from "#engines/source";

/** Edits of a text that leave the rest of it as it was written. */
export class TextEdits {
  protected readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  replace({ start, end }: Span, by: string): string {
    return this.slice(start.offset, end.offset, by);
  }

  slice(start: number, end: number, by: string): string {
    return this.text.slice(0, start) + by + this.text.slice(end);
  }

  insert(at: number, text: string): string {
    return this.slice(at, at, text);
  }

  source({ start, end }: Span): string {
    return this.text.slice(start.offset, end.offset);
  }

  between(before: Span, after: Span): string {
    return this.text.slice(before.end.offset, after.start.offset);
  }

  /** Two stretches in each other's place; `first` stands before `second`. */
  swap(first: Span, second: Span): string {
    const swapped = this.source(second) + this.between(first, second) + this.source(first);
    return this.slice(first.start.offset, second.end.offset, swapped);
  }

  /** The lines of a text over several lines, with the offsets at which they stand. */
  linesOf({ start, end }: Span): readonly { readonly text: string; readonly start: number; readonly end: number }[] {
    const lines: { text: string; start: number; end: number }[] = [];
    for (let at = start.offset; at < end.offset; ) {
      const newline = this.text.indexOf("\n", at);
      const stop = newline === -1 || newline > end.offset ? end.offset : newline;
      lines.push({ text: this.text.slice(at, stop), start: at, end: stop });
      at = stop + 1;
    }
    return lines;
  }

  /** From the start of what `opening` finds just before a stretch to the end of what `closing` finds just behind it. */
  blockAround({ start, end }: Span, opening: RegExp, closing: RegExp): { readonly start: number; readonly end: number } | undefined {
    const [before, after] = [opening.exec(this.text.slice(0, start.offset)), closing.exec(this.text.slice(end.offset))];
    return before && after ? { start: before.index, end: end.offset + after[0].length } : undefined;
  }
}
