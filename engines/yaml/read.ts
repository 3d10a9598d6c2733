import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type ParsedNode, parseDocument, Scalar, type YAMLError } from "yaml";
import { type Diagnostic, type Parsed, Positions, type SourceFile, startOf } from "#engines/source";
import { tooDeep } from "./depth.ts";
import type { YamlEntry, YamlMap, YamlNode, YamlOptions, YamlScalar } from "./model.ts";

/** A file larger than this is refused before anything reads it. */
const maxBytes = 256 * 1024;
/** Aliases and merges may not blow a file up to more nodes than this. */
const maxNodes = 50_000;
const maxDepth = 100;
const maxErrors = 20;

/** Our own files: YAML 1.2, no merge keys, no duplicates. */
export const strictYaml: YamlOptions = { version: "1.2", merge: "none", duplicateKeys: "error" };

/**
 * Reads one YAML document with a place for every value. Never throws: deep nesting, alias bombs and size are diagnostics.
 * An empty file gives no node and no diagnostic.
 */
export function readYaml(file: SourceFile, options: YamlOptions = strictYaml): Parsed<YamlNode | undefined> {
  const refuse = (summary: string, detail: string, offset = 0): Parsed<undefined> => ({
    model: undefined,
    diagnostics: [{ severity: "error", code: "yaml/limit", summary, detail, span: new Positions(file).span(offset, offset + 1) }],
  });
  if (file.text.length > maxBytes) return refuse("The file is too large", `A YAML file may hold ${maxBytes / 1024} KiB here.`);
  const deep = tooDeep(file.text, maxDepth);
  if (deep !== undefined)
    return refuse("The nesting is too deep", `Lists and maps may be nested ${maxDepth} levels deep; no tool needs more.`, deep);

  const document = parseDocument(file.text, {
    version: options.version,
    lineCounter: new LineCounter(),
    uniqueKeys: false,
    merge: false,
    stringKeys: false,
    customTags: options.tags?.flatMap((tag) => [
      { tag, collection: "seq" as const },
      { tag, collection: "map" as const },
      { tag, resolve: (value: string) => value },
    ]),
  });
  const reader = new Reader(file, document, options);
  reader.syntax([...document.errors, ...document.warnings]);
  const model = document.contents === null ? undefined : reader.root(document.contents);
  return { model, diagnostics: reader.diagnostics.slice(0, maxErrors) };
}

/** Thrown inside this file only, caught at its door: the document is larger than the budget once aliases are followed. */
class TooManyNodes extends Error {}

class Reader {
  readonly diagnostics: Diagnostic[] = [];
  readonly #positions: Positions;
  readonly #file: SourceFile;
  readonly #document: Document.Parsed;
  readonly #options: YamlOptions;
  /** The anchors being expanded, so that one which contains itself is found. */
  readonly #open = new Set<ParsedNode>();
  #nodes = 0;

  constructor(file: SourceFile, document: Document.Parsed, options: YamlOptions) {
    this.#file = file;
    this.#positions = new Positions(file);
    this.#document = document;
    this.#options = options;
  }

