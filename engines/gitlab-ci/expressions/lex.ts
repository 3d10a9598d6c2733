/** https://docs.gitlab.com/ci/jobs/job_rules/#cicd-variable-expressions */
export type Token =
  | { readonly kind: "variable"; readonly name: string; readonly at: number; readonly length: number }
  | { readonly kind: "string"; readonly value: string; readonly at: number; readonly length: number }
  | { readonly kind: "pattern"; readonly source: string; readonly flags: string; readonly at: number; readonly length: number }
  /** `$[[ inputs.name ]]`: https://docs.gitlab.com/ci/inputs/ */
  | { readonly kind: "input"; readonly name: string; readonly at: number; readonly length: number }
  | { readonly kind: "boolean"; readonly value: boolean; readonly at: number; readonly length: number }
  | { readonly kind: "null"; readonly at: number; readonly length: number }
  | { readonly kind: "operator"; readonly text: Operator; readonly at: number; readonly length: number }
  | { readonly kind: "not"; readonly at: number; readonly length: number }
  | { readonly kind: "open"; readonly at: number; readonly length: number }
  | { readonly kind: "close"; readonly at: number; readonly length: number };

export type Operator = "==" | "!=" | "=~" | "!~" | "&&" | "||";

export class ExpressionError extends Error {
  readonly at: number;
  readonly length: number;
  constructor(message: string, at: number, length = 1) {
    super(message);
    this.at = at;
    this.length = length;
  }
}

/** GitLab reads this many parts of an expression and no more. */
const maxTokens = 99;

/** A pattern is at least two characters long, ends before the first slash that no backslash precedes, and stands on one line. */
const pattern = String.raw`\/(?<pattern>(?:\\\/|[^/])+[^\\])\/(?<flags>[ismU]*)`;

const lexeme = new RegExp(
  [
    String.raw`\$\[\[\s*inputs\.(?<input>[\w-]+)\s*\]\]`,
    String.raw`\$(?<variable>\w+)`,
    String.raw`(?<quote>["'])(?<string>.*?)\k<quote>`,
    pattern,
    "(?<nil>null)",
    String.raw`(?<boolean>true|false)\b`,
    String.raw`(?<operator>==|!=|=~|!~|&&|\|\|)`,
    "(?<not>!)",
    String.raw`(?<open>\()`,
    String.raw`(?<close>\))`,
  ].join("|"),
  "y",
);
const space = /\s*/y;
const leading = new RegExp(pattern, "y");

/** The pattern that a text begins with, as an expression would read it. */
export function patternAtStart(text: string): { readonly source: string; readonly flags: string } | undefined {
  leading.lastIndex = 0;
  const groups = leading.exec(text)?.groups;
  return groups && { source: groups.pattern ?? "", flags: groups.flags ?? "" };
}

/** Throws an ExpressionError at the first character that starts no lexeme. */
export function lex(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (let at = afterSpace(text, 0); at < text.length; ) {
    lexeme.lastIndex = at;
    const match = lexeme.exec(text);
    if (!match?.groups) throw new ExpressionError(whyNot(text.slice(at, at + 3)), at, 1);
    if (tokens.length === maxTokens) throw new ExpressionError(`it has more than ${maxTokens} parts`, at, match[0].length);
    tokens.push(tokenOf(match.groups, { at, length: match[0].length }));
    at = afterSpace(text, lexeme.lastIndex);
  }
  return tokens;
}

function whyNot(text: string): string {
  if (text.startsWith("${")) return "a variable has no braces here";
  return /^\/[^/]\/$/.test(text) ? "a pattern has at least two characters" : "this is no part of an expression";
}

function afterSpace(text: string, at: number): number {
  space.lastIndex = at;
  space.exec(text);
  return space.lastIndex;
}

function tokenOf(groups: Readonly<Record<string, string | undefined>>, place: { readonly at: number; readonly length: number }): Token {
  const { input, variable, string, pattern: source, flags = "", nil, boolean, operator, not, open } = groups;
  if (input !== undefined) return { kind: "input", name: input, ...place };
  if (variable !== undefined) return { kind: "variable", name: variable, ...place };
  if (string !== undefined) return { kind: "string", value: string, ...place };
  if (source !== undefined) return { kind: "pattern", source, flags, ...place };
  if (nil !== undefined) return { kind: "null", ...place };
  if (boolean !== undefined) return { kind: "boolean", value: boolean === "true", ...place };
  if (operator !== undefined) return { kind: "operator", text: operator as Operator, ...place };
  if (not !== undefined) return { kind: "not", ...place };
  return { kind: open !== undefined ? "open" : "close", ...place };
}
