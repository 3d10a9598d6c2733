import { type Diagnostic, didYouMean, type Span } from "#engines/source";
import type { YamlEntry, YamlNode } from "./model.ts";

/**
 * Reads the shape of a YAML tree and collects what is wrong with it. Every method gives `undefined` where the value is not what was
 * asked for, after saying so; callers go on with what they have.
 */
export class ShapeReader {
  readonly diagnostics: Diagnostic[] = [];
  readonly #engine: string;

  constructor(engine: string) {
    this.#engine = engine;
  }

  error(rule: string, span: Span, summary: string, detail: string): undefined {
    this.diagnostics.push({ severity: "error", code: `${this.#engine}/${rule}`, summary, detail, span });
  }

  warn(rule: string, span: Span, summary: string, detail: string): void {
    this.diagnostics.push({ severity: "warning", code: `${this.#engine}/${rule}`, summary, detail, span });
  }

  /** The entries of a map by key; keys that are not `known` are refused with a suggestion. */
  map(node: YamlNode | undefined, what: string, known?: readonly string[]): ReadonlyMap<string, YamlEntry> | undefined {
    if (!node) return undefined;
    if (node.kind !== "map")
      return this.error("shape", node.span, `${what} must be a map`, `It is ${describe(node)}. Write \`key: value\` lines.`);
    if (known) {
      for (const entry of node.entries) {
        if (known.includes(entry.key)) continue;
        const detail = `${what} may have: ${known.join(", ")}.${didYouMean(entry.key, known)}`;
        this.error("unknown-key", entry.keySpan, `${what} has no key "${entry.key}"`, detail);
      }
    }
    return new Map(node.entries.map((entry) => [entry.key, entry]));
  }

  list(node: YamlNode | undefined, what: string): readonly YamlNode[] | undefined {
    if (!node) return undefined;
    if (node.kind === "seq") return node.items;
    return this.error("shape", node.span, `${what} must be a list`, `It is ${describe(node)}. Write one \`- item\` a line.`);
  }

  text(node: YamlNode | undefined, what: string): string | undefined {
    if (!node) return undefined;
    if (node.kind === "scalar" && typeof node.value === "string") return node.value;
    return this.error("shape", node.span, `${what} must be text`, `It is ${describe(node)}. Put it in quotes if text is meant.`);
  }

  /** Text, or a number or a boolean as it was written. */
  scalarText(node: YamlNode | undefined, what: string): string | undefined {
    if (!node) return undefined;
    if (node.kind === "scalar" && node.value !== null) return typeof node.value === "string" ? node.value : node.source;
    return this.error("shape", node.span, `${what} must be one value`, `It is ${describe(node)}.`);
  }

  /** One text, or a list of them. */
  texts(node: YamlNode | undefined, what: string): readonly string[] | undefined {
    if (!node) return undefined;
    if (node.kind !== "seq") {
      const one = this.scalarText(node, what);
      return one === undefined ? undefined : [one];
    }
    return node.items.flatMap((item) => this.scalarText(item, `Each item of ${what}`) ?? []);
  }

  integer(node: YamlNode | undefined, what: string): number | undefined {
    if (!node) return undefined;
    if (node.kind === "scalar" && typeof node.value === "number" && Number.isSafeInteger(node.value)) return node.value;
    return this.error("shape", node.span, `${what} must be a whole number`, `It is ${describe(node)}.`);
  }

  boolean(node: YamlNode | undefined, what: string): boolean | undefined {
    if (!node) return undefined;
    if (node.kind === "scalar" && typeof node.value === "boolean") return node.value;
    return this.error("shape", node.span, `${what} must be true or false`, `It is ${describe(node)}.`);
  }
}

/** "a list", "a map", "nothing", "the number 3": for messages. */
export function describe(node: YamlNode): string {
  if (node.kind === "seq") return "a list";
  if (node.kind === "map") return "a map";
  if (node.value === null) return "empty";
  if (typeof node.value === "string") return "text";
  return `the ${typeof node.value} ${node.source}`;
}
