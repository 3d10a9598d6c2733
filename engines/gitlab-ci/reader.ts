import type { ScriptEntry } from "#engines/shell";
import { didYouMean, type Located, type Span } from "#engines/source";
import { ShapeReader, type YamlNode } from "#engines/yaml";
import { parseDuration } from "./duration.ts";
import type { Variable, Variables } from "./model.ts";
import { rubyText } from "./ruby-text.ts";

/** GitLab flattens nested lists in scripts, ten levels deep: that is how references and anchors are used there. */
const maxScriptDepth = 10;

/** Shapes that are GitLab's own, on top of the plain ones. */
export class GitlabReader extends ShapeReader {
  /** Every document that was read, its inputs filled in. */
  readonly roots: YamlNode[] = [];
  /** What was read would be another for another event. */
  dependsOnEvent = false;
  /** Characters that inputs have put into files. */
  interpolated = 0;
  /** Stretches of which enough is said. */
  readonly settled: Span[] = [];

  constructor() {
    super("gitlab-ci");
  }

  notSupported(
    node: { span: YamlNode["span"] },
    what: string,
    advice = "The simulator does not carry it out yet, so it refuses the file rather than ignore it.",
  ): undefined {
    return this.error("not-supported", node.span, `Not supported: ${what}`, advice);
  }

  /** One value as GitLab has it as a text. */
  override scalarText(node: YamlNode | undefined, what: string): string | undefined {
    return node?.kind === "scalar" && node.value !== null ? rubyText(node) : super.scalarText(node, what);
  }

  located(node: YamlNode | undefined, what: string): Located<string> | undefined {
    const value = this.scalarText(node, what);
    return value === undefined || !node ? undefined : { value, span: node.span };
  }

  /** A script: one text, or a list of texts and lists of texts. */
  script(node: YamlNode | undefined, what: string, depth = 0): readonly ScriptEntry[] {
    if (!node) return [];
    if (node.kind === "seq" && depth < maxScriptDepth) return node.items.flatMap((item) => this.script(item, what, depth + 1));
    if (node.kind === "scalar" && typeof node.value === "string") return [{ text: node.value, span: node.span }];
    const colon = node.kind === "map" ? " A `: ` in a plain line makes it a map; put the line in quotes or use a `|` block." : "";
    this.error("script", node.span, `${what} must be text or a list of texts`, `Every entry is one shell command or block.${colon}`);
    return [];
  }

  /** Variables: text, numbers and booleans, or `{value, description, options, expand}`. */
  variables(node: YamlNode | undefined, what: string): Variables {
    const variables = new Map<string, Variable>();
    for (const { key, keySpan, value } of this.map(node, what)?.values() ?? []) {
      if (!/^\w+$/.test(key))
        this.error("variable-name", keySpan, `"${key}" is no name of a variable`, "Use letters, digits and underscores.");
      if (value.kind === "map") {
        const keys = this.map(value, `The variable "${key}"`, ["value", "description", "options", "expand"]);
        const raw = this.boolean(keys?.get("expand")?.value, "`expand`") === false;
        const inner = keys?.get("value")?.value;
        const text = inner ? this.#variableText(inner, key) : "";
        const options = this.texts(keys?.get("options")?.value, "`options`");
        if (options && !options.includes(text))
          this.error(
            "variable-options",
            (inner ?? value).span,
            `The value of "${key}" is none of its options`,
            `They are: ${options.join(", ")}. https://docs.gitlab.com/ci/yaml/#variablesoptions`,
          );
        variables.set(key, { value: text, span: (inner ?? value).span, raw });
      } else variables.set(key, { value: this.#variableText(value, key), span: value.span });
    }
    return variables;
  }

  #variableText(node: YamlNode, name: string): string {
    if (node.kind === "scalar" && node.value !== null) return rubyText(node);
    this.error(
      "variable-value",
      node.span,
      `The variable "${name}" must be text or a number`,
      'Lists and empty values are not allowed; write "" for an empty text.',
    );
    return "";
  }

  /** One of the words, `fallback` if nothing is given. */
  oneOf<Word extends string>(node: YamlNode | undefined, what: string, words: readonly Word[], fallback: Word): Word {
    const text = this.text(node, what);
    if (text === undefined || !node) return fallback;
    const known = words.find((word) => word === text);
    if (known !== undefined) return known;
    this.error("value", node.span, `${what} cannot be "${text}"`, `It is one of: ${words.join(", ")}.${didYouMean(text, words)}`);
    return fallback;
  }

  /** Seconds. */
  duration(node: YamlNode | undefined, what: string): number | undefined {
    const text = this.scalarText(node, what);
    if (text === undefined || !node) return undefined;
    const seconds = parseDuration(text);
    return (
      seconds ?? this.error("duration", node.span, `"${text}" is no duration`, `${what} takes a text such as "1h 30m" or "90 minutes".`)
    );
  }
}
