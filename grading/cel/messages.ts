import { type ASTNode, TypeError as CelTypeError, EvaluationError, ParseError } from "@marcbachmann/cel-js";
import { suggest } from "#engines/source";
import type { Language } from "./environment.ts";
import type { CelProblem } from "./names.ts";
import { chargeMethod, ownSuffix, type Rewritten } from "./rewrite.ts";

/** The library's error in the words of the check language, at the author's offsets. */
export function explain(error: unknown, source: string, rewritten: Rewritten, language: Language): CelProblem {
  if (!(error instanceof ParseError || error instanceof CelTypeError || error instanceof EvaluationError)) throw error;
  const range = error.range ?? { start: 0, end: 0 };
  const start = rewritten.original(range.start);
  const end = Math.max(start, rewritten.original(range.end));
  const place = start < source.trimEnd().length ? { start, end } : endOf(source);
  return { message: sentence(error, rewritten.text.slice(range.start, range.end), language), ...place };
}

/** An error at the end points to the last thing that was written. */
function endOf(source: string): { start: number; end: number } {
  const end = source.trimEnd().length;
  return { start: Math.max(0, end - 1), end };
}

function sentence(error: ParseError | CelTypeError | EvaluationError, text: string, language: Language): string {
  switch (error.code) {
    case "unknown_variable": {
      const name = error.summary.replace(/^Unknown variable: /, "");
      return `no variable "${name}"${advice(name, [...language.variables.keys()])}`;
    }
    case "no_such_key":
      return noField(error, language);
    case "unexpected_token":
      return /EOF/.test(error.summary) ? "the expression ends too early" : plain(error.summary);
    case "no_such_overload":
      return noOperator(error.summary);
    case "no_matching_overload":
      return noFunction(error.summary);
    case "invalid_index_type":
      return /got 'string'/.test(error.summary)
        ? `a list has no field "${text}"; take an element with [0], or use exists, all, filter or map`
        : "a list is indexed by a number that is written out, as in [0]";
    default:
      return plain(error.summary);
  }
}

function noField(error: ParseError | CelTypeError | EvaluationError, language: Language): string {
  const field = error.summary.replace(/^No such key: /, "");
  const node = error.node;
  const receiver = isAccess(node) ? typeNameOf(node.args[0]) : undefined;
  const fields = receiver === undefined ? undefined : language.shapes.fields.get(receiver);
  if (!fields) return `no key "${field}"`;
  return `no field "${field}" on ${receiver}${advice(field, [...fields.keys()])}`;
}

function isAccess(node: unknown): node is ASTNode & { args: [ASTNode, string] } {
  return typeof node === "object" && node !== null && "op" in node && (node.op === "." || node.op === "[]");
}

/** The checker leaves the type it found on each node; it is not in the library's declarations. */
function typeNameOf(node: object): string | undefined {
  const type = "checkedType" in node ? node.checkedType : undefined;
  return typeof type === "object" && type !== null && "name" in type && typeof type.name === "string" ? type.name : undefined;
}

function advice(name: string, known: readonly string[]): string {
  const nearest = suggest(name, known);
  return nearest === undefined ? `; there are ${known.join(", ")}` : `; did you mean "${nearest}"?`;
}

function noOperator(summary: string): string {
  const binary = /^no such overload: (.+) (==|!=|<=|>=|<|>|[-+*/%]|in) (.+)$/.exec(summary);
  if (binary) return `"${binary[2]}" does not go between ${typeWord(binary[1])} and ${typeWord(binary[3])}`;
  const unary = /^no such overload: ([-!])(.+)$/.exec(summary);
  return unary ? `"${unary[1]}" does not go before ${typeWord(unary[2])}` : plain(summary);
}

function noFunction(summary: string): string {
  const call = /'(?:(.+)\.)?(\w+)\((.*)\)'$/.exec(summary);
  if (!call) return plain(summary);
  const [, receiver, rawName = "", args = ""] = call;
  if (rawName === chargeMethod) return `only a list or a map can be gone through, not ${typeWord(receiver)}`;
  const name = rawName.replace(ownSuffix, "");
  const takes = args === "" ? "without arguments" : `with ${args.split(", ").map(typeWord).join(", ")}`;
  return `"${name}" cannot be called ${receiver === undefined ? "" : `on ${typeWord(receiver)} `}${takes}`;
}

export function typeWord(type: string | undefined): string {
  switch (type) {
    case undefined:
      return "nothing";
    case "string":
      return "text";
    case "double":
    case "int":
      return "a number";
    case "bool":
      return "true or false";
    default:
      return type.replace(/\b(double|int)\b/g, "number");
  }
}

/** What went wrong on one outcome, from the library's summary. */
export function explainRun(summary: string): string {
  const index = /index (\d+) >= size (\d+)/.exec(summary);
  if (index) return `there is no element ${index[1]} in a list of ${index[2]}`;
  return plain(summary.replace(/^No such key: (.*)$/, 'there is no "$1"'));
}

/** The language has one kind of number. */
function plain(text: string): string {
  return text
    .replace(/\b(double|int)\b/g, "number")
    .replaceAll(ownSuffix, "")
    .replace(/^./, (first) => first.toLowerCase());
}
