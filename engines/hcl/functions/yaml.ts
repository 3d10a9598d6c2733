import { readYaml, type YamlNode } from "#engines/yaml";
import { parseNumber } from "../numbers/number.ts";
import { numberText } from "../numbers/text.ts";
import { dynamic } from "../values/type.ts";
import { boolValue, nullValue, numberValue, objectValue, stringValue, tupleValue, type Value } from "../values/value.ts";
import { CallFailure } from "./model.ts";

export function decodeYaml(text: string): Value {
  const { model, diagnostics } = readYaml({ path: "yaml", text }, { version: "1.2", merge: "in-order", duplicateKeys: "last-wins" });
  const wrong = diagnostics.find(({ severity }) => severity === "error");
  if (wrong) throw new CallFailure(`the text is no YAML: line ${wrong.span.start.line}, ${wrong.summary}`);
  return model ? toValue(model) : nullValue(dynamic);
}

function toValue(node: YamlNode): Value {
  if (node.kind === "map") return objectValue(node.entries.map(({ key, value }) => [key, toValue(value)] as const));
  if (node.kind === "seq") return tupleValue(node.items.map(toValue));
  if (node.value === null) return nullValue(dynamic);
  if (typeof node.value === "boolean") return boolValue(node.value);
  if (typeof node.value === "string") return stringValue(node.value);
  // The text is exact where the double is not; hexadecimal and octal numbers are whole.
  return numberValue(parseNumber(node.source.replace(/^\+/, "")) ?? parseNumber(String(node.value)) ?? unreadable(node.source));
}

function unreadable(source: string): never {
  throw new CallFailure(`"${source}" is no number that can be worked with here`);
}

/** Keys and texts in quotes, lists at the indentation of their key: as go-cty-yaml writes. */
export function encodeYaml(value: Value): string {
  return written(value, 0, "start");
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
      return value.value.includes("\n") ? inline(blockText(value.value, place === "start" ? 2 : indent)) .replace(/\n\n$/, "\n") : inline(JSON.stringify(value.value));
    case "sequence": {
      if (value.items.length === 0) return inline("[]");
      const margin = place === "key" ? indent - 2 : indent;
      const lines = value.items.map((item) => `- ${written(item, margin + 2, "item")}`);
      return (place === "key" ? "\n" : "") + joined(lines, margin, place);
    }
    case "mapping": {
      if (value.entries.size === 0) return inline("{}");
      const lines = [...value.entries].map(([key, item]) => `${JSON.stringify(key)}:${written(item, indent + 2, "key")}`);
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
  const chomp = ends === 0 ? "-" : ends > 1 ? "+" : "";
  const lines = body.split("\n").map((line) => (line === "" ? "" : " ".repeat(indent) + line));
  return `|${chomp}\n${lines.join("\n")}${ends > 1 ? "\n".repeat(ends) : "\n"}`;
}