  syntax(problems: readonly YAMLError[]): void {
    for (const problem of problems) {
      const unknownTag = problem.code === "TAG_RESOLVE_FAILED";
      this.#say(
        unknownTag || problem.name === "YAMLParseError" ? "error" : "warning",
        unknownTag ? "yaml/unknown-tag" : "yaml/syntax",
        problem.message.split(" at line ")[0] ?? problem.message,
        adviceFor(problem.code),
        problem.pos,
      );
    }
  }

  root(node: ParsedNode): YamlNode | undefined {
    try {
      return this.#node(node);
    } catch (error) {
      if (!(error instanceof TooManyNodes)) throw error;
      const detail = `Anchors and aliases make this file larger than ${maxNodes} values. Repeat less of it.`;
      this.diagnostics.push({
        severity: "error",
        code: "yaml/limit",
        summary: "The aliases expand to too much",
        detail,
        span: startOf(this.#file.path),
      });
      return undefined;
    }
  }

  #node(node: ParsedNode): YamlNode {
    if (++this.#nodes > maxNodes) throw new TooManyNodes();
    const span = this.#positions.span(node.range[0], node.range[1]);
    const tag = node.tag !== undefined && this.#options.tags?.includes(node.tag) ? { tag: node.tag } : {};
    if (isAlias(node)) return this.#alias(node, span);
    if (isMap(node)) return this.#map(node, span, tag);
    if (isSeq(node)) return { kind: "seq", items: node.items.map((item) => this.#child(item, span)), ...tag, span };
    return this.#scalar(node as Scalar.Parsed, span, tag);
  }

  #child(node: unknown, parent: YamlNode["span"]): YamlNode {
    if (node === null || node === undefined) return { kind: "scalar", value: null, source: "", style: "plain", span: parent };
    return this.#node(node as ParsedNode);
  }

  #alias(node: ParsedNode & { source: string }, span: YamlNode["span"]): YamlNode {
    const missing: YamlScalar = { kind: "scalar", value: null, source: `*${node.source}`, style: "plain", span };
    const target = isAlias(node) ? (node.resolve(this.#document) as ParsedNode | undefined) : undefined;
    if (!target) {
      const detail = "An alias names an anchor (&name) that stands earlier in the same file.";
      this.#say("error", "yaml/unknown-alias", `No anchor is named "${node.source}"`, detail, node.range);
      return missing;
    }
    if (this.#open.has(target)) {
      this.#say("error", "yaml/alias-cycle", `The anchor "${node.source}" contains itself`, "Remove one of its aliases.", node.range);
      return missing;
    }
    this.#open.add(target);
    const resolved = this.#node(target);
    this.#open.delete(target);
    return resolved;
  }

  #map(node: ParsedNode & { items: readonly unknown[] }, span: YamlNode["span"], tag: { tag?: string }): YamlMap {
    const entries = new Map<string, YamlEntry>();
    const own = new Map<string, number>();
    if (node.anchor) this.#open.add(node);
    for (const pair of node.items as readonly { key: ParsedNode | null; value: ParsedNode | null }[]) {
      const keySpan = pair.key ? this.#positions.span(pair.key.range[0], pair.key.range[1]) : span;
      if (!isScalar(pair.key) && pair.key !== null && !isAlias(pair.key)) {
        const detail = "A list or a map cannot be a key here.";
        this.#say("error", "yaml/key", "A key must be plain text", detail, (pair.key as ParsedNode).range);
        continue;
      }
      const keyNode = this.#child(pair.key, span) as YamlScalar;
      const value = this.#child(pair.value, keySpan);
      const key = keyText(keyNode);
      if (key === "<<" && this.#options.merge === "in-order") {
        this.#merge(entries, value, keySpan);
        continue;
      }
      const first = own.get(key);
      const keep = this.#options.duplicateKeys === "keep";
      if (first !== undefined && !keep) this.#duplicate(key, keySpan, first);
      own.set(key, keySpan.start.line);
      entries.set(keep ? `${entries.size} ${key}` : key, { key, keySpan, value });
    }
    if (node.anchor) this.#open.delete(node);
    return { kind: "map", entries: [...entries.values()], ...tag, span };
  }

  /** https://github.com/ruby/psych, `revive_hash`: later sources of a list lose to earlier ones, all of them overwrite what stands before. */
  #merge(entries: Map<string, YamlEntry>, value: YamlNode, keySpan: YamlNode["span"]): void {
    const sources = value.kind === "seq" ? [...value.items].reverse() : [value];
    for (const source of sources) {
      if (source.kind !== "map") {
        const detail = "`<<` takes a map, or a list of maps, usually as aliases.";
        this.diagnostics.push({ severity: "error", code: "yaml/merge", summary: "Only a map can be merged", detail, span: keySpan });
        continue;
      }
      for (const entry of source.entries) entries.set(entry.key, entry);
    }
  }

  #duplicate(key: string, span: YamlNode["span"], first: number): void {
    const lastWins = this.#options.duplicateKeys === "last-wins";
    this.diagnostics.push({
      severity: lastWins ? "warning" : "error",
      code: "yaml/duplicate-key",
      summary: `The key "${key}" stands twice in this map`,
      detail: lastWins
        ? `The tool keeps the last one and forgets line ${first}. Remove one.`
        : `It stands on line ${first} already. Remove one.`,
      span,
    });
  }

  #scalar(node: Scalar.Parsed, span: YamlNode["span"], tag: { tag?: string }): YamlScalar {
    const block = node.type === Scalar.BLOCK_LITERAL || node.type === Scalar.BLOCK_FOLDED;
    const style = block ? "block" : node.type === Scalar.PLAIN ? "plain" : "quoted";
    const source = node.source ?? "";
    return { kind: "scalar", value: plainValue(node.value, source), source, style, ...tag, ...this.#lines(node, block), span };
  }

  /** Literal blocks keep their lines, so a place inside the value can be found again in the file. */
  #lines(node: Scalar.Parsed, block: boolean): { lineOffsets?: number[] } {
    if (!block || node.type !== Scalar.BLOCK_LITERAL) return {};
    const lines = String(node.value).split("\n");
    const offsets: number[] = [];
    let at = this.#file.text.indexOf("\n", node.range[0]) + 1;
    for (const line of lines) {
      const end = this.#file.text.indexOf("\n", at);
      const raw = this.#file.text.slice(at, end === -1 ? undefined : end);
      offsets.push(at + Math.max(0, raw.length - line.length - (raw.endsWith("\r") ? 1 : 0)));
      if (end === -1) break;
      at = end + 1;
    }
    return { lineOffsets: offsets };
  }

  #say(severity: Diagnostic["severity"], code: Diagnostic["code"], summary: string, detail: string, range: readonly number[]): void {
    const span = this.#positions.span(range[0] ?? 0, range[1] ?? range[0] ?? 0);
    this.diagnostics.push({ severity, code, summary, detail, span });
  }
}

function keyText(node: YamlScalar): string {
  if (node.value === null) return "";
  return typeof node.value === "number" ? node.source : String(node.value);
}

/**
 * Dates, big integers and binary values stay the text they were written as; so do `y` and `n`, which the tools' readers do not take
 * for booleans (https://github.com/ruby/psych/blob/master/lib/psych/scalar_scanner.rb), though YAML 1.1 says they are.
 */
function plainValue(value: unknown, source: string): string | number | boolean | null {
  if (typeof value === "boolean" && source.length === 1) return source;
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean") return value;
  return source;
}

function adviceFor(code: string): string {
  switch (code) {
    case "TAB_AS_INDENT":
      return "YAML is indented with spaces; replace the tab.";
    case "BAD_INDENT":
      return "Keys of one map start in the same column; check the spaces before this line.";
    case "TAG_RESOLVE_FAILED":
      return "This tag means nothing to the tool that reads the file.";
    case "MISSING_CHAR":
      return "A quote or a bracket is opened and not closed.";
    default:
      return "Check the indentation, the quotes and the brackets around this place.";
  }
}
