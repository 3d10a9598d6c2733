import { Positions, type SourceFile, type Span } from "#engines/source";
import type { YamlNode } from "#engines/yaml";

/** Leads offsets inside a YAML text back to the file. Where quotes or folding changed the text, the whole value is the place. */
export class TextPlaces {
  readonly #file: SourceFile;
  readonly #positions: Positions;

  constructor(file: SourceFile) {
    this.#file = file;
    this.#positions = new Positions(file);
  }

  span(node: YamlNode, start: number, end: number): Span {
    if (node.kind !== "scalar" || typeof node.value !== "string") return node.span;
    const from = this.#offset(node, node.value, start);
    const to = this.#offset(node, node.value, Math.max(start, end - 1));
    return from === undefined || to === undefined ? node.span : this.#positions.span(from, to + (end > start ? 1 : 0));
  }

  #offset(node: YamlNode & { kind: "scalar" }, value: string, offset: number): number | undefined {
    if (node.lineOffsets) {
      const before = value.slice(0, offset).split("\n");
      const line = node.lineOffsets[before.length - 1];
      return line === undefined ? undefined : line + (before.at(-1)?.length ?? 0);
    }
    const at = this.#file.text.indexOf(value, node.span.start.offset);
    return at === -1 || at + value.length > node.span.end.offset ? undefined : at + offset;
  }
}

/** The node at a path of keys and indexes, or the nearest above it that exists. */
export function nodeAt(node: YamlNode, path: readonly PropertyKey[]): YamlNode {
  const [first, ...rest] = path;
  if (first === undefined) return node;
  const next =
    node.kind === "map"
      ? node.entries.find((entry) => entry.key === String(first))?.value
      : node.kind === "seq"
        ? node.items[Number(first)]
        : undefined;
  return next ? nodeAt(next, rest) : node;
}

/** The plain value of a tree. */
export function plainValue(node: YamlNode): unknown {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "seq") return node.items.map(plainValue);
  return Object.fromEntries(node.entries.map((entry) => [entry.key, plainValue(entry.value)]));
}
