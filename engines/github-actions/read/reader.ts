import { type Diagnostic, didYouMean, type Span } from "#engines/source";
import type { YamlNode } from "#engines/yaml";
import type { BoolOrExpression, Env, NumberOrExpression, Text, Variable } from "../model.ts";

/** One entry of a map: the key as a text, so that it can be pointed at. */
export type Entry = { readonly id: string; readonly key: Text; readonly value: YamlNode };

/** Reads the shapes of a workflow and tells what is not as GitHub wants it. Methods give `undefined` after having told. */
export class WorkflowReader {
  readonly diagnostics: Diagnostic[] = [];

  error(span: Span, summary: string, detail: string, rule = "syntax"): undefined {
    this.diagnostics.push({ severity: "error", code: `github-actions/${rule}`, summary, detail, span });
  }

  /** The entries of a map. Where names are free, GitHub takes `Foo` and `foo` for the same. */
  map(
    node: YamlNode,
    what: string,
    options: { readonly mayBeEmpty?: boolean; readonly freeNames?: boolean; readonly owner?: Span } = {},
  ): readonly Entry[] {
    if (node.kind !== "map") {
      if (isNull(node) && options.mayBeEmpty) return [];
      this.error(node.span, `${what} must be a map`, `It is ${kindOf(node)}. Write \`key: value\` lines below it.`);
      return [];
    }
    if (node.entries.length === 0 && !options.mayBeEmpty) this.empty(node.span, what);
    const seen = new Map<string, Span>();
    const entries: Entry[] = [];
    for (const { key, keySpan, value } of node.entries) {
      if (key === "<<") {
        this.error(keySpan, "Merge keys are not supported", "GitHub reads anchors and aliases, and no `<<`. Repeat the keys.");
        continue;
      }
      const id = options.freeNames ? key.toLowerCase() : key;
      const first = seen.get(id);
      if (first) {
        const detail = `It stands on line ${first.start.line} already${options.freeNames ? "; upper and lower case are the same here" : ""}.`;
        this.error(keySpan, `The key "${key}" stands twice in ${what}`, detail);
        continue;
      }
      seen.set(id, keySpan);
      const text = { value: key, span: keySpan, node: { kind: "scalar", value: key, source: key, style: "plain", span: keySpan } as const };
      entries.push({ id, key: text, value });
    }
    return entries;
  }

  empty(span: Span, what: string): void {
    this.error(span, `${what} is empty`, "Remove it, or write what belongs there.");
  }

  unknown(entry: Entry, what: string, known: readonly string[]): void {
    const detail = `${what} may have: ${known.join(", ")}.${didYouMean(entry.key.value, known)}`;
    this.error(entry.key.span, `${what} has no key "${entry.key.value}"`, detail);
  }

  list(node: YamlNode, what: string, mayBeEmpty = false): readonly YamlNode[] | undefined {
    if (node.kind !== "seq") return this.error(node.span, `${what} must be a list`, `It is ${kindOf(node)}. Write one \`- item\` a line.`);
    if (node.items.length === 0 && !mayBeEmpty) this.empty(node.span, what);
    return node.items;
  }

  /** A scalar as text. */
  text(node: YamlNode, what: string, mayBeEmpty = false): Text | undefined {
    if (node.kind !== "scalar") return this.error(node.span, `${what} must be text`, `It is ${kindOf(node)}.`);
    const value = node.value === null ? "" : typeof node.value === "string" ? node.value : node.source;
    if (value === "" && !mayBeEmpty) return this.error(node.span, `${what} is empty`, "Write a text here.");
    return { value, span: node.span, node };
  }

  texts(node: YamlNode, what: string, mayBeEmpty = false, itemMayBeEmpty = false): readonly Text[] {
    return (this.list(node, what, mayBeEmpty) ?? []).flatMap((item) => this.text(item, `An item of ${what}`, itemMayBeEmpty) ?? []);
  }

  textOrTexts(node: YamlNode, what: string, mayBeEmpty = false, itemMayBeEmpty = false): readonly Text[] {
    if (node.kind === "seq") return this.texts(node, what, mayBeEmpty, itemMayBeEmpty);
    const one = this.text(node, what, itemMayBeEmpty);
    return one ? [one] : [];
  }

  /** A text that is one expression and nothing else. */
  expression(node: YamlNode, what: string, instead: string): Text | undefined {
    if (node.kind === "scalar" && typeof node.value === "string" && isOneExpression(node.value))
      return { value: node.value, span: node.span, node };
    return this.error(node.span, `${what} must be ${instead} or one expression`, `It is ${kindOf(node)}.`);
  }

  bool(node: YamlNode, what: string): BoolOrExpression | undefined {
    if (node.kind === "scalar" && typeof node.value === "boolean") return { kind: "value", value: node.value };
    const text = this.expression(node, what, "true or false");
    return text && { kind: "expression", text };
  }

  number(node: YamlNode, what: string, least: "positive" | "integer"): NumberOrExpression | undefined {
    if (node.kind !== "scalar" || typeof node.value !== "number") {
      const text = this.expression(node, what, "a number");
      return text && { kind: "expression", text };
    }
    if (least === "integer" && !(Number.isInteger(node.value) && /^[-+]?[0-9_xob]+$/i.test(node.source)))
      return this.error(node.span, `${what} must be a whole number`, `It is ${node.source}.`);
    if (!(node.value > 0)) return this.error(node.span, `${what} must be greater than zero`, `It is ${node.source}.`);
    return { kind: "value", value: node.value, span: node.span };
  }

  env(node: YamlNode, what: string): Env | undefined {
    if (node.kind === "scalar" && !isNull(node)) {
      const expression = this.expression(node, what, "a map");
      return expression && { variables: [], expression };
    }
    return { variables: this.variables(node, what) };
  }

  /** Free names with texts. */
  variables(node: YamlNode, what: string, mayBeEmpty = true): readonly Variable[] {
    return this.map(node, what, { freeNames: true, mayBeEmpty }).flatMap(({ key, value }) => {
      const text = this.text(value, `"${key.value}"`, true);
      return text ? [{ name: key, value: text }] : [];
    });
  }
}

export const isNull = (node: YamlNode): boolean => node.kind === "scalar" && node.value === null;

/** Whether the text is `${{ … }}` from its first to its last letter. */
export function isOneExpression(text: string): boolean {
  const trimmed = text.trim();
  return trimmed.startsWith("${{") && trimmed.endsWith("}}") && trimmed.indexOf("${{", 3) === -1;
}

function kindOf(node: YamlNode): string {
  if (node.kind === "seq") return "a list";
  if (node.kind === "map") return "a map";
  if (node.value === null) return "empty";
  return typeof node.value === "string" ? "text" : `the ${typeof node.value} ${node.source}`;
}
