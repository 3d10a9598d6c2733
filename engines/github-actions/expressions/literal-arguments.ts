import { type Expr, type FunctionCall, Literal } from "@actions/expressions/ast";
import { Kind } from "@actions/expressions/data/expressiondata";
import { any, arrayOf, bool, type ExpressionType, merge, nothing, number, strictMap, string } from "./types.ts";

type Said = { readonly node: Expr; readonly summary: string; readonly detail: string };

/** The places `{0}`, `{1}` … of a format that is known, against the arguments that follow. */
export function checkFormat(node: FunctionCall): readonly Said[] {
  const [first, ...rest] = node.args;
  const text = literalText(first);
  if (text === undefined || !first) return [];
  const used = new Set(
    [
      ...text
        .replaceAll("{{", "")
        .replaceAll("}}", "")
        .matchAll(/\{(\d+)\}/g),
    ].map((match) => Number(match[1])),
  );
  const said: Said[] = [];
  rest.forEach((_, index) => {
    if (!used.has(index))
      said.push({ node: first, summary: `The format has no place {${index}}`, detail: "Remove the argument, or use it." });
  });
  for (const place of used) {
    if (place >= rest.length)
      said.push({
        node: first,
        summary: `The format's place {${place}} has no argument`,
        detail: `It is given ${rest.length} argument${rest.length === 1 ? "" : "s"}, counted from 0.`,
      });
  }
  return said;
}

/** What a JSON text that is known holds, or why it is none. */
export function checkFromJson(node: FunctionCall): { readonly type?: ExpressionType; readonly fault?: string } | undefined {
  const text = literalText(node.args[0]);
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    return { type: typeOf(value) };
  } catch {
    return { fault: "Its texts stand in double quotes; check its brackets, quotes and commas." };
  }
}

function literalText(node: Expr | undefined): string | undefined {
  return node instanceof Literal && node.literal.kind === Kind.String ? node.literal.value : undefined;
}

/** Nobody looks deeper into a JSON text that is written in a workflow. */
const maxDepth = 50;

function typeOf(value: unknown, depth = 0): ExpressionType {
  if (depth > maxDepth) return any;
  if (value === null) return nothing;
  if (typeof value === "boolean") return bool;
  if (typeof value === "number") return number;
  if (typeof value === "string") return string;
  if (Array.isArray(value))
    return arrayOf(value.length === 0 ? any : value.map((each) => typeOf(each, depth + 1)).reduce((left, right) => merge(left, right)));
  return strictMap(new Map(Object.entries(Object(value)).map(([name, each]) => [name.toLowerCase(), typeOf(each, depth + 1)])));
}
