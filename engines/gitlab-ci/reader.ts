import type { ScriptEntry } from "#engines/shell";
import type { Located } from "#engines/source";
import { ShapeReader, type YamlNode, type YamlScalar } from "#engines/yaml";

/** GitLab flattens nested lists in scripts, ten levels deep: that is how references and anchors are used there. */
const maxScriptDepth = 10;

/** Shapes that are GitLab's own, on top of the plain ones. */
export class GitlabReader extends ShapeReader {
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

  /** Variables: text, numbers and booleans, or `{value, description, options, expand}` at the top of the file. */
  variables(node: YamlNode | undefined, what: string): ReadonlyMap<string, Located<string>> {
    const variables = new Map<string, Located<string>>();
    for (const { key, keySpan, value } of this.map(node, what)?.values() ?? []) {
      if (!/^\w+$/.test(key))
        this.error("variable-name", keySpan, `"${key}" is no name of a variable`, "Use letters, digits and underscores.");
      if (value.kind === "map") {
        const keys = this.map(value, `The variable "${key}"`, ["value", "description", "options", "expand"]);
        const expand = keys?.get("expand")?.value;
        if (this.boolean(expand, "`expand`") === false && expand) this.notSupported(expand, "`expand: false`");
        const inner = keys?.get("value")?.value;
        variables.set(key, { value: inner ? this.#variableText(inner, key) : "", span: (inner ?? value).span });
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

  /** https://docs.gitlab.com/ci/yaml/#timeout: `3 hours 30 minutes`, `1h 30m`, `90` (seconds). */
  duration(node: YamlNode | undefined, what: string): number | undefined {
    const text = this.scalarText(node, what);
    if (text === undefined || !node) return undefined;
    if (/^\d+$/.test(text)) return Number(text);
    const part = /(\d+(?:\.\d+)?)\s*(seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w)(?:\s+and\s+|[\s,]*)/gy;
    let seconds = 0;
    while (part.lastIndex < text.length) {
      const match = part.exec(text);
      if (!match)
        return this.error("duration", node.span, `"${text}" is no duration`, `${what} takes a text such as "1h 30m" or "90 minutes".`);
      seconds += Number(match[1]) * (unitSeconds[(match[2] ?? "s").charAt(0)] ?? 1);
    }
    return seconds;
  }
}

const unitSeconds: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 };

/** A value as Ruby's `to_s` writes it: `1.10` is read as a number and becomes "1.1", `1.0` stays "1.0". */
function rubyText({ value, source }: YamlScalar): string {
  if (typeof value === "number" && Number.isInteger(value) && /^[-+]?\d[\d_]*\.\d/.test(source)) return `${value}.0`;
  return String(value);
}
