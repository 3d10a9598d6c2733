import type { Diagnostic } from "#engines/source";
import { NumberOutOfRange, parseNumber } from "../numbers/number.ts";
import type { Expression, JsonNode } from "../syntax/ast.ts";
import { parseHclTemplate } from "../syntax/parse.ts";
import { dynamic } from "../values/type.ts";
import { boolValue, nullValue, numberValue, stringValue, unknownDynamic, type Value } from "../values/value.ts";

/** A JSON value as an expression: https://github.com/hashicorp/hcl/blob/main/json/spec.md#expressions. Strings are templates. */
export function jsonExpression(node: JsonNode, diagnostics: Diagnostic[]): Expression {
  const { span } = node;
  const literal = (value: Value): Expression => ({ kind: "literal", value, span });
  switch (node.kind) {
    case "keyword":
      return literal(node.value === null ? nullValue(dynamic) : boolValue(node.value));
    case "invalid":
      return literal(unknownDynamic);
    case "number":
      return literal(readNumber(node.text, node, diagnostics));
    case "string":
      return jsonTemplate(node.value, span, diagnostics);
    case "array":
      return { kind: "tuple", items: node.items.map((item) => jsonExpression(item, diagnostics)), span };
    case "object": {
      const items = node.entries.map(({ name, nameSpan, value }) => ({
        key: jsonTemplate(name, nameSpan, diagnostics),
        value: jsonExpression(value, diagnostics),
      }));
      return { kind: "object", items, span };
    }
    default:
      return node satisfies never;
  }
}

function readNumber(text: string, node: JsonNode, diagnostics: Diagnostic[]): Value {
  try {
    const parsed = parseNumber(text);
    if (parsed) return numberValue(parsed);
  } catch (error) {
    if (!(error instanceof NumberOutOfRange)) throw error;
  }
  const detail = "This number is too large or too small to be worked with here.";
  diagnostics.push({ severity: "error", code: "hcl/budget", summary: "Invalid JSON number", detail, span: node.span });
  return unknownDynamic;
}

function jsonTemplate(text: string, span: Expression["span"], diagnostics: Diagnostic[]): Expression {
  if (!/[$%]\{/.test(text)) {
    const part = { kind: "text" as const, text, span };
    return { kind: "template", parts: [part], wrap: false, json: stringValue(text).value, span };
  }
  const at = { ...span.start, column: span.start.column + 1, offset: span.start.offset + 1 };
  const parsed = parseHclTemplate({ path: span.file, text }, at);
  diagnostics.push(...parsed.diagnostics);
  return parsed.model ? { ...parsed.model, json: text, span } : { kind: "literal", value: unknownDynamic, span };
}
