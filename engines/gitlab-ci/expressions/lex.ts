/** https://docs.gitlab.com/ci/jobs/job_rules/#cicd-variable-expressions */
export type Token =
  | { readonly kind: "variable"; readonly name: string; readonly at: number; readonly length: number }
  | { readonly kind: "string"; readonly value: string; readonly at: number; readonly length: number }
  | { readonly kind: "pattern"; readonly source: string; readonly flags: string; readonly at: number; readonly length: number }
  /** `$[[ inputs.name ]]`: https://docs.gitlab.com/ci/inputs/ */
  | { readonly kind: "input"; readonly name: string; readonly at: number; readonly length: number }
  | { readonly kind: "null"; readonly at: number; readonly length: number }
  | { readonly kind: "operator"; readonly text: Operator; readonly at: number; readonly length: number }
  | { readonly kind: "open" | "close"; readonly at: number; readonly length: number };

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

const lexeme =
  /\s*(?:\$\[\[\s*inputs\.(?<input>[\w-]+)\s*\]\]|\$(?<variable>\w+)|\$\{(?<braced>\w+)\}|(?<quote>["'])(?<string>.*?)\k<quote>|\/(?<pattern>(?:\\.|[^\\/])+)\/(?<flags>[ismU]*)|(?<nil>null)\b|(?<operator>==|!=|=~|!~|&&|\|\|)|(?<open>\()|(?<close>\)))/sy;

/** Throws an ExpressionError at the first character that starts no lexeme. */
export function lex(text: string): readonly Token[] {
  const tokens: Token[] = [];
  let offset = 0;
  while (text.slice(offset).trim() !== "") {
    lexeme.lastIndex = offset;
    const match = lexeme.exec(text);
    const skipped = /^\s*/.exec(text.slice(offset))?.[0].length ?? 0;
    if (!match?.groups) throw new ExpressionError("this is no part of an expression", offset + skipped);
    const place = { at: offset + skipped, length: match[0].length - skipped };
    const { input, variable, braced, string, pattern, flags, nil, operator, open } = match.groups;
    if (input !== undefined) tokens.push({ kind: "input", name: input, ...place });
    else if (variable !== undefined || braced !== undefined) tokens.push({ kind: "variable", name: variable ?? braced ?? "", ...place });
    else if (string !== undefined) tokens.push({ kind: "string", value: string, ...place });
    else if (pattern !== undefined) tokens.push({ kind: "pattern", source: pattern, flags: flags ?? "", ...place });
    else if (nil !== undefined) tokens.push({ kind: "null", ...place });
    else if (operator !== undefined) tokens.push({ kind: "operator", text: operator as Operator, ...place });
    else tokens.push({ kind: open !== undefined ? "open" : "close", ...place });
    offset = lexeme.lastIndex;
  }
  return tokens;
}
