import type { YamlEntry, YamlMap, YamlNode, YamlSeq } from "#engines/yaml";
import { TextEdits } from "./text-edits.ts";

/** Edits of a YAML text that know its indentation. */
export class YamlEdits extends TextEdits {
  dropEntry(map: YamlMap, { keySpan, value }: YamlEntry): string {
    return this.#drop(keySpan.start.offset, value.span.end.offset, this.#isFlow(map));
  }

  dropItem(seq: YamlSeq, item: YamlNode): string {
    if (this.#isFlow(seq)) return this.#drop(item.span.start.offset, item.span.end.offset, true);
    return this.#drop(this.text.lastIndexOf("-", item.span.start.offset), item.span.end.offset, false);
  }

  /** A further key, before the others. */
  addEntry(map: YamlMap, line: string): string | undefined {
    const [first] = map.entries;
    if (!first) return undefined;
    const at = first.keySpan.start.offset;
    const separator = this.#isFlow(map) ? ", " : `\n${" ".repeat(first.keySpan.start.column - 1)}`;
    return this.text.slice(0, at) + line + separator + this.text.slice(at);
  }

  /** A further item, before the others. */
  addItem(seq: YamlSeq, text: string): string | undefined {
    const [first] = seq.items;
    if (!first) return undefined;
    if (this.#isFlow(seq)) return `${this.text.slice(0, first.span.start.offset)}${text}, ${this.text.slice(first.span.start.offset)}`;
    const dash = this.text.lastIndexOf("-", first.span.start.offset);
    const indent = " ".repeat(dash - this.#lineStart(dash));
    return `${this.text.slice(0, dash)}- ${text}\n${indent}${this.text.slice(dash)}`;
  }

  #drop(start: number, end: number, isFlow: boolean): string {
    if (isFlow) {
      const after = /^\s*,\s*/.exec(this.text.slice(end))?.[0].length ?? 0;
      const before = after > 0 ? 0 : (/,\s*$/.exec(this.text.slice(0, start))?.[0].length ?? 0);
      return this.text.slice(0, start - before) + this.text.slice(end + after);
    }
    const from = this.#lineStart(start);
    const lead = this.text.slice(from, start);
    const newline = this.text.indexOf("\n", Math.max(start, end - 1));
    const to = newline === -1 ? this.text.length : newline + 1;
    // The first key of a list's item stands behind the dash: what follows moves up to it.
    if (lead.trim() !== "") return this.text.slice(0, start) + this.text.slice(to).replace(/^\s*/, "");
    return this.text.slice(0, from) + this.text.slice(to);
  }

  #lineStart(offset: number): number {
    return this.text.lastIndexOf("\n", offset - 1) + 1;
  }

  #isFlow({ span }: YamlNode): boolean {
    return /[[{]/.test(this.text[span.start.offset] ?? "");
  }
}
