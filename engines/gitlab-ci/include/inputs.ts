import { RE2JS } from "re2js";
import { didYouMean, type Span } from "#engines/source";
import type { YamlEntry, YamlMap, YamlNode, YamlScalar } from "#engines/yaml";
import type { GitlabReader } from "../reader.ts";

export type Inputs = ReadonlyMap<string, YamlNode>;

const types = ["string", "number", "boolean", "array"] as const;
type InputType = (typeof types)[number];

/** https://docs.gitlab.com/ci/inputs/: what a file declares, with what the one who includes it gives. `at` is where it is included. */
export function bindInputs(header: YamlNode | undefined, given: YamlMap | undefined, at: Span, reader: GitlabReader): Inputs {
  const spec = header?.kind === "map" ? header.entries.find(({ key }) => key === "spec")?.value : undefined;
  const keys = spec && reader.map(spec, "`spec`", ["inputs", "component", "include", "description"]);
  for (const key of ["component", "include"]) {
    const entry = keys?.get(key);
    if (entry) reader.notSupported({ span: entry.keySpan }, `\`spec:${key}\``);
  }
  const declared = keys?.get("inputs")?.value;
  const inputs = declared ? (reader.map(declared, "`spec:inputs`") ?? new Map<string, YamlEntry>()) : new Map<string, YamlEntry>();
  const values = new Map([...(given?.entries ?? [])].map((entry) => [entry.key, entry]));
  for (const { key, keySpan } of values.values()) {
    if (inputs.has(key)) continue;
    const detail = `The file's \`spec:inputs\` declares no such input.${didYouMean(key, inputs.keys())}`;
    reader.error("unknown-input", keySpan, `Unknown input "${key}"`, detail);
  }
  const bound = new Map<string, YamlNode>();
  for (const entry of inputs.values()) {
    const value = bindInput(entry, values.get(entry.key)?.value, at, reader);
    if (value) bound.set(entry.key, value);
  }
  return bound;
}

function bindInput({ key, value: spec }: YamlEntry, given: YamlNode | undefined, at: Span, reader: GitlabReader): YamlNode | undefined {
  const isBare = spec.kind === "scalar" && spec.value === null;
  const keys = isBare ? undefined : reader.map(spec, `The input "${key}"`, ["default", "description", "options", "regex", "type", "rules"]);
  const rules = keys?.get("rules");
  if (rules) return reader.notSupported({ span: rules.keySpan }, "`spec:inputs:rules`");
  const typeNode = keys?.get("type")?.value;
  const type = typeNode ? reader.oneOf(typeNode, "`type`", types, "string") : "string";
  const fallback = keys?.get("default")?.value;
  const value = given ?? fallback;
  if (!value) return reader.error("missing-input", at, `The input "${key}" has no value`, "It has no default: give it under `inputs:`.");
  if (!isOfType(value, type))
    return reader.error(
      "input-type",
      given ? value.span : spec.span,
      `The ${given ? "value" : "default"} of the input "${key}" is not a ${type}`,
      type === "string" ? "Put it in quotes." : `It is declared with \`type: ${type}\`.`,
    );
  const options = keys?.get("options")?.value;
  if (options?.kind === "seq" && !options.items.some((option) => sameScalar(option, value)))
    return reader.error(
      "input-options",
      value.span,
      `The value of the input "${key}" is not in the list of allowed options`,
      `They are: ${options.items.map(textOfNode).join(", ")}.`,
    );
  const pattern = reader.text(keys?.get("regex")?.value, "`regex`");
  if (pattern !== undefined && !fits(pattern, textOfNode(value), keys?.get("regex")?.value, reader))
    return reader.error("input-regex", value.span, `The value of the input "${key}" does not match its \`regex\``, `It is ${pattern}.`);
  return value;
}

function isOfType(node: YamlNode, type: InputType): boolean {
  return type === "array" ? node.kind === "seq" : node.kind === "scalar" && typeof node.value === type;
}

const sameScalar = (a: YamlNode, b: YamlNode) => a.kind === "scalar" && b.kind === "scalar" && a.value === b.value;

function fits(pattern: string, text: string, at: YamlNode | undefined, reader: GitlabReader): boolean {
  try {
    return RE2JS.compile(pattern).matcher(text).find();
  } catch {
    if (at)
      reader.error("input-regex", at.span, "The `regex` cannot be read", "GitLab uses RE2: https://github.com/google/re2/wiki/Syntax");
    return true;
  }
}

/** As it stands inside a longer text. */
export function textOfNode(node: YamlNode): string {
  return node.kind === "scalar" ? scalarText(node) : JSON.stringify(plain(node));
}

const scalarText = ({ value }: YamlScalar) => (value === null ? "" : String(value));

function plain(node: YamlNode): unknown {
  if (node.kind === "scalar") return node.value;
  return node.kind === "seq" ? node.items.map(plain) : Object.fromEntries(node.entries.map(({ key, value }) => [key, plain(value)]));
}
