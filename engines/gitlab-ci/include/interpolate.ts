import { didYouMean, type Span } from "#engines/source";
import type { YamlMap, YamlNode } from "#engines/yaml";
import { fillKnown } from "../expand-variables.ts";
import type { GitlabReader } from "../reader.ts";
import { type Inputs, textOfNode } from "./inputs.ts";

const block = /\$\[\[([\s\S]*?)\]\]/g;
const maxFunctions = 3;
/** One input may stand in many places: what they grow to together, over all files. */
const maxText = 1024 * 1024;

/** https://docs.gitlab.com/ci/inputs/#define-input-parameters-with-specinputs: fills `$[[ inputs.name | function ]]` into a file. */
export class Interpolation {
  readonly #inputs: Inputs;
  readonly #variables: Readonly<Record<string, string>>;
  readonly #reader: GitlabReader;

  constructor(inputs: Inputs, variables: Readonly<Record<string, string>>, reader: GitlabReader) {
    this.#inputs = inputs;
    this.#variables = variables;
    this.#reader = reader;
  }

  map(node: YamlMap): YamlMap {
    return {
      ...node,
      entries: node.entries.map((entry) => ({ ...entry, key: this.#text(entry.key, entry.keySpan), value: this.#node(entry.value) })),
    };
  }

  #node(node: YamlNode): YamlNode {
    if (node.kind === "map") return this.map(node);
    if (node.kind === "seq") return { ...node, items: node.items.map((item) => this.#node(item)) };
    if (typeof node.value !== "string" || !node.value.includes("$[[")) return node;
    const whole = /^\s*\$\[\[((?:(?!\]\])[\s\S])*)\]\]\s*$/.exec(node.value)?.[1];
    // A value that is one block alone keeps its type.
    const value = whole === undefined ? this.#text(node.value, node.span) : this.#value(whole, node.span);
    if (typeof value !== "string") return { ...value, span: node.span };
    return { ...node, value, source: value, lineOffsets: undefined };
  }

  #text(text: string, span: Span): string {
    return text.replace(block, (_, inner: string) => {
      const value = this.#value(inner, span);
      return typeof value === "string" ? value : textOfNode(value);
    });
  }

  #value(inner: string, span: Span): YamlNode | string {
    const [access = "", ...functions] = inner.split("|").map((part) => part.trim());
    const name = /^inputs\.([\w-]+)$/.exec(access)?.[1];
    if (name === undefined) return this.#refuse(span, `\`$[[ ${access} ]]\` cannot be read`, "It names an input: `$[[ inputs.name ]]`.");
    const input = this.#inputs.get(name);
    if (!input) {
      const detail = `The file's \`spec:inputs\` declares no such input.${didYouMean(name, this.#inputs.keys())}`;
      return this.#refuse(span, `Unknown input "${name}"`, detail);
    }
    if (functions.length > maxFunctions)
      return this.#refuse(span, "Too many functions in one interpolation", `GitLab allows ${maxFunctions}.`);
    const text = textOfNode(input);
    this.#reader.interpolated += text.length;
    if (this.#reader.interpolated > maxText)
      return this.#refuse(span, "The file grows too large", "Its inputs are long and stand in many places.");
    return functions.length === 0 ? input : functions.reduce((value, call) => this.#apply(call, value, span), text);
  }

  #apply(call: string, text: string, span: Span): string {
    if (call === "expand_vars") {
      this.#reader.dependsOnEvent = true;
      return fillKnown(text, this.#variables);
    }
    if (call === "posix_escape") return text === "" ? "''" : text.replace(/[^A-Za-z0-9_\-.,:+/@\n]/g, "\\$&").replace(/\n/g, "'\n'");
    const [, from, length] = /^truncate\(\s*(\d+)\s*,\s*(\d+)\s*\)$/.exec(call) ?? [];
    if (from !== undefined) return text.slice(Number(from), Number(from) + Number(length));
    return this.#refuse(
      span,
      `No function of inputs is called "${call}"`,
      "There are expand_vars, truncate(offset,length) and posix_escape.",
    );
  }

  #refuse(span: Span, summary: string, detail: string): string {
    this.#reader.error("interpolation", span, summary, detail);
    return "";
  }
}
