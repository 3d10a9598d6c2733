import { isError } from "#engines/source";
import { readYaml, type YamlNode } from "#engines/yaml";
import { parseNumber } from "../numbers/number.ts";
import { numberText } from "../numbers/text.ts";
import { dynamic } from "../values/type.ts";
import { boolValue, nullValue, numberValue, objectValue, stringValue, tupleValue, type Value } from "../values/value.ts";
import { CallFailure } from "./model.ts";

export function decodeYaml(text: string): Value {
  const { model, diagnostics } = readYaml({ path: "yaml", text }, { version: "1.2", merge: "in-order", duplicateKeys: "last-wins" });
  const wrong = diagnostics.find(isError);
  if (wrong) throw new CallFailure(`the text is no YAML: line ${wrong.span.start.line}, ${wrong.summary}`);
  if (!model) throw new CallFailure("the text holds no YAML value");
  return toValue(model, text);
}

const booleans = new Map([
  ...["y", "Y", "yes", "Yes", "YES", "on", "On", "ON"].map((word) => [word, true] as const),
  ...["n", "N", "no", "No", "NO", "off", "Off", "OFF"].map((word) => [word, false] as const),
]);

/** https://github.com/zclconf/go-cty-yaml: numbers as in YAML 1.2, the words for true and false and the dates of 1.1. */
function toValue(node: YamlNode, text: string): Value {
  if (node.kind === "map") {
    const quoted = (offset: number) => "\"'".includes(text.charAt(offset));
    const keyText = (key: string, offset: number) => {
      if (quoted(offset)) return key;
      if (key === "") throw new CallFailure("a key must not be null");
      return String(booleans.get(key) ?? key);
    };
    return objectValue(node.entries.map(({ key, keySpan, value }) => [keyText(key, keySpan.start.offset), toValue(value, text)] as const));
  }
  if (node.kind === "seq") return tupleValue(node.items.map((item) => toValue(item, text)));
  if (node.value === null) return nullValue(dynamic);
  if (typeof node.value === "boolean") return boolValue(node.value);
  if (typeof node.value === "string") {
    if (node.style !== "plain") return stringValue(node.value);
    const word = booleans.get(node.value);
    if (word !== undefined) return boolValue(word);
    return stringValue(/^\d{4}-\d{2}-\d{2}$/.test(node.value) ? `${node.value}T00:00:00Z` : node.value);
  }
  // The text is exact where the double is not; hexadecimal and octal numbers are whole.
  return numberValue(parseNumber(node.source.replace(/^\+/, "")) ?? parseNumber(String(node.value)) ?? unreadable(node.source));
}

function unreadable(source: string): never {
  throw new CallFailure(`"${source}" is no number that can be worked with here`);
}

/** Keys and texts in quotes, lists at the indentation of their key: as go-cty-yaml writes. */
export function encodeYaml(value: Value): string {
  const plain = value.kind === "null" || value.kind === "bool" || value.kind === "number";
  // A plain word at the top is ended, so that nothing can be added to it.
  return written(value, 0, "start") + (plain ? "...\n" : "");
}

type Place = "start" | "key" | "item";

function written(value: Value, indent: number, place: Place): string {
  const inline = (text: string) => `${place === "key" ? " " : ""}${text}\n`;
  switch (value.kind) {
    case "null":
    case "unknown":
      return inline("null");
    case "bool":
      return inline(String(value.value));
    case "number":
      return inline(numberText(value.value));
    case "string":
      return value.value.includes("\n")
        ? inline(blockText(value.value, place === "start" ? 2 : indent)).replace(/\n\n$/, "\n")
        : inline(quotedText(value.value));
    case "sequence": {
      if (value.items.length === 0) return inline("[]");
      const margin = place === "key" ? indent - 2 : indent;
      const lines = value.items.map((item) => `- ${written(item, margin + 2, "item")}`);
      return (place === "key" ? "\n" : "") + joined(lines, margin, place);
    }
    case "mapping": {
      if (value.entries.size === 0) return inline("{}");
      const lines = [...value.entries].map(([key, item]) => `${quotedText(key)}:${written(item, indent + 2, "key")}`);
      return (place === "key" ? "\n" : "") + joined(lines, indent, place);
    }
    default:
      return value satisfies never;
  }
}

/** Behind a dash, the first line stands on the dash's own line. */
function joined(lines: readonly string[], margin: number, place: Place): string {
  return lines.map((line, index) => (place === "item" && index === 0 ? line : " ".repeat(margin) + line)).join("");
}

function blockText(text: string, indent: number): string {
  const body = text.replace(/\n+$/, "");
  const ends = text.length - body.length;
  const chomp = ends === 0 ? "-" : ends > 1 || body === "" ? "+" : "";
  const lines = body.split("\n").map((line) => (line === "" ? "" : " ".repeat(indent) + line));
  // Where the first line is indented or empty, the indentation has to be said.
  const indicator = /^[ \n]/.test(text) ? "2" : "";
  return `|${indicator}${chomp}\n${lines.join("\n")}${ends > 1 ? "\n".repeat(ends) : "\n"}`;
}

const short = new Map([
  ["\\u0000", "\\0"],
  ["\\u0007", "\\a"],
  ["\\u000b", "\\v"],
  ["\\u001b", "\\e"],
]);

/** In double quotes; control characters as YAML escapes them. */
function quotedText(text: string): string {
  return JSON.stringify(text).replace(/\\u00[01][0-9a-f]/g, (code) => short.get(code) ?? `\\x${code.slice(4).toUpperCase()}`);
}
